"""Putting protected figures into words: sentences a board member reads once and repeats.

Everything here takes figures that disclosure control has already been over; nothing here counts.
Wording follows the project's measures.md, "Words on figures".
"""

from __future__ import annotations

from math import ceil, floor, isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from config.partnerships import Event

MINUS = "\N{MINUS SIGN}"

_FRACTIONS = (
    (1 / 10, "one in ten"),
    (1 / 5, "one in five"),
    (1 / 4, "a quarter"),
    (3 / 10, "three in ten"),
    (1 / 3, "a third"),
    (2 / 5, "two in five"),
    (1 / 2, "half"),
    (3 / 5, "three in five"),
    (2 / 3, "two in three"),
    (7 / 10, "seven in ten"),
    (3 / 4, "three in four"),
    (4 / 5, "four in five"),
    (9 / 10, "nine in ten"),
)
_NEAR = 0.0151
_FEW, _ALL = 0.06, 0.94


def capital(text: str) -> str:
    """Return the text with its first letter as a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


def share_words(share: float) -> str:
    """Return a share from 0 to 1 in words: "four in five", "just over a quarter"."""
    if share <= 0:
        return "none"
    if share >= 1:
        return "all"
    if share < _FEW:
        return "very few"
    if share > _ALL:
        return "nearly all"
    fraction, words = min(_FRACTIONS, key=lambda one: abs(one[0] - share))
    if abs(fraction - share) <= _NEAR:
        return words
    return f"just {'over' if share > fraction else 'under'} {words}"


def share_of(share: float, things: str) -> str:
    """Return a share of things in words: "four in five sessions", "half of sessions"."""
    words = share_words(share)
    joined = " of " if words.endswith(("half", "quarter", "third", "none", "few")) else " "
    return f"{words}{joined}{things}"


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage."""
    return f"{share:.0%}"


def share_told(value: float, least: float, most: float) -> str:
    """Return a share as it may be told: "55%", "about 55%" or "between 40% and 70%".

    `least` and `most` are what it can be, for who sees rounded counts. None and all are said only
    where it is certain; a share in a range has no `value`.
    """
    if least == most:
        return f"{floor(100 * value + 0.5)}%"
    if isnan(value):
        return f"between {floor(100 * least)}% and {ceil(100 * most)}%"
    whole = floor(100 * value + 0.5)
    return f"about {whole if value > 1 else min(max(whole, 1), 99)}%"


def points(difference: float) -> str:
    """Return a difference of shares in signed whole percentage points, with a true minus."""
    return signed(difference * 100, 0)


def signed(number: float, places: int = 2) -> str:
    """Return a number with its sign, a true minus: "+0.42"; nothing, or no number, has none."""
    if isnan(number) or not round(number, places):
        return f"{0:.{places}f}"
    return f"{number:+.{places}f}".replace("-", MINUS)


def interval(lower: float, upper: float) -> str:
    """Return a 95% interval of shares in words."""
    return f"95% interval {percent(lower)} to {percent(upper)}"


def listing(names: Sequence[str]) -> str:
    """Return names as a sentence lists them: "a, b and c", or "a and b, and c"."""
    if len(names) < 2:  # noqa: PLR2004 - one name is no list
        return "".join(names)
    comma = "," if any(" and " in name for name in names) else ""
    return f"{', '.join(names[:-1])}{comma} and {names[-1]}"


def day(date: dt.date) -> str:
    """Return a date for prose: "1 April 2025"."""
    return f"{date.day} {date:%B %Y}"


def day_short(date: dt.date) -> str:
    """Return a date for tables: "01/04/2025"."""
    return f"{date:%d/%m/%Y}"


def span(start: dt.date, end: dt.date) -> str:
    """Return a period for prose, both ends included."""
    return f"{day(start)} to {day(end)}"


def named_event(event: Event) -> str:
    """Return a partnership's event for a sentence: "the relaunch of 25 November 2024"."""
    return f"the {event.short} of {day(event.date)}"


def many(count: int, one: str, several: str | None = None) -> str:
    """Return a count with its noun: "1 row", "12 rows", "2 queries"."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def months(start: dt.date, end: dt.date) -> str:
    """Return whole months for prose: "April to June 2025", "October 2026"."""
    if (start.year, start.month) == (end.year, end.month):
        return f"{start:%B %Y}"
    if start.year == end.year:
        return f"{start:%B} to {end:%B %Y}"
    return f"{start:%B %Y} to {end:%B %Y}"


def count_change(now: float, before: float, against: str, about: str = "") -> str:
    """Compare two protected counts: "10 more than the year before", "about the same as …".

    `about` stands before the difference of counts that are rounded.
    """
    difference = round(now - before)
    if not difference:
        return f"about the same as {against}"
    word = "more" if difference > 0 else "fewer"
    return f"{about}{abs(difference)} {word} than {against}"

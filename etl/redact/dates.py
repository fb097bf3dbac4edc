"""Dates that may be birthdays: any full date in free text.

Source: data dictionary, "Direct identifiers never get in". A month with its year, or a year
alone, stays: it helps the reader and points at nobody.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.redact.numbers import Span

DATE: Final = "[DATE]"

_MONTHS: Final = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![^\W\d_])"
)
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:[ ]?(?:st|nd|rd|th))?"
_YEAR: Final = r"(?:19|20)\d\d"
_GAP: Final = r"[ .,/\-\t\n]{0,3}"
# A two-figure year before a small word is a count: "3 March 15 people came".
_SHORT: Final = r"(?:'\d\d|\d\d(?![\d:%]|[ ]?[ap]m\b|[ ][a-z]))"
_WRITTEN: Final = re.compile(
    rf"(?<!\d)(?:{_DAY}{_GAP}(?:day[ ])?(?:of[ ])?{_MONTH}{_GAP}(?:{_YEAR}|{_SHORT})"
    rf"|(?<![^\W_]){_MONTH}[ .]{{0,2}}{_DAY.replace('?P<day>', '?:')}[ ,.]{{1,3}}{_YEAR}"
    rf"|{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY.replace('?P<day>', '?:')})(?!\d)",
    re.IGNORECASE,
)
_FIGURES: Final = re.compile(
    r"(?<![\d])(?<!\d[./\-])(?:"
    r"(?P<a>\d{1,2})[ ]?(?P<s>[./\-\\])[ ]?(?P<b>\d{1,2})[ ]?(?P=s)[ ]?(?P<y>(?:19|20)?\d\d)"
    r"|(?P<c>\d{1,2}) (?P<d>\d{1,2}) (?P<z>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d)[ ]?(?P<t>[./\-])[ ]?(?P<m>\d{1,2})[ ]?(?P=t)[ ]?(?P<n>\d{1,2})"
    r")(?!\d|[./\-]\d)"
)
# After a label the year may be missing and the figures may stand together.
_LABELLED: Final = re.compile(
    r"(?:\bd\.?o\.?b\b\.?|\bdate of birth\b|\bbirth[ ]?dates?\b|\bborn\b|\bbirthday\b|\bb-?day\b)"
    r"(?:[ :=(.,\-]|is|was|on|the)*"
    rf"(?P<value>\d{{8}}|\d{{6}}|\d{{1,2}}[./\-]\d{{1,2}}(?:[./\-]\d{{2,4}})?"
    rf"|{_DAY}{_GAP}(?:of[ ])?{_MONTH}(?:{_GAP}(?:{_YEAR}|'?\d\d))?"
    rf"|{_MONTH}[ ]{_DAY.replace('?P<day>', '?:')}(?:{_GAP}(?:{_YEAR}|'\d\d))?)(?!\d)",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Span]:
    """Yield start, end and tag of each full date, and of part of a date called a birthday."""
    for found in _WRITTEN.finditer(text):
        yield found.start(), found.end(), DATE
    for found in _FIGURES.finditer(text):
        if _possible(found):
            yield found.start(), found.end(), DATE
    for found in _LABELLED.finditer(text):
        yield found.start("value"), found.end("value"), DATE


def _possible(found: re.Match[str]) -> bool:
    first = int(found["a"] or found["c"] or found["n"])
    second = int(found["b"] or found["d"] or found["m"])
    return 0 < min(first, second) <= len(_MONTHS) and max(first, second) <= date.max.day

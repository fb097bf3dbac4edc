"""Direct identifiers: replaced in free text, refused in references and in unknown columns.

Source: data dictionary, "Direct identifiers never get in". Everything here is a pure function of
its text, so that the loader can call it once for each distinct text.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.redact.columns import mostly_identifiers
from etl.redact.finding import found_in, seen
from etl.redact.names import TAG as NAME
from etl.redact.numbers import is_doubtful

if TYPE_CHECKING:
    from collections.abc import Sequence

    from etl.redact.numbers import Span

__all__ = ["Redacted", "identifier_in", "mostly_identifiers", "redact"]


@dataclass(frozen=True)
class Redacted:
    """A text without direct identifiers, and what was done to it.

    ``tags``: the tags put in, in the order of the text. ``names``: a likely personal name was
    replaced, so a person should look. ``doubtful``: a number has the shape of an NHS number and
    fails its check digit, so it was left in and should be queried.
    """

    text: str
    tags: tuple[str, ...]
    names: bool
    doubtful: bool


def redact(text: str, known: frozenset[str]) -> Redacted:
    """Replace each direct identifier in a text by its tag.

    Args:
        text: any text.
        known: words of places and agencies (localities, agencies, groups, reasons and their
            aliases), which are not names.

    Returns:
        The text with tags such as ``[NHS NUMBER]``; redacting it again changes nothing.
    """
    placed: list[tuple[int, str]] = []
    while spans := found_in(text, known):
        text, placed = _replaced(text, spans, placed)
    tags = tuple(tag for _, tag in placed)
    doubtful = any(is_doubtful(view.text) for view in seen(text))
    return Redacted(text, tags, NAME in tags, doubtful)


def _replaced(
    text: str, spans: Sequence[Span], placed: Sequence[tuple[int, str]]
) -> tuple[str, list[tuple[int, str]]]:
    """Return the text with tags for spans, and where all tags put in so far now stand."""
    pieces: list[str] = []
    moved: list[tuple[int, str]] = []
    earlier = deque(placed)
    shift = last = 0
    for start, end, tag in (*spans, (len(text), len(text), "")):
        while earlier and earlier[0][0] < start:
            at, other = earlier.popleft()
            moved.append((at + shift, other))
        pieces += (text[last:start], tag)
        if tag:
            moved.append((start + shift, tag))
        shift += len(tag) - (end - start)
        last = end
    return "".join(pieces), moved


def identifier_in(value: str) -> str | None:
    """Return the tag of the direct identifier that a reference looks like, or None."""
    spans = found_in(value, frozenset())
    return spans[0][2] if spans else None

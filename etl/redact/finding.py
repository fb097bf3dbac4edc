"""Everything that identifies someone in one text, as places that do not overlap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from etl.redact.dates import DATE, dates
from etl.redact.names import TAG as NAME
from etl.redact.names import names
from etl.redact.numbers import EMAIL, NHS, NI, PHONE, POSTCODE, UPN, numbers
from etl.redact.view import View, views

if TYPE_CHECKING:
    from collections.abc import Iterator

    from etl.redact.numbers import Span

# Where two overlap the longer gives the tag; of two alike, the earlier in this list.
TAGS: Final = (EMAIL, NHS, UPN, NI, POSTCODE, DATE, PHONE, NAME)
_TAG: Final = re.compile(r"\[(?:NHS NUMBER|UPN|NI NUMBER|POSTCODE|PHONE|EMAIL|DATE|NAME)\]")
_DIGIT: Final = re.compile(r"\d")


def found_in(text: str, known: frozenset[str]) -> list[Span]:
    """Return start, end and tag of each identifier, in order; overlapping ones are one."""
    spans: list[Span] = []
    for view in seen(text):
        for start, end, tag in _found(view.text, known):
            spans.append((*view.original(start, end), tag))
    return _apart(sorted(spans, key=_order)) if spans else spans


def seen(text: str) -> tuple[View, ...]:
    """Return the views of a text, with the tags that are already in it blanked out."""
    if "[" in text:
        text = _TAG.sub(lambda tag: "\x00" * len(tag[0]), text)
    return views(text)


def _found(text: str, known: frozenset[str]) -> Iterator[Span]:
    yield from numbers(text)
    if _DIGIT.search(text):
        yield from dates(text)
    yield from names(text, known)


def _order(span: Span) -> tuple[int, int, int]:
    start, end, tag = span
    return start, -end, TAGS.index(tag)


def _apart(spans: list[Span]) -> list[Span]:
    apart = [spans[0]]
    for start, end, tag in spans[1:]:
        first, last, other = apart[-1]
        if start < last:
            longer = tag if end - start > last - first else other
            apart[-1] = first, max(last, end), longer
        else:
            apart.append((start, end, tag))
    return apart

"""Finds in an interview answer the reasons and benefits the codebook names.

The codebook is ``data/lexicon/codebook.csv``: the reason list of the data dictionary, and the
benefits that Norfolk's evaluation of February 2022 and Wakefield's guidance speak of.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, cast

from config.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator

CODEBOOK: Final = DATA / "lexicon" / "codebook.csv"

# One character for one, so that places in the tidied text are places in the text itself.
_PLAIN = str.maketrans({"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2011": "-"})
_GAP = r"[\s\-/]{1,3}"
_LOOK_BACK: Final = 40
_NEGATORS = (
    r"\bno(?: more| longer| real| further)?",
    r"(?:\bnot|n't|\bnever|\bwithout)(?: any| a| an| the| much| more| real)?",
    r"\b(?:lack|absence) of(?: any| a| the| real)?",
    r"\b(?:neither|nor|less|lacked|lacking|lacks)",
    r"\breduc(?:e|es|ed|ing)(?: the| any)?(?: risk of)?",
)
_NEGATED = re.compile(rf"(?:{'|'.join(_NEGATORS)})\s{{1,3}}$", re.IGNORECASE)


@dataclass(frozen=True)
class Code:
    """One line of the codebook: what the code is called, what it means, what it is known by."""

    code: str
    kind: Literal["reason", "benefit"]
    title: str
    terms: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Theme:
    """A code found in a text, from ``start`` up to ``end`` in Python code points."""

    code: str
    kind: Literal["reason", "benefit"]
    start: int
    end: int


@cache
def codebook() -> tuple[Code, ...]:
    """Return the codebook in its own order."""
    with CODEBOOK.open(encoding="utf-8", newline="") as file:
        return tuple(_code(line) for line in csv.DictReader(file))


def find_themes(text: str) -> tuple[Theme, ...]:
    """Return the codes a text mentions, in the order of their places.

    Terms match whole words in any case and simple inflections. Where terms of one code overlap,
    the longest stands. A mention with a negation directly before it ("no drift") is left out.
    """
    plain = text.translate(_PLAIN)
    themes = (theme for code, pattern in _patterns() for theme in _of_code(plain, code, pattern))
    return tuple(sorted(themes, key=lambda theme: (theme.start, theme.end, theme.code)))


def _of_code(plain: str, code: Code, pattern: re.Pattern[str]) -> Iterator[Theme]:
    """Yield one code's mentions, longest first, none over another."""
    taken = bytearray(len(plain))
    spans = sorted(
        (match.span(1) for match in pattern.finditer(plain)),
        key=lambda span: (span[0] - span[1], span[0]),
    )
    for start, end in spans:
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            if not _NEGATED.search(plain, max(0, start - _LOOK_BACK), start):
                yield Theme(code.code, code.kind, start, end)


@cache
def _patterns() -> tuple[tuple[Code, re.Pattern[str]], ...]:
    """Return each code that has terms with the pattern that finds them, longest term first."""
    return tuple((code, _pattern(code.terms)) for code in codebook() if code.terms)


def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    by_length = sorted(terms, key=len, reverse=True)
    either = "|".join(_inflected(term) for term in by_length)
    return re.compile(rf"(?<!\w)(?=((?:{either})(?!\w)))", re.IGNORECASE)


def _inflected(term: str) -> str:
    """Return a pattern for a term, each word with its simple endings."""
    return _GAP.join(_endings(word) for word in re.split(r"[\s\-]+", term.strip()))


def _endings(word: str) -> str:
    if word.isupper():
        return rf"(?-i:{re.escape(word)}s?)"  # SEND, never "send the minutes"
    if word.endswith("e"):
        return rf"{re.escape(word[:-1])}(?:e|es|ed|ing|e's)"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return rf"{re.escape(word[:-1])}(?:y|ies|ied|ying|y's)"
    return rf"{re.escape(word)}(?:s|es|ed|ing|'s|s')?"


def _code(line: dict[str, str]) -> Code:
    return Code(
        code=line["code"],
        kind=cast('Literal["reason", "benefit"]', line["kind"]),
        title=line["title"],
        terms=tuple(term.strip() for term in line["terms"].split(";") if term.strip()),
        sentence=line["sentence"],
    )

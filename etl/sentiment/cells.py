"""Splits the cell of a word field into its words, and writes a word as pages show it."""

from __future__ import annotations

import re
from typing import Final

from etl.sentiment.layers import lexicon
from etl.sentiment.reading import is_empty, plain, words
from etl.sentiment.spelling import corrected

SENTENCE_FROM: Final = 12  # a cell part this long is prose: its spelling is left alone
RUN_ON: Final = range(2, 6)  # "worried stuck tired" with only spaces between

_NON_ANSWER = re.compile(r"\bn/a\b", re.IGNORECASE)
_SEPARATORS = re.compile(
    r"""
      [,;/&+|\r\n\t]
    | [\u2022\u00b7\u25aa\u25e6\u2023\u25cf\u2043*]           # bullets
    | (?:^|(?<=\s))\(?\d{1,2}[.)](?=\s|[^\W\d])               # 1. and 2)
    | (?:^|(?<=\s))[-\u2013\u2014]{1,3}(?=\s)                 # a dash that stands alone
    | (?<![.!?\u2026])[.!?\u2026]+(?=\s|$)
    """,
    re.VERBOSE,
)
_AND = re.compile(r" and ", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:i |we )?(?:am |was |were |are |have |do |did )?(?:now |just )?"
    r"(?:feel|feeling|felt|feels) (?!that\b|like\b)|^(?:i|we) (?:am|was|are|were) "
)
_EDGES: Final = " \"'-\u2013\u2014()[]\u201c\u201d"


def split_words(text: str) -> tuple[str, ...]:
    """Return the separate words and phrases of one cell, as typed; non-answers are left out."""
    if is_empty(text):
        return ()
    pieces = _SEPARATORS.split(_NON_ANSWER.sub(",", plain(text)))
    tidy = (" ".join(piece.split()).strip(_EDGES) for piece in pieces)
    parts = [part for piece in tidy if piece for part in _at_and(piece)]
    return tuple(word for part in parts for word in _run_on(part) if not is_empty(word))


def shown_word(word: str) -> str:
    """Return a word as pages show it: lower case, spelling corrected, no "I feel" before it."""
    tidy = " ".join(plain(word).lower().split())
    if is_empty(word) or is_prose(tidy):
        return tidy
    parts = (corrected(part) for part in re.findall(r"[\w'-]+", tidy))
    return _LEAD_IN.sub("", " ".join(parts)) or tidy


def is_prose(text: str) -> bool:
    """Say whether a part of a cell is too long to be a word or phrase."""
    return text.count(" ") >= SENTENCE_FROM


def _at_and(piece: str) -> list[str]:
    """Split at "and", unless the phrase belongs together or its negation reaches both sides."""
    parts = _AND.split(piece)
    if len(parts) == 1 or _is_phrase(piece) or _turns(parts[0]):
        return [piece]
    return parts


def _is_phrase(piece: str) -> bool:
    text = words(piece)
    term = lexicon().at(text, 0) if text else None
    return term is not None and len(term.words) == len(text)


def _turns(piece: str) -> bool:
    text = words(piece)
    terms = (lexicon().at(text, place) for place in range(len(text)))
    return any(term is not None and term.effect == "turn" for term in terms)


def _run_on(part: str) -> list[str]:
    """Split a few listed words that have only spaces between them."""
    pieces = part.split()
    if len(pieces) not in RUN_ON or _is_phrase(part):
        return [part]
    listed = all(lexicon().own(corrected(piece.lower())) for piece in pieces)
    return pieces if listed else [part]

"""The words of a text, and what each could be in a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from etl.redact.words import FORENAMES, ORDINARY, SURNAMES, key, listed

WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
STOP: Final = listed("small", "dates", "field", "places", "households")
_AMBIGUOUS: Final = ORDINARY | STOP | listed("also", "never_plain")
_SHORTEST_PLAIN: Final = 4  # "mia" and "kai" without a capital are too like other words
_SHORTEST_CAPITALS: Final = 5  # shorter words in capitals are taken for acronyms

# What a word could be. PLAIN is never part of a name, unless it follows one with a capital.
PLAIN, NAME, MAYBE, SURNAME, ODD, INITIAL = range(6)


class Token(NamedTuple):
    """One word: where it stands, how the lists hold it, and what stands before it."""

    start: int
    end: int
    key: str
    kind: int
    capital: bool
    gap: str  # what stands between the word before and this one

    @property
    def leads(self) -> bool:
        """Whether it begins a sentence, so that its capital says nothing."""
        return not self.gap or any(mark in self.gap for mark in '.!?:;\n"•')


def tokens(text: str, known: frozenset[str]) -> list[Token]:
    """Return the words of a text; words of known places and agencies are plain."""
    found = []
    last = 0
    for match in WORD.finditer(text):
        word = match[0]
        plain_key = key(word)
        kind = kind_of(word)
        if kind and plain_key in known:
            kind = MAYBE if plain_key in FORENAMES and word[0].isupper() else PLAIN
        end = match.end() - (2 if word.endswith("'s") else 0)
        gap = text[last : match.start()]
        found.append(Token(match.start(), end, plain_key, kind, word[0].isupper(), gap))
        last = match.end()
    return found


@lru_cache(maxsize=65536)
def kind_of(word: str) -> int:
    """Return what a word, as it is written, could be in a name."""
    name = key(word)
    if not word[0].isupper():
        listed_plainly = name in FORENAMES and name not in _AMBIGUOUS
        double = "-" in name and FORENAMES.issuperset(name.split("-"))
        return NAME if double or (listed_plainly and len(name) >= _SHORTEST_PLAIN) else PLAIN
    if len(word) == 1:
        return INITIAL
    return _capital(word, name)


def _capital(word: str, name: str) -> int:
    if name in FORENAMES:
        return MAYBE if name in _AMBIGUOUS else NAME
    if name in SURNAMES:
        return SURNAME if name in _AMBIGUOUS else NAME
    if name in STOP or name in ORDINARY:
        return PLAIN
    if re.match(r"(?:Mc|Mac|O'|D')[A-Z]", word) or name.removesuffix("s") in SURNAMES - ORDINARY:
        return NAME
    if "-" in word:
        return _double(word)
    too_short = word.isupper() and len(word) < _SHORTEST_CAPITALS
    return PLAIN if too_short or name.removesuffix("s") in ORDINARY | STOP else ODD


def _double(word: str) -> int:
    kinds = {kind_of(part) for part in word.split("-") if part}
    if PLAIN not in kinds and kinds & {NAME, MAYBE}:
        return NAME
    return ODD if kinds == {ODD} else PLAIN

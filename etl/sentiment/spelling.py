"""Corrects the spelling of single words from word fields, towards words that name feelings."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final

from etl.sentiment.layers import english_words, known_misspellings, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST: Final = 5  # a shorter word has too many neighbours
LONGEST: Final = 20
TWO_SLIPS_FROM: Final = 8  # shorter words have too many neighbours two slips away
ANY_START_FROM: Final = 7  # of a shorter word the first letter is right, or left out
GENERAL_FROM: Final = 6  # the general layers hold too many short words to guess among


@cache
def _neighbours() -> dict[str, tuple[str, ...]]:
    """Return, by a word with up to two letters left out, the words it may come from."""
    own = {word for word in lexicon().own_words() if len(word) >= SHORTEST}
    general = {word for word in lexicon().general_words() if len(word) >= GENERAL_FROM} - own
    found: defaultdict[str, list[str]] = defaultdict(list)
    for words, slips in ((own, 2), (general, 1)):
        for word in sorted(words):
            for shorter in _shortened(word, slips if len(word) >= TWO_SLIPS_FROM - 1 else 1):
                found[shorter].append(word)
    return {shorter: tuple(words) for shorter, words in found.items()}


@cache
def _own() -> frozenset[str]:
    return lexicon().own_words()


@lru_cache(maxsize=50_000)
def corrected(word: str) -> str:
    """Return the word, or the listed word it is most likely a misspelling of.

    Only words that no list and no English dictionary knows are corrected, and
    ``data/lexicon/spellings.csv``'s slips that are English words themselves.
    """
    if word in known_misspellings():
        return known_misspellings()[word]
    if not SHORTEST <= len(word) <= LONGEST or not word.isascii() or _is_known(word):
        return word
    return _nearest(word) or word


def _is_known(word: str) -> bool:
    return lexicon().word(word) is not None or word in english_words()


def _nearest(word: str) -> str | None:
    allowed = 2 if len(word) >= TWO_SLIPS_FROM else 1
    near = {
        candidate
        for shorter in _shortened(word, allowed)
        for candidate in _neighbours().get(shorter, ())
    }
    ranked = sorted(
        (distance, candidate not in _own(), candidate[0] != word[0], candidate)
        for candidate in near
        if (distance := _slips(word, candidate)) <= allowed
        and (candidate[0] == word[0] or (distance == 1 and _may_start_otherwise(word, candidate)))
    )
    return ranked[0][-1] if ranked else None


def _may_start_otherwise(word: str, candidate: str) -> bool:
    return len(word) >= ANY_START_FROM or candidate[1:] == word


def _shortened(word: str, slips: int) -> Iterator[str]:
    """Yield the word, and the word with each choice of up to this many letters left out."""
    for left_out in range(slips + 1):
        for kept in combinations(word, len(word) - left_out):
            yield "".join(kept)


def _slips(one: str, other: str) -> int:
    """Return the letters added, left out, changed or swapped between two words."""
    earlier: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted
            row.append(min(cost, earlier[j - 2] + 1) if swapped else cost)
        earlier, above = above, row
    return above[-1]

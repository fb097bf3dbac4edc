"""Other forms of a listed word: calmer from calm, unsupported from supported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

TURNED: Final = -0.8  # unsupported is not quite as far below zero as supported is above
SHORTEST: Final = 3

# (ending, what stands in its place); an ending may be put on in several ways.
_ENDINGS = (
    *(("iest", "y"), ("ier", "y"), ("iness", "y"), ("ily", "y"), ("ies", "y"), ("ied", "y")),
    *(("est", ""), ("est", "e"), ("er", ""), ("er", "e"), ("ness", ""), ("ly", "")),
    *(("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e"), ("s", "")),
)
_DOUBLING = ("er", "est", "ing", "ed")
_NEGATIVE_PREFIXES = ("un", "non", "dis")
_NEGATIVE_SUFFIX = "less"


@dataclass(frozen=True)
class Form:
    """A simpler word a longer one may come from, and what the difference multiplies it by."""

    base: str
    factor: float


def same_meaning(word: str) -> Iterator[Form]:
    """Yield the words this one may be an ending, or another spelling, of."""
    if "z" in word:
        yield Form(word.replace("iz", "is").replace("yz", "ys"), 1.0)
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= SHORTEST:
            yield Form(stem + instead, 1.0)
            if ending in _DOUBLING and not instead and stem[-1] == stem[-2]:
                yield Form(stem[:-1], 1.0)


def opposites(word: str) -> Iterator[Form]:
    """Yield the words this one may be the opposite of: un-, non-, dis- and -less."""
    for prefix in _NEGATIVE_PREFIXES:
        base = word.removeprefix(prefix)
        if base != word and len(base) > SHORTEST:
            yield Form(base, TURNED)
    base = word.removesuffix(_NEGATIVE_SUFFIX)
    if base != word and len(base) >= SHORTEST:
        yield Form(base, TURNED)

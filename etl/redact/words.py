"""The word lists that redaction rests on, read once from ``data/names`` and ``data/redaction``."""

from __future__ import annotations

import csv
import re
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from config.paths import DATA

if TYPE_CHECKING:
    from pathlib import Path

_NAMES: Final = DATA / "names"
_REDACTION: Final = DATA / "redaction"


def _column(path: Path) -> tuple[str, ...]:
    """Return a list's only column."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row[0] for row in list(csv.reader(file))[1:])


def key(word: str) -> str:
    """Return a word as the lists hold it: lower case, no apostrophes, no possessive s."""
    return word.casefold().removesuffix("'s").replace("'", "")


@lru_cache(maxsize=64)
def word_set(known: frozenset[str]) -> frozenset[str]:
    """Return the separate words of places and agencies, with and without a possessive s."""
    words = {
        word for phrase in known for word in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", phrase)
    }
    straight = {word.replace("’", "'").casefold() for word in words}
    return frozenset({key(w) for w in straight} | {w.replace("'", "") for w in straight})


POSTCODE_AREAS: Final = _column(_REDACTION / "postcode-areas.csv")
_LISTS: Final[dict[str, list[str]]] = tomllib.loads(
    (_REDACTION / "names.toml").read_text(encoding="utf-8")
)


def listed(*names: str) -> frozenset[str]:
    """Return the words of lists of ``data/redaction/names.toml`` together."""
    return frozenset(word for name in names for word in _LISTS[name])


ORDINARY: Final = frozenset(_column(_NAMES / "ordinary-words.csv"))
FORENAMES: Final = frozenset(_column(_NAMES / "forenames.csv"))
SURNAMES: Final = frozenset(_column(_NAMES / "surnames.csv"))

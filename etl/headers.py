"""What a header says: its letters and digits alone, and whether it is for a direct identifier."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from config.paths import DATA


@lru_cache(maxsize=4096)
def folded_header(header: str) -> str:
    """Return a header's letters and digits alone: small, without accents or "(required)"."""
    plain = _without_marks(header).casefold()
    plain = re.sub(r"[(\[]\s*(?:required|mandatory|optional)\s*[)\]]", "", plain)
    return re.sub(r"[\W_]+", "", plain)


def _without_marks(header: str) -> str:
    """Return the header without accents and without characters that take no room."""
    apart = unicodedata.normalize("NFKD", header)
    return "".join(c for c in apart if unicodedata.category(c) not in {"Mn", "Cf"})


def column_letters(place: int) -> str:
    """Return a column's letters as Excel shows them; `place` counts from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class _IdentifierWords:
    """What data/identifiers.toml says, ready to be compared."""

    exact: frozenset[str]
    anywhere: re.Pattern[str]
    run_together: re.Pattern[str]
    things: frozenset[str]
    persons: frozenset[str]


@cache
def _identifier_words() -> _IdentifierWords:
    said = tomllib.loads((DATA / "identifiers.toml").read_text(encoding="utf-8"))
    runs = [run.replace(" ", "") for run in said["words"]]
    together = [run if len(run) > 4 else f"{run}$" for run in runs if len(run) > 2]  # noqa: PLR2004
    return _IdentifierWords(
        exact=frozenset(said["exact"]),
        anywhere=re.compile(rf"\b(?:{'|'.join(said['words'])})(?:es|s)?\b"),
        run_together=re.compile("|".join(together)),
        things=frozenset(said["things"]),
        persons=frozenset(said["persons"]),
    )


def is_identifier(header: str) -> bool:
    """Tell whether a header is for a direct identifier of a person (data/identifiers.toml)."""
    plain = re.sub(r"['‘’`]", "", _without_marks(header))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return any(_names_a_person(_words(text)) for text in {plain, parted})


def _words(text: str) -> list[str]:
    """Return the words in small letters, digits apart, and "n i" or "N.I." as one word."""
    apart = re.sub(r"(?<=[^\W\d])(?=\d)", " ", text.casefold())
    apart = re.sub(r"[\W_]+", " ", apart)
    return re.sub(r"\b([a-z]) (?=[a-z]\b)", r"\1", apart).split()


def _names_a_person(words: list[str]) -> bool:
    known = _identifier_words()
    text = " ".join(words)
    if re.sub(r"[\d ]+$", "", text).removesuffix("es") in known.exact or text in known.exact:
        return True
    if known.anywhere.search(text) or (len(words) == 1 and known.run_together.search(text)):
        return True
    parted = " ".join(re.sub(r"names?$", " name", word) for word in words).split()
    if "name" not in parted:
        return False
    about = {*parted, *(word.removesuffix("s") for word in parted)}
    return not about & known.things or bool(about & known.persons)

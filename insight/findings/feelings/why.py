"""Why a word scores as it does: the engine's answer in plain words.

The engine is in another room: the page that asks it gives its answer here as a WordScore.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from config.paths import DATA
from insight import listings
from insight.describe import capital, signed
from insight.findings.figure import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.view import View

_SOURCES = {
    "project": "This project's",
    "TextBlob": "General",
    "VADER": "General, second list",
}
_LISTED = (("words.csv", "word"), ("phrases.csv", "phrase"))
_MEANT = re.compile(r'(?:a form of|spelling read as) "([^"]+)"')
_GOOD, _HARD = 0.05, -0.05


@dataclass(frozen=True)
class Part:
    """One part of a score: what was written, what it adds, from which list, and what changed it."""

    span: str
    value: float
    source: str
    modifier: str


@dataclass(frozen=True)
class WordScore:
    """What the engine makes of a word: `stock` is what the general list alone says, 0 for nothing.

    `word` is how pages show it; `family` a key or None; `polarity` -1 to 1, None unless scored.
    """

    word: str
    polarity: float | None
    state: str
    family: str | None
    stock: float
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Explained:
    """A score in words: the answer, then why, then the parts (Part, Adds, Word list, Changed)."""

    answer: str
    reasons: tuple[str, ...]
    parts: pd.DataFrame


def explained(view: View, scored: WordScore) -> Explained:
    """Return why a word counts as it does, the partnership's own value first where it has one."""
    own = _own_words(view)
    if scored.word in own:
        state, polarity, family = own[scored.word]
        judged = WordScore(scored.word, polarity, state, family, scored.stock, ())
        reasons = (
            f"This is the value that {view.place.title} gave it. {_shipped(scored)}",
            *_family(view, judged),
            _general(scored),
        )
        return Explained(_answer(judged), reasons, _table(()))
    reasons = (*_family(view, scored), *_why(scored), _general(scored))
    if scored.state == "empty":
        reasons = ()
    return Explained(_answer(scored), reasons, _table(scored.parts))


def _answer(scored: WordScore) -> str:
    word = capital(scored.word)
    if scored.polarity is not None:
        return f"‘{word}’ counts as {_side(scored.polarity)}: {signed(scored.polarity)}."
    return {
        "ambiguous": f"‘{word}’ is left out: it may be good or hard.",
        "unrecognised": f"‘{word}’ is left out: no list knows it as a feeling.",
    }.get(scored.state, "There is nothing to score: this counts as no answer.")


def _side(polarity: float) -> str:
    return "good" if polarity >= _GOOD else "hard" if polarity <= _HARD else "neither good nor hard"


def _shipped(scored: WordScore) -> str:
    if scored.polarity is not None:
        return f"The word list itself says {signed(scored.polarity)}."
    return f"The word list itself leaves it out, as {scored.state}."


def _family(view: View, scored: WordScore) -> tuple[str, ...]:
    found = _families(view).get(scored.family or "")
    return (f"Family: {found[0]}. {found[1]}",) if found else ()


@remembered
def _families(view: View) -> Mapping[str, tuple[str, str]]:
    """Return the title of each family and what it means, by its key."""
    meanings = listings.family_sentences(view.snapshot)
    titles = listings.family_titles(view.snapshot)
    return {key: (title, meanings[key]) for key, title in titles.items()}


@remembered
def _own_words(view: View) -> Mapping[str, tuple[str, float | None, str | None]]:
    return listings.own_words(view.snapshot, view.viewer, view.place.name)


def _why(scored: WordScore) -> tuple[str, ...]:
    """Return what the project's word list gives as its reasons, once each."""
    if scored.state == "unrecognised":
        return ("It is never counted as neutral: the figures rest on the other words.",)
    asked = [_listed_as(part) for part in scored.parts if part.source == "project"]
    return tuple(
        f"‘{capital(text)}’: {_listed()[text][0]}. Source: {_listed()[text][1]}."
        for text in dict.fromkeys(asked or [scored.word])
        if text in _listed()
    )


def _listed_as(part: Part) -> str:
    """Return the text under which a part stands on the list: the last form it was read as."""
    meant = _MEANT.findall(part.modifier)
    return str(meant[-1]) if meant else " ".join(part.span.casefold().replace("’", "'").split())


@cache
def _listed() -> Mapping[str, tuple[str, str]]:
    """Return why and source of each word and phrase of the shipped lists."""
    found: dict[str, tuple[str, str]] = {}
    for name, column in _LISTED:
        with (DATA / "lexicon" / name).open(encoding="utf-8", newline="") as file:
            found |= {line[column]: (line["why"], line["source"]) for line in csv.DictReader(file)}
    return found


def _general(scored: WordScore) -> str:
    if not scored.stock:
        return "The general word list alone says nothing of it: 0."
    return f"The general word list alone says {signed(scored.stock)}."


def _table(parts: tuple[Part, ...]) -> pd.DataFrame:
    rows = [
        (
            part.span,
            signed(part.value),
            _SOURCES.get(part.source, part.source),
            part.modifier or "nothing",
        )
        for part in parts
    ]
    return pd.DataFrame(rows, columns=["Part", "Adds", "Word list", "What changed it"])

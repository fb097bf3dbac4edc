"""How a word or a comment feels, and why: the project's own sentiment over TextBlob's.

Three layers: TextBlob's own words; VADER's; the project's lists in ``data/lexicon``, which
override both, because stock TextBlob scores helpless, worried and contained 0 (design,
"Sentiment: the design"). An unrecognised word is never a 0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from textblob import TextBlob

from etl.sentiment.cells import is_prose, shown_word, split_words
from etl.sentiment.layers import LexiconError, families
from etl.sentiment.reading import is_empty, straighten
from etl.sentiment.results import Because, Family, Feeling, Scored, State
from etl.sentiment.rules import Hit, Reading, read, weigh_clauses

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "FAMILIES",
    "Because",
    "Family",
    "Feeling",
    "LexiconError",
    "Scored",
    "State",
    "feeling",
    "score",
    "split_words",
    "stock",
]

FAMILIES: Final = families()
_OPPOSITE: Final = {family.key: family.opposite for family in FAMILIES}
TURNED: Final = -0.6  # "not", "no longer"; "less worried" is not yet another family
PLACES: Final = 4
SHORT: Final = 100  # characters; longer texts seldom come twice and are not kept in memory


def score(text: str, kind: Literal["words", "comment"]) -> Scored:
    """Score any text.

    Args:
        text: the text as typed.
        kind: "words" for a cell of separate words, whose polarity is the mean of its recognised
            words and whose spelling is corrected; "comment" for prose, whose polarity is the
            mean of its feelings, the clause after a "but" counting more.

    Returns:
        Polarity -1 to 1 (``None`` unless scored), state, and the parts it comes from.
    """
    return (_remembered if len(text) <= SHORT else _score)(text, kind)


def _score(text: str, kind: Literal["words", "comment"]) -> Scored:
    if kind == "words":
        return _together([_word(word)[0] for word in split_words(text)])
    if is_empty(text):
        return Scored(None, "empty", ())
    reading = read(text, correct=False)
    weigh_clauses(reading.hits)
    return _scored(text, reading)


_remembered = lru_cache(maxsize=50_000)(_score)


@lru_cache(maxsize=50_000)
def feeling(word: str) -> Feeling:
    """Score one word or phrase of a word field, its spelling corrected."""
    shown = shown_word(word)
    scored, family = _word(word)
    return Feeling(shown, scored.polarity, scored.state, family, stock(shown))


def stock(text: str) -> float:
    """Return what stock TextBlob's default analyser says of a text, -1 to 1."""
    return round(float(TextBlob(straighten(text)).sentiment.polarity), PLACES)


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[Scored, str | None]:
    """Return the score and the family of one word or phrase."""
    if is_empty(word):
        return Scored(None, "empty", ()), None
    reading = read(word, correct=not is_prose(word))
    return _scored(word, reading), _family(reading)


def _scored(text: str, reading: Reading) -> Scored:
    """Return the mean of a text's feelings with the parts it comes from."""
    if not reading.hits:
        return Scored(None, "ambiguous" if reading.ambiguous else "unrecognised", ())
    because = tuple(_because(text, hit) for hit in reading.hits)
    return Scored(_mean([part.value for part in because]), "scored", because)


def _because(text: str, hit: Hit) -> Because:
    value = round(max(-1.0, min(1.0, hit.value)), PLACES)
    return Because(text[hit.start : hit.end], value, hit.term.source, "; ".join(hit.notes))


def _together(scored: Sequence[Scored]) -> Scored:
    """Return the mean of the recognised words of one cell."""
    because = tuple(part for one in scored for part in one.because)
    recognised = [one.polarity for one in scored if one.polarity is not None]
    if recognised:
        return Scored(_mean(recognised), "scored", because)
    states = {one.state for one in scored}
    order: tuple[State, ...] = ("ambiguous", "unrecognised")
    return Scored(None, next((state for state in order if state in states), "empty"), ())


def _family(reading: Reading) -> str | None:
    """Return the family of the first feeling that has one, its opposite when it was turned."""
    families_found = (_family_of(hit) for hit in reading.hits)
    return next((family for family in families_found if family), None)


def _family_of(hit: Hit) -> str | None:
    if hit.term.family is None or hit.turn > 0:
        return hit.term.family
    return _OPPOSITE[hit.term.family] if hit.turn <= TURNED else None


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), PLACES)

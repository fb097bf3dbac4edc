"""Reads the three layers of words: TextBlob's own, VADER's, and the project's over both.

The layers meet in one private TextBlob sentiment object. The process-wide one is never changed,
so that what stock TextBlob says can always be shown beside ours (design, "Sentiment: the
design"). Of VADER (MIT licence) only the lexicon file is read.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from textblob.en import Sentiment, sentiment, spelling

from config.errors import DashboardError
from config.paths import DATA
from etl.sentiment.files import read_lines
from etl.sentiment.lexicon import Effect, Lexicon, Term
from etl.sentiment.reading import words
from etl.sentiment.results import Family

if TYPE_CHECKING:
    from collections.abc import Iterator

VADER_SCALE: Final = 4  # VADER rates words from -4 to 4
FAINT: Final = 0.05  # a general word nearer to 0 than this says nothing


class LexiconError(DashboardError):
    """A line of the project's word lists cannot be read."""


@cache
def lexicon() -> Lexicon:
    """Return the lexicon of all three layers, read once.

    Raises:
        LexiconError: a line of ``data/lexicon`` is not as its columns ask.
    """
    return Lexicon({term.words: term for term in _own_terms()}, _general_terms())


@cache
def families() -> tuple[Family, ...]:
    """Return the families of feelings, in the order pages show them."""
    return tuple(
        Family(
            key=line["key"],
            title=line["title"],
            sentence=line["sentence"],
            direction="before" if line["direction"] == "before" else "after",
            opposite=line["opposite"] or None,
        )
        for line in read_lines("families.csv")
    )


@cache
def english_words() -> frozenset[str]:
    """Return the English words of TextBlob and of data/names: no misspellings of others."""
    counted = Path(spelling.path).read_text(encoding="utf-8").splitlines()
    ordinary = (DATA / "names" / "ordinary-words.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0].lower() for line in (*counted, *ordinary) if line.strip())


@cache
def known_misspellings() -> dict[str, str]:
    """Return the slips that are themselves English words, such as sacred for scared."""
    return {line["written"]: line["meant"] for line in read_lines("spellings.csv")}


@cache
def name_endings() -> frozenset[str]:
    """Return the words that end the name of a place or service: Street, Nursery, Programme."""
    return frozenset(line["text"] for line in read_lines("name-endings.csv"))


def _own_terms() -> Iterator[Term]:
    """Yield the project's terms; where two share their text, the later list wins."""
    for line in read_lines("topics.csv"):
        yield Term(words(line["text"]), "silent")
    for line in read_lines("modifiers.csv"):
        effect = cast("Effect", line["effect"])
        yield Term(words(line["text"]), effect, _number(line, "factor", "modifiers.csv"))
    for name, column in (("words.csv", "word"), ("phrases.csv", "phrase")):
        for line in read_lines(name):
            yield _feeling(line, column, name)


def _feeling(line: dict[str, str], column: str, name: str) -> Term:
    """Return one line of the word or phrase list as a term."""
    text = words(line[column])
    if line["state"] == "ambiguous":
        return Term(text, "ambiguous", family=line["family"] or None)
    value = _number(line, "polarity", name)
    return Term(text, "scored", value, family=line["family"] or None)


def _number(line: dict[str, str], column: str, name: str) -> float:
    try:
        return float(line[column] or 0)
    except ValueError:
        text = next(iter(line.values()))
        message = (
            f"data/lexicon/{name}: the {column} of the line that begins with '{text}' is not a "
            "number. Write a number such as -0.5, and load again."
        )
        raise LexiconError(message) from None


def _general_terms() -> dict[str, Term]:
    """Return the words of the general layers that say something, each with its layer's name."""
    general = _general_sentiment()
    terms = {}
    for word, senses in dict.items(general):
        polarity = float(senses[None][0])
        if word.isalpha() and abs(polarity) >= FAINT:
            source = "VADER" if general.labeler.get(word) == "VADER" else "TextBlob"
            terms[word] = Term((word,), "scored", polarity, source)
    return terms


def _general_sentiment() -> Any:  # noqa: ANN401 - TextBlob ships no types
    """Return a private TextBlob sentiment object, VADER's words added where TextBlob has none."""
    private = Sentiment(path=sentiment.path)
    private.load()
    for word, rating in _vader_ratings():
        senses = dict.get(private, word)
        if senses is None or abs(senses[None][0]) < FAINT:
            private.annotate(word, None, rating / VADER_SCALE, label="VADER")
    return private


def _vader_ratings() -> Iterator[tuple[str, float]]:
    """Yield VADER's words with their ratings, -4 to 4."""
    file = resources.files("vaderSentiment") / "vader_lexicon.txt"
    for line in file.read_text(encoding="utf-8").splitlines():
        word, rating, *_ = line.split("\t")
        yield word, float(rating)

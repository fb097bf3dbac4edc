"""Finds the listed terms among the words of one text, in order, with its pauses between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from etl.sentiment.layers import lexicon, name_endings
from etl.sentiment.reading import COMMA, STOP, Token
from etl.sentiment.spelling import corrected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from etl.sentiment.lexicon import Term


@dataclass(frozen=True)
class Part:
    """A term at its place among the words of a text, and in the text itself."""

    term: Term
    place: int
    after: int
    start: int
    end: int
    notes: tuple[str, ...] = ()


def parts(found: Sequence[Token], *, correct: bool) -> Iterator[Part | str]:
    """Yield the terms of a text in order, and its pauses and unlisted words as they are."""
    found = _joined(found)
    meant = [corrected(token.word) if correct else token.word for token in found]
    named = _named(found)
    place = 0
    while place < len(found):
        silent = meant[place] in {STOP, COMMA} or place in named
        term = None if silent else lexicon().at(meant, place)
        if term is None:
            yield meant[place]
            place += 1
        else:
            yield _part(term, place, found, meant)
            place += len(term.words)


def _joined(found: Sequence[Token]) -> list[Token]:
    """Return the words with "over-whelmed" as one, where a list has it so and not as two."""
    joined: list[Token] = []
    for token in found:
        before = joined[-1] if token.hyphened and joined else None
        if before and _is_one(before.word, token.word):
            joined[-1] = before._replace(word=before.word + token.word, end=token.end)
        else:
            joined.append(token)
    return joined


def _is_one(first: str, second: str) -> bool:
    as_two = lexicon().at((first, second), 0)
    return (not as_two or len(as_two.words) == 1) and lexicon().word(first + second) is not None


def _named(found: Sequence[Token]) -> set[int]:
    """Return the places of words that only name something: Happy Days Nursery, Hope Street."""
    named: set[int] = set()
    for place, token in enumerate(found):
        if token.titled and token.word in name_endings():
            first = place
            while first and found[first - 1].titled:
                first -= 1
            named.update(range(first, place + 1) if first < place else ())
    return named


def _part(term: Term, place: int, found: Sequence[Token], meant: Sequence[str]) -> Part:
    after = place + len(term.words)
    covered = found[place:after]
    notes = [
        f'spelling read as "{word}"'
        for token, word in zip(covered, meant[place:after], strict=True)
        if token.word != word
    ]
    if term.form:
        notes.append(f'a form of "{term.form}"')
    return Part(term, place, after, covered[0].start, covered[-1].end, tuple(notes))

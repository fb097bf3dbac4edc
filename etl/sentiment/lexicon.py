"""Looks up what a word or phrase means in supervision, in three layers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from etl.sentiment.forms import Form, opposites, same_meaning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

MEMORY: Final = 100_000  # single words remembered before starting afresh

TELLING: Final = 6  # a shorter word of a phrase, such as "room", is no sign of a feeling

Effect = Literal[
    "scored",
    "ambiguous",
    "silent",
    "turn",
    "weaken",
    "strengthen",
    "plain",
    "after",
    "gone",
    "excess",
    "result",
    "contrast",
    "concession",
    "and",
    "or",
]


@dataclass(frozen=True)
class Term:
    """What a word or phrase does to a score.

    ``value`` is the polarity of a scored term and the factor of a modifier. ``form`` names the
    listed word when this one was recognised as a form of it ("calmer" from "calm").
    """

    words: tuple[str, ...]
    effect: Effect
    value: float = 0.0
    source: str = "project"
    family: str | None = None
    form: str = ""

    @property
    def is_feeling(self) -> bool:
        """Whether the term is scored or ambiguous, and not a topic or a modifier."""
        return self.effect in {"scored", "ambiguous"}


class Lexicon:
    """The project's terms over the general layers' words."""

    def __init__(self, terms: Mapping[tuple[str, ...], Term], general: Mapping[str, Term]) -> None:
        """Take the project's terms and the general layers' words, each by its own text."""
        self._terms = dict(terms)
        self._general = dict(general)
        self._remembered: dict[str, Term | None] = {}
        self._lengths = _lengths(terms)

    def at(self, text: Sequence[str], start: int) -> Term | None:
        """Return the longest term that begins at this place of a text, or ``None``."""
        for length in self._lengths.get(text[start], ()):
            term = self._terms.get(tuple(text[start : start + length]))
            if term is not None:
                return term
        return self.word(text[start])

    def word(self, word: str) -> Term | None:
        """Return what a single word means: as listed, as a form of a listed word, or ``None``."""
        if word not in self._remembered:
            if len(self._remembered) >= MEMORY:
                self._remembered.clear()
            self._remembered[word] = self._find(word)
        return self._remembered[word]

    def exact(self, text: tuple[str, ...]) -> Term | None:
        """Return the project's term that is exactly these words, or ``None``."""
        return self._terms.get(text)

    def own(self, word: str) -> Term | None:
        """Return the project's own entry for a single word that names a feeling."""
        term = self._terms.get((word,))
        return term if term and term.is_feeling else None

    def own_words(self) -> frozenset[str]:
        """Return the words a misspelling may stand for: feelings, and longer words of phrases."""
        return frozenset(
            word
            for term in self._terms.values()
            for word in term.words
            if (term.is_feeling and len(term.words) == 1)
            or (term.effect != "silent" and len(word) >= TELLING)
        )

    def general_words(self) -> frozenset[str]:
        """Return every word of the general layers."""
        return frozenset(self._general)

    def _find(self, word: str) -> Term | None:
        return (
            self._terms.get((word,))
            or _formed(word, (*same_meaning(word), *opposites(word)), self.own)
            or self._general.get(word)
            or _formed(word, _plain_opposites(word), self._general.get)
        )


def _plain_opposites(word: str) -> Iterable[Form]:
    """Return the opposites of general words; "discharged" is no opposite of "charged"."""
    return () if word.startswith("dis") else opposites(word)


def _formed(word: str, forms: Iterable[Form], listed: Callable[[str], Term | None]) -> Term | None:
    """Return the term of the first form that is listed, its polarity turned where it must be."""
    for form in forms:
        term = listed(form.base)
        if term is not None:
            return replace(
                term,
                words=(word,),
                value=term.value * form.factor,
                family=term.family if form.factor > 0 else None,
                form=form.base,
            )
    return None


def _lengths(terms: Iterable[tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    """Return, by first word, the lengths of the terms that begin with it, longest first."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for term in terms:
        found[term[0]].add(len(term))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}

"""Which cells of a counted table must be hidden, judged line by line.

A share gives away three counts: what it rests on, what is in the numerator, and what is not. Each
is a layer of its own, with the lines along which a reader can add it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.disclosure import Axis, Line, Verdict, verdicts
from insight.measures import domain
from insight.measures.calendar import coarser_labels
from insight.measures.cells import count_cells
from insight.measures.definition import COARSER, TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from insight.disclosure import Key
    from insight.measures.cells import Cell
    from insight.measures.question import Question, Where

Layer = tuple["Mapping[Key, int]", "Sequence[Axis]", dict[Line, Verdict]]


class Hiding:
    """The lines of a table that may not be shown in full."""

    def __init__(
        self,
        question: Question,
        dimensions: tuple[str, ...],
        filters: Where,
        table: Mapping[Key, Cell],
    ) -> None:
        """Judge every line of a table of these dimensions, counted under these filters."""
        self._preset = question.preset
        self._nested = _nested(question, dimensions)
        bases = {key: cell.n for key, cell in table.items()}
        across, along = _axes(question, dimensions, filters, bases)
        self._layers = [self._layer(bases, across, is_base=True)]
        if question.spec.kind == "share":
            inside = {key: cell.numerator for key, cell in table.items()}
            outside = {key: max(cell.n - cell.numerator, 0) for key, cell in table.items()}
            self._layers += [self._layer(each, across) for each in (inside, outside)]
            self._layers.append(self._layer(inside, along))

    def hides(self, key: Key) -> bool:
        """Return whether a cell may not even be given as a range."""
        return any(
            found[line] is Verdict.HIDDEN or counts.get(key, 0) < self._preset.smallest_shown
            for counts, axes, found in self._layers
            if found
            for line in ((place, axis.parent(key)) for place, axis in enumerate(axes))
            if line in found
        )

    def blank_keys(self) -> list[Key]:
        """Return every cell of the hidden lines, so that an absent row tells nothing either."""
        return [
            key
            for _, axes, found in self._layers
            for place, parent in found
            for key in axes[place].members(parent)
            if all(wider.get(key[inner]) == key[outer] for inner, outer, wider in self._nested)
        ]

    def _layer(
        self, counts: Mapping[Key, int], axes: Sequence[Axis], *, is_base: bool = False
    ) -> Layer:
        return counts, axes, verdicts(counts, axes, self._preset, is_base=is_base)


def _nested(
    question: Question, dimensions: tuple[str, ...]
) -> list[tuple[int, int, Mapping[str, str]]]:
    """Return the places of nested dimensions, inner and outer, and which value belongs to which."""
    return [
        (
            dimensions.index(inner),
            dimensions.index(outer),
            domain.belonging(*_asked(question, inner)),
        )
        for inner, outer in question.spec.nested.items()
        if inner in dimensions and outer in dimensions
    ]


def _asked(question: Question, name: str) -> tuple[Path, Path, str, str, tuple[str, ...]]:
    """Return what a dimension's values are looked up by."""
    key = question.spec.key
    return question.snapshot, question.folder, key, name, question.partnerships


def _axes(
    question: Question, dimensions: tuple[str, ...], filters: Where, bases: Mapping[Key, int]
) -> tuple[list[Axis], list[Axis]]:
    """Return the axes along which the base adds up, and those it ignores (shares of the whole)."""
    across: list[Axis] = []
    along: list[Axis] = []
    for place, name in enumerate(dimensions):
        values = _possible(question, name)
        if name in question.spec.whole:
            totals = {_without(key, place): n for key, n in bases.items()}
            along.append(Axis(place, values, question.spec.partitions(name), totals=totals))
        elif not question.spec.partitions(name):
            totals = _counted_without(question, dimensions, filters, place)
            across.append(Axis(place, values, partition=False, totals=totals))
        else:
            across += _adding_up(question, place, name, values)
    return across, along


def _adding_up(question: Question, place: int, name: str, values: tuple[str, ...]) -> list[Axis]:
    """Return the ways a dimension adds up: in all and, of a month, to its quarter and year."""
    found = [Axis(place, values)]
    for label in COARSER.get(name, ()):
        within = coarser_labels(question, name, label, values)
        if len(set(within.values())) > 1:
            found.append(Axis(place, tuple(within), coarser=within))
    return found


def _counted_without(
    question: Question, dimensions: tuple[str, ...], filters: Where, place: int
) -> dict[Key, int]:
    """Return the true totals over a dimension along which one case may stand in several cells."""
    others = (*dimensions[:place], *dimensions[place + 1 :])
    return {
        (*key[:place], "", *key[place:]): cell.n
        for key, cell in count_cells(question, others, filters).items()
    }


def _without(key: Key, place: int) -> Key:
    return (*key[:place], "", *key[place + 1 :])


def _possible(question: Question, name: str) -> tuple[str, ...]:
    """Return the values a dimension could have had here, so that an absent one tells nothing."""
    if name == "partnership":
        return question.partnerships
    if name == "word":
        return ()
    occurring = domain.occurring(*_asked(question, name))
    if name not in TIME or question.period is None:
        return tuple(value for value, _, _ in occurring)
    since, until = question.period
    return tuple(value for value, first, last in occurring if first <= until and last >= since)

"""Which cells of a counted table must be hidden, judged line by line.

A share gives away three counts: what it rests on, what is in the numerator, and what is not. Each
is a layer of its own, with the lines along which a reader can add it up.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from insight.disclosure import Axis, Line, Verdict, verdicts
from insight.measures import domain
from insight.measures.calendar import coarser_labels
from insight.measures.cells import Cell, count_cells
from insight.measures.definition import COARSER, TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from insight.disclosure import Key
    from insight.measures.question import Question, Where

Layer = tuple["Mapping[Key, int]", "Sequence[Axis]", dict[Line, Verdict]]
Side = tuple[Axis, "Mapping[Key, Cell]"]  # with the totals that do not follow from the cells


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
        across, along = _axes(question, dimensions, filters, table)
        self._layers = [_layer(question, table, across, _base, is_base=True)]
        if question.spec.is_share:
            self._layers += [_layer(question, table, across, each) for each in (_inside, _outside)]
            self._layers.append(_layer(question, table, along, _inside))

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


def _base(cell: Cell) -> int:
    return cell.n


def _inside(cell: Cell) -> int:
    return cell.numerator


def _outside(cell: Cell) -> int:
    return max(cell.n - cell.numerator, 0)


def _layer(
    question: Question,
    table: Mapping[Key, Cell],
    sides: Sequence[Side],
    counted: Callable[[Cell], int],
    *,
    is_base: bool = False,
) -> Layer:
    """Judge one of the counts that a cell gives away along every line."""
    counts = {key: counted(cell) for key, cell in table.items()}
    axes = [
        replace(axis, totals={key: counted(cell) for key, cell in totals.items()})
        for axis, totals in sides
    ]
    return counts, axes, verdicts(counts, axes, question.preset, is_base=is_base)


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
    question: Question, dimensions: tuple[str, ...], filters: Where, table: Mapping[Key, Cell]
) -> tuple[list[Side], list[Side]]:
    """Return the axes along which the base adds up, and those it ignores (shares of the whole)."""
    across: list[Side] = []
    along: list[Side] = []
    for place, name in enumerate(dimensions):
        values, partition = _possible(question, name), question.spec.partitions(name)
        if name in question.spec.whole:
            wholes = {_without(key, place): Cell(cell.n, cell.n) for key, cell in table.items()}
            along.append((Axis(place, values, partition), wholes))
        elif partition:
            across += [(axis, {}) for axis in _adding_up(question, place, name, values)]
        else:
            totals = _counted_without(question, dimensions, filters, place)
            across.append((Axis(place, values, partition=False), totals))
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
) -> dict[Key, Cell]:
    """Return the true totals over a dimension along which one case may stand in several cells."""
    others = (*dimensions[:place], *dimensions[place + 1 :])
    return {
        (*key[:place], "", *key[place:]): cell
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

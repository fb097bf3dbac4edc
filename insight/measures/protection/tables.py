"""The tables that protected figures are cells of: their counts, and how they add up.

A table holds every cell of some dimensions, whatever is asked of it, so that a cell is judged
alike whichever way it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from insight.disclosure import Axis
from insight.measures.calendar import coarser_labels
from insight.measures.cells import Cell, count_cells
from insight.measures.definition import COARSER
from insight.measures.domain import belonging, possible_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from insight.disclosure import Key
    from insight.measures.population import Population

Dimensions = tuple[str, ...]
_ALL = ""  # stands in a key for a dimension that it is a total over


@dataclass(frozen=True, eq=False)
class Side:
    """A way in which a table adds up: along an axis, to a `coarser` dimension or to none.

    `totals` are those of an axis along which one case may stand in several cells.
    """

    axis: Axis
    coarser: str
    totals: Mapping[Key, Cell]

    @property
    def place(self) -> int:
        """Return the place of its dimension."""
        return self.axis.position


class Tables:
    """A table of a population, and those it adds up to."""

    def __init__(self, population: Population, dimensions: Dimensions) -> None:
        """Take whose table it is; nothing is counted before it is asked for."""
        self._population, self.finest = population, dimensions
        self._counted = cache(self._count)
        self._found = cache(self._find_sides)

    def cells(self, dimensions: Dimensions) -> Mapping[Key, Cell]:
        """Return the cells of a table that are not empty."""
        return self._counted(dimensions)

    def sides(self, dimensions: Dimensions) -> tuple[list[Side], list[Side]]:
        """Return the ways a table's base adds up, and those it ignores (shares of a whole)."""
        return self._found(dimensions)

    def _count(self, dimensions: Dimensions) -> Mapping[Key, Cell]:
        """Return the cells of a table: added up from the finest where each case stands once."""
        spec = self._population.spec
        gone = set(self.finest) - set(dimensions)
        if gone and all(spec.partitions(name) and name not in spec.whole for name in gone):
            return self._added_up(dimensions)
        return count_cells(self._population, dimensions, {})

    def _added_up(self, dimensions: Dimensions) -> Mapping[Key, Cell]:
        labels = [self._label_of(name) for name in dimensions]
        sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        for key, cell in self.cells(self.finest).items():
            total = sums[tuple([label(key) for label in labels])]
            total[0] += cell.n
            total[1] += cell.numerator
        return {key: Cell(n, numerator) for key, (n, numerator) in sums.items()}

    def _label_of(self, name: str) -> Callable[[Key], str]:
        """Return how a dimension's value is read from a key of the finest table."""
        if name in self.finest:
            place = self.finest.index(name)
            return lambda key: key[place]
        place, finer = next(
            (place, finer)
            for place, finer in enumerate(self.finest)
            if name in COARSER.get(finer, ())
        )
        values = possible_values(self._population, finer)
        labels = coarser_labels(self._population.partnerships, finer, name, values)
        return lambda key: labels.get(key[place], key[place])

    def _find_sides(self, dimensions: Dimensions) -> tuple[list[Side], list[Side]]:
        across: list[Side] = []
        along: list[Side] = []
        for place, name in enumerate(dimensions):
            partition = self._population.spec.partitions(name)
            values = possible_values(self._population, name)
            axis = Axis(place, values, partition)
            if name in self._population.spec.whole:
                cells = self.cells(dimensions).items()
                wholes = {axis.parent(key): Cell(cell.n, cell.n) for key, cell in cells}
                along.append(Side(axis, "", wholes))
            elif partition:
                across += [Side(axis, "", {}), *self._within_periods(place, name, values)]
            else:
                side = Side(axis, "", {})
                counted = self.cells(less(dimensions, side)).items()
                across.append(Side(axis, "", {line_of(key, side): cell for key, cell in counted}))
        return across, along

    def _within_periods(self, place: int, name: str, values: tuple[str, ...]) -> list[Side]:
        """Return the sides of months within quarters and years, and of quarters within years."""
        found = []
        for coarser in COARSER.get(name, ()):
            labels = coarser_labels(self._population.partnerships, name, coarser, values)
            if len(set(labels.values())) > 1:
                found.append(Side(Axis(place, tuple(labels), coarser=labels), coarser, {}))
        return found


def less(dimensions: Dimensions, *sides: Side) -> Dimensions:
    """Return the dimensions of the coarser table that some sides add up to."""
    coarser = {side.place: side.coarser for side in sides}
    named = (coarser.get(place, name) for place, name in enumerate(dimensions))
    return tuple(name for name in named if name)


def total_of(line: Key, *sides: Side) -> Key:
    """Return the key of a line's total in the coarser table."""
    gone = {side.place for side in sides if not side.coarser}
    return tuple([value for place, value in enumerate(line) if place not in gone])


def line_of(total: Key, side: Side) -> Key:
    """Return the key of the line that a cell of the coarser table is the total of."""
    return total if side.coarser else (*total[: side.place], _ALL, *total[side.place :])


def can_be(population: Population, dimensions: Dimensions) -> Callable[[Key], bool]:
    """Return whether the nested values of a key belong together."""
    snapshot, spec = population.snapshot, population.spec
    nested = [
        (
            dimensions.index(inner),
            dimensions.index(outer),
            belonging(snapshot, spec, inner, population.partnerships),
        )
        for inner, outer in spec.nested.items()
        if inner in dimensions and outer in dimensions
    ]
    return lambda key: all(wider.get(key[inner]) == key[outer] for inner, outer, wider in nested)

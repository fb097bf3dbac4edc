"""Which cells of a table must be hidden.

A cell is judged after the totals it is part of: what a hidden total is made up of is hidden too.
Then each line it stands in is checked, then each two-way table. A share gives away three counts:
what it rests on, what is in the numerator, and what is not. Each is a layer of its own.

Shares told to the nearest 5 points tell more of their counts. Where a line or a table could not
bear that, none of its shares is told so; what is hidden stays the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Protocol

import numpy as np

from insight.disclosure import Axis, Block, Verdict, in_fives, line_verdict, settled
from insight.measures.protection.kept import Prepared, table_of
from insight.measures.protection.tables import Side, Tables, less, total_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from insight.disclosure import Key, Preset
    from insight.measures.cells import Cell
    from insight.measures.population import Population
    from insight.measures.protection.tables import Dimensions


@lru_cache(maxsize=512)
def hiding(population: Population, preset: Preset, dimensions: Dimensions) -> Hiding | Prepared:
    """Return what a preset hides of a population's table: judged after the load, or now."""

    def live() -> Hiding:
        tables = Tables(population, dimensions)
        return Hiding(tables, preset, is_share=population.spec.is_share)

    table = table_of(population, preset, dimensions)
    return Prepared(table, live) if table else live()


@dataclass(frozen=True, eq=False)
class _Layer:
    """One of the counts that a cell gives away, with the axes and lines along which it adds up."""

    counts: Mapping[Key, int]
    axes: Sequence[Axis]
    lines: Sequence[Mapping[Key, list[Key]]]
    is_base: bool
    narrowed: Mapping[Key, tuple[int, int]]
    """What shares in fives tell of the counts, where they tell more than how those are rounded."""


class Counted(Protocol):
    """A table's counts: its dimensions, the cells of it and of those it adds up to, and how."""

    finest: Dimensions

    def cells(self, dimensions: Dimensions, /) -> Mapping[Key, Cell]:
        """Return the cells that are not empty."""

    def sides(self, dimensions: Dimensions, /) -> tuple[list[Side], list[Side]]:
        """Return the ways the base adds up, and those it ignores (shares of a whole)."""


class Hiding:
    """A table's cells, and the verdict on each; nothing is judged before it is asked for."""

    def __init__(self, tables: Counted, preset: Preset, *, is_share: bool) -> None:
        """Take a table with those it adds up to, and how its counts are shown."""
        self._tables, self._preset, self._is_share = tables, preset, is_share
        self._layers = cache(self._find_layers)
        self._verdict = cache(self._find_verdict)
        self._in_fives = cache(self._find_in_fives)
        self._on_lines = cache(self._find_on_lines)
        self._on_line = cache(self._find_on_line)
        self._on_block = cache(self._find_on_block)

    @property
    def cells(self) -> Mapping[Key, Cell]:
        """Return the cells that are not empty."""
        return self._tables.cells(self._tables.finest)

    def within(self, wanted: Sequence[frozenset[str] | None]) -> Iterator[Key]:
        """Yield the keys of cells that are not empty, of these values of each dimension or all."""
        for key in self.cells:
            if all(some is None or value in some for value, some in zip(key, wanted, strict=True)):
                yield key

    def hides(self, key: Key) -> bool:
        """Return whether a cell, empty or not, may not even be given as a range."""
        return self._verdict(self._tables.finest, key) is not Verdict.OPEN

    def tells_in_fives(self, key: Key) -> bool:
        """Return whether a cell's share may be told to the nearest 5 points."""
        return self._in_fives(self._tables.finest, key)

    def _find_in_fives(self, dimensions: Dimensions, key: Key) -> bool:
        cell = self._tables.cells(dimensions)[key]
        if in_fives(self._preset, cell.numerator, cell.n) is None:
            return False
        for number, layer in enumerate(self._layers(dimensions)):
            for place, axis in enumerate(layer.axes):
                line = (dimensions, number, place, axis.parent(key))
                if self._on_line(*line, fives=True) > self._on_line(*line, fives=False):
                    return False
        for layer_of, rows, columns in self._blocks(dimensions):
            whole = columns.axis.parent(rows.axis.parent(key))
            block = (dimensions, layer_of, (rows, columns), whole)
            if self._on_block(*block, fives=True) != self._on_block(*block, fives=False):
                return False
        return True

    def _find_verdict(self, dimensions: Dimensions, key: Key) -> Verdict:
        verdict = self._on_lines(dimensions, key)
        # A total that is hidden would be the sum of its parts, were all of them shown.
        if verdict is not Verdict.HIDDEN and self._is_of_hidden(dimensions, key):
            return Verdict.HIDDEN
        # Last, as they cost most: lines that are safe one by one may not be together.
        for layer, rows, columns in self._blocks(dimensions):
            if verdict is Verdict.HIDDEN:
                break
            whole = columns.axis.parent(rows.axis.parent(key))
            found = self._on_block(dimensions, layer, (rows, columns), whole, fives=False)
            verdict = max(verdict, found.get(key, Verdict.OPEN))
        return verdict

    def _is_of_hidden(self, dimensions: Dimensions, key: Key) -> bool:
        """Return whether a total that a cell is part of is hidden."""
        across, _ = self._tables.sides(dimensions)
        totals = (
            (less(dimensions, side), total_of(side.axis.parent(key), side)) for side in across
        )
        return any(self._verdict(*total) is not Verdict.OPEN for total in totals)

    def _blocks(self, dimensions: Dimensions) -> Iterator[tuple[int, Side, Side]]:
        """Return the layers and sides along which there are two-way tables."""
        across, _ = self._tables.sides(dimensions)
        sides = [side for side in across if side.axis.partition]
        for rows, columns in combinations(sides, 2):
            # Months within quarters and months within years are no rows and columns.
            if rows.place != columns.place:
                for layer in range(len(self._layers(dimensions))):
                    yield layer, rows, columns

    def _find_on_lines(self, dimensions: Dimensions, key: Key) -> Verdict:
        """Return the verdict on a cell by its lines alone."""
        verdict = Verdict.OPEN
        for number, layer in enumerate(self._layers(dimensions)):
            small = layer.counts.get(key, 0) < self._preset.smallest_shown
            for place, axis in enumerate(layer.axes):
                on_line = self._on_line(dimensions, number, place, axis.parent(key), fives=False)
                # The milder verdict is for the line's small cells alone, zeros among them: a cell
                # that is never hidden when it is 0 would say by being hidden that it is not.
                if small or on_line is Verdict.HIDDEN:
                    verdict = max(verdict, on_line)
        return verdict

    def _find_on_line(
        self, dimensions: Dimensions, number: int, place: int, line: Key, *, fives: bool
    ) -> Verdict:
        """Return the verdict on a line, beside shares in fives or not."""
        layer = self._layers(dimensions)[number]
        keys = layer.lines[place].get(line, ())
        cells = [layer.counts[key] for key in keys]
        if not cells:
            return Verdict.OPEN
        told = [self._preset.told(count) for count in cells]
        if fives:
            told = [layer.narrowed.get(key, ends) for key, ends in zip(keys, told, strict=True)]
        axis = layer.axes[place]
        return line_verdict(axis, line, cells, self._preset, is_base=layer.is_base, told=told)

    def _find_on_block(
        self,
        dimensions: Dimensions,
        layer: int,
        sides: tuple[Side, Side],
        whole: Key,
        *,
        fives: bool,
    ) -> Mapping[Key, Verdict]:
        """Return the stricter verdicts on the cells of the two-way table along two sides.

        Its totals are taken to have shares in fives beside them, its cells where `fives` says so.
        """
        rows, columns = sides
        counted = self._layers(dimensions)[layer].counts
        keys = [columns.axis.members(row) for row in rows.axis.members(whole)]
        cells = tuple(tuple([counted.get(key, 0) for key in line]) for line in keys)
        # Where no count is small there is none to find out, and most tables are such.
        if not any(self._preset.small(count) for line in cells for count in line):
            return {}
        shown = tuple(
            tuple([int(self._on_lines(dimensions, key)) for key in line]) for line in keys
        )
        [of_whole] = self._on_totals(dimensions, [whole], rows, columns)
        by_row = [columns.axis.parent(line[0]) for line in keys]
        by_column = [rows.axis.parent(key) for key in keys[0]]
        block = Block(
            cells,
            shown,
            rows=self._on_totals(dimensions, by_row, columns),
            columns=self._on_totals(dimensions, by_column, rows),
            whole=of_whole,
            preset=self._preset,
            narrowed=tuple(self._narrowed(dimensions, layer, sides, keys, fives=fives)),
        )
        verdicts = settled(block)
        return {
            keys[row][column]: Verdict(verdicts[row, column])
            for row, column in np.argwhere(verdicts > np.array(shown)).tolist()
        }

    def _narrowed(
        self,
        dimensions: Dimensions,
        layer: int,
        sides: tuple[Side, Side],
        keys: Sequence[Sequence[Key]],
        *,
        fives: bool,
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Return what shares in fives tell of a two-way table, totals last, by row and column."""
        rows, columns = sides
        grid = [[(dimensions, key) for key in line] for line in keys] if fives else []
        lines = [columns.axis.parent(line[0]) for line in keys]
        across, down = (less(dimensions, side) for side in (columns, rows))
        by_row = [[(across, total_of(line, columns))] for line in lines]
        by_column = [(down, total_of(rows.axis.parent(key), rows)) for key in keys[0]]
        whole = (less(dimensions, *sides), total_of(rows.axis.parent(lines[0]), *sides))
        for found, right in ((grid, 0), (by_row, len(keys[0]))):
            for row, line in enumerate(found):
                for column, (of, key) in enumerate(line):
                    if ends := self._layers(of)[layer].narrowed.get(key):
                        yield (row, column + right), ends
        for column, (of, key) in enumerate([*by_column, whole]):
            if ends := self._layers(of)[layer].narrowed.get(key):
                yield (len(keys), column), ends

    def _on_totals(
        self, dimensions: Dimensions, lines: Sequence[Key], *sides: Side
    ) -> tuple[int, ...]:
        """Return the verdicts on the totals of some lines."""
        coarser = less(dimensions, *sides)
        return tuple(int(self._on_lines(coarser, total_of(line, *sides))) for line in lines)

    def _find_layers(self, dimensions: Dimensions) -> list[_Layer]:
        across, along = self._tables.sides(dimensions)
        cells = self._tables.cells(dimensions)
        lines, lines_along = ([side.axis.lines(cells) for side in each] for each in (across, along))
        layers = [_layer(cells, across, lines, _base, {})]
        if self._is_share:
            told = {
                key: ends
                for key, cell in cells.items()
                if (ends := in_fives(self._preset, cell.numerator, cell.n))
            }
            # The base ignores the dimensions of a whole, so along them only what is inside adds up.
            layers.append(_layer(cells, [*across, *along], [*lines, *lines_along], _inside, told))
            others = {
                key: (max(cells[key].n - most, 0), max(cells[key].n - least, 0))
                for key, (least, most) in told.items()
            }
            layers.append(_layer(cells, across, lines, _outside, others))
        return layers


def _layer(
    cells: Mapping[Key, Cell],
    sides: Sequence[Side],
    lines: Sequence[Mapping[Key, list[Key]]],
    counted: Callable[[Cell], int],
    narrowed: Mapping[Key, tuple[int, int]],
) -> _Layer:
    axes = [
        replace(side.axis, totals={key: counted(cell) for key, cell in side.totals.items()})
        for side in sides
    ]
    counts = {key: counted(cell) for key, cell in cells.items()}
    return _Layer(counts, axes, lines, is_base=counted is _base, narrowed=narrowed)


def _base(cell: Cell) -> int:
    return cell.n


def _inside(cell: Cell) -> int:
    return cell.numerator


def _outside(cell: Cell) -> int:
    return max(cell.n - cell.numerator, 0)

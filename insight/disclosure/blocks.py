"""A two-way table with its margins, checked as a whole.

The cells of a row add up to its total, those of a column to its own, and both to the whole. So
counts that fit what is shown are a flow: from the whole into the rows, through the cells into the
columns, and back. What a reader can work out of one count is how much more, and how much less,
could flow through it, and that is as much as can go round the other way (Ford and Fulkerson). The
bounds being whole numbers, the ends found are those that can really be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from insight.disclosure.lines import Verdict

if TYPE_CHECKING:
    from insight.disclosure.presets import Preset

Numbers = tuple[int, ...]
Counts = NDArray[np.int32]
Verdicts = NDArray[np.int8]
Marks = NDArray[np.bool_]

_NO_LIMIT = 100_000_000
_OPEN, _SMALL_HIDDEN, _HIDDEN = map(int, Verdict)


@dataclass(frozen=True)
class Block:
    """The true counts of a two-way table, and what a reader is told of them and of its margins.

    `cells` are rows by columns and `shown` the verdict on each; `rows`, `columns` and `whole` hold
    the verdict on each total. `narrowed` holds what is told of counts more closely than the preset
    does, by row and column, the last of each being the totals.
    """

    cells: tuple[Numbers, ...]
    shown: tuple[Numbers, ...]
    rows: Numbers
    columns: Numbers
    whole: int
    preset: Preset
    narrowed: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@lru_cache(maxsize=8192)
def settled(block: Block) -> Verdicts:
    """Return the verdict on each cell, given those already, so that no count is given away.

    A count is given away when it is small and cannot be everything from 1 to the most a small
    count can be. Then the small cells beside it are hidden, zeros too; where that is not enough,
    all of its row and column; and at last all of the table.
    """
    return _Table(block).settled(np.array(block.shown, dtype=np.int8))


class _Table:
    """A block, as it is reckoned with."""

    def __init__(self, block: Block) -> None:
        self.preset = block.preset
        self.narrowed = block.narrowed
        self.cells = np.array(block.cells, dtype=np.int32)
        self.by_row, self.by_column = self.cells.sum(axis=1), self.cells.sum(axis=0)
        self.sum = self.cells.sum(keepdims=True).ravel()
        self.rows, self.columns, self.whole = (
            np.array(each, dtype=np.int8) for each in (block.rows, block.columns, [block.whole])
        )

    def settled(self, shown: Verdicts) -> Verdicts:
        """Return the verdict on each cell, given those already (see the function `settled`)."""
        small = self.cells < self.preset.smallest_shown
        for verdict, of in ((Verdict.SMALL_HIDDEN, small), (Verdict.HIDDEN, np.ones_like(small))):
            while (beside := self._given_away(shown)).any():
                more = np.where(beside & of, np.maximum(shown, verdict), shown)
                if (more == shown).all():
                    break
                shown = more
        return np.full_like(shown, Verdict.HIDDEN) if beside.any() else shown

    def _given_away(self, shown: Verdicts) -> Marks:
        """Return the cells of every row and column in which a small count is given away."""
        found = np.zeros(self.cells.shape, dtype=bool)
        if (shown == _HIDDEN).all():
            return found
        flow = _Flow(self, shown)
        for row, column in np.argwhere(self._small(self.cells) & ~flow.surely_free()).tolist():
            if not flow.is_free(row, flow.column(column)):
                found[row, :] = found[:, column] = True
        for row in np.flatnonzero(self._small(self.by_row)).tolist():
            found[row, :] |= not flow.is_free(flow.back, row)
        for column in np.flatnonzero(self._small(self.by_column)).tolist():
            found[:, column] |= not flow.is_free(flow.column(column), flow.out)
        return found

    def _small(self, counts: Counts) -> Marks:
        return (counts > 0) & (counts < self.preset.smallest_shown)


class _Flow:
    """The true counts as one of all the flows that fit what is shown."""

    def __init__(self, table: _Table, shown: Verdicts) -> None:
        cells, preset = table.cells, table.preset
        self._rows, columns = cells.shape
        self.out, self.back = self._rows + columns, self._rows + columns + 1
        self._most_small = preset.smallest_shown - 1
        self._across, self._down = slice(0, self._rows), slice(self._rows, self._rows + columns)
        self._flow = np.zeros((self.back + 1, self.back + 1), dtype=np.int32)
        # How much more can flow from one to the other, or less back.
        self._spare = np.zeros_like(self._flow)
        within, last = slice(0, -1), -1
        narrowed = _narrowed(table)
        for start, end, counts, given, place in (
            (self._across, self._down, cells, shown, (within, within)),
            (self.back, self._across, table.by_row, table.rows, (within, last)),
            (self._down, self.out, table.by_column, table.columns, (last, within)),
            (self.out, slice(self.back, self.back + 1), table.sum, table.whole, (last, [last])),
        ):
            least, most = _told(preset, counts, given, narrowed[:, *place])
            self._flow[start, end] = counts
            self._spare[start, end] += most - counts
            self._spare[end, start] += (counts - least).T

    def column(self, number: int) -> int:
        """Return the node of a column."""
        return int(self._rows + number)

    def surely_free(self) -> Marks:
        """Return the cells that can be 1 and the most by moving three other counts alone.

        So nearly all of them can, and it is found for all at once: for three cells at the other
        corners of a rectangle, or for the totals a cell is part of.
        """
        rows, columns = [*range(self._rows), self.out], [*range(self._rows, self.out), self.back]
        to_rows, to_columns = (
            self._spare[np.ix_(*each)] for each in ((columns, rows), (rows, columns))
        )
        more, less = _by_three(to_rows, to_columns).T, _by_three(to_columns, to_rows)
        cells = self._flow[self._across, self._down]
        free: Marks = (more[:-1, :-1] >= self._most_small - cells) & (less[:-1, :-1] >= cells - 1)
        return free

    def is_free(self, start: int, end: int) -> bool:
        """Return whether the count that flows from start to end can be 1 and can be the most."""
        count = int(self._flow[start, end])
        more, less = self._most_small - count, count - 1
        return self._goes_round(end, start, more) and self._goes_round(start, end, less)

    def _goes_round(self, start: int, end: int, wanted: int) -> bool:
        """Return whether so much can flow from start to end, not counting the arc between them."""
        if wanted <= 0:
            return True
        spare = self._spare.copy()
        spare[start, end] = spare[end, start] = 0
        while step := _by_two_others(spare, start, end, wanted):
            wanted -= step
        return not wanted or bool(maximum_flow(csr_array(spare), start, end).flow_value >= wanted)


def _by_three(onward: Counts, homeward: Counts) -> Counts:
    """Return how much can go from each start to each end by one way of three arcs.

    `onward` is what fits from a start to an end, `homeward` from an end to a start.
    """
    starts, ends = onward.shape
    via = np.minimum(onward[:, :, None], homeward)  # start, first (an end), second (a start)
    via[np.arange(starts), :, np.arange(starts)] = 0
    ways = np.minimum(via[:, :, :, None], onward)  # and the end
    ways[:, np.arange(ends), :, np.arange(ends)] = 0
    found: Counts = ways.max(axis=(1, 2))
    return found


def _by_two_others(spare: Counts, start: int, end: int, wanted: int) -> int:
    """Let as much flow as one way by two others has room for, and return how much that was.

    Such ways are quick to see and nearly always enough.
    """
    room = np.minimum(np.minimum(spare[start][:, None], spare[:, end]), spare)
    first, second = divmod(int(room.argmax()), len(room))
    step = min(wanted, int(room[first, second]))
    for one, other in ((start, first), (first, second), (second, end)):
        spare[one, other] -= step
        spare[other, one] += step
    return step


def _narrowed(table: _Table) -> Counts:
    """Return the least and most told besides of every count, totals last: two tables."""
    rows, columns = table.cells.shape
    found = np.zeros((2, rows + 1, columns + 1), dtype=np.int32)
    found[1] = _NO_LIMIT
    for (row, column), ends in table.narrowed:
        found[:, row, column] = ends
    return found


def _told(
    preset: Preset, counts: Counts, shown: Verdicts, narrowed: Counts
) -> tuple[Counts, Counts]:
    """Return the least and most that each count can be, for one who sees how it is shown."""
    least, most = _told_of_all(preset, 1 << int(counts.max(initial=0)).bit_length())[:, counts]
    least, most = np.maximum(least, narrowed[0]), np.minimum(most, narrowed[1])
    most = np.where(shown == _SMALL_HIDDEN, preset.smallest_shown - 1, most)
    most = np.where(shown == _HIDDEN, _NO_LIMIT, most)
    return np.where(shown == _OPEN, least, 0), most


@cache
def _told_of_all(preset: Preset, number: int) -> Counts:
    """Return the least and most that each of the first so many counts can be: two rows."""
    return np.array([preset.told(count) for count in range(number)], dtype=np.int32).T

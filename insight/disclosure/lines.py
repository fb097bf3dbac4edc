"""The lines of a table: its cells beside their totals, and what of them may be shown.

A hidden cell must be able to take every value of its range, given all that is shown beside it;
otherwise the small cells of its line, zeros included, are hidden without a range, and if that is
not enough the whole line is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

from insight.disclosure.presets import SMALLEST_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from insight.disclosure.presets import Preset

Key = tuple[str, ...]


class Verdict(IntEnum):
    """What a line of a breakdown may show."""

    OPEN = 0
    SMALL_HIDDEN = 1
    HIDDEN = 2


def _covers(
    told: Sequence[tuple[int, int]],
    cell: tuple[int, int],
    total: int,
    *,
    partition: bool,
) -> bool:
    """Return whether a hidden cell among these can still be anything from 1 to its most."""
    others_least = sum(low for low, _ in told) - cell[0]
    others_most = sum(high for _, high in told) - cell[1]
    reaches_up = not partition or total - others_least >= cell[1]
    return reaches_up and total - others_most <= 1


@dataclass(frozen=True)
class Axis:
    """One way a table adds up: over the dimension at `position`, in all or within `coarser`.

    `values` are those the dimension could have had. Where it is no `partition`, one case may
    stand in several cells, and `totals` holds the true total of each line.
    """

    position: int
    values: tuple[str, ...]
    partition: bool = True
    coarser: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[Key, int] = field(default_factory=dict)

    def total(self, parent: Key, cells: Sequence[int]) -> int:
        """Return the total of a line."""
        return sum(cells) if self.partition else self.totals[parent]

    def parent(self, key: Key) -> Key:
        """Return the key of the line a cell stands in."""
        within = self.coarser.get(key[self.position], "")
        return (*key[: self.position], within, *key[self.position + 1 :])

    def lines(self, keys: Iterable[Key]) -> Mapping[Key, list[Key]]:
        """Return the cells of each line, by the line's key."""
        found: dict[Key, list[Key]] = defaultdict(list)
        for key in keys:
            found[self.parent(key)].append(key)
        return found

    def size(self, parent: Key) -> int:
        """Return how many values a line could have."""
        return self._sizes.get(parent[self.position], 0)

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        return Counter(self.coarser.get(value, "") for value in self.values)

    def members(self, parent: Key) -> list[Key]:
        """Return the keys of every cell of a line, whether anything stands there or not."""
        within, before, after = (
            parent[self.position],
            parent[: self.position],
            parent[self.position + 1 :],
        )
        return [
            (*before, value, *after)
            for value in self.values
            if self.coarser.get(value, "") == within
        ]


def line_verdict(  # noqa: PLR0913 - a line, and how it is judged
    axis: Axis,
    parent: Key,
    cells: Sequence[int],
    preset: Preset,
    *,
    is_base: bool,
    told: Sequence[tuple[int, int]] = (),
) -> Verdict:
    """Return what may be shown of a line: of its cells that are not empty, beside their total.

    The total is taken as known exactly, for other tables tell more of it than how it is rounded.
    The values of the axis that have no cell here are zeros to a reader. `is_base` says that the
    counts are what figures rest on, so that a line of fewer than 8 is not broken down at all.
    `told` is the least and most that each can be to a reader, where that is not as the preset has
    it.
    """
    total, absent = axis.total(parent, cells), max(axis.size(parent) - len(cells), 0)
    if is_base and 0 < total < SMALLEST_BASE:
        return Verdict.HIDDEN
    if not any(preset.small(count) for count in cells):
        return Verdict.OPEN
    most = preset.smallest_shown - 1
    told = told or [preset.told(count) for count in cells]
    if _covers(told, (1, most), total, partition=axis.partition):
        return Verdict.OPEN
    unknown = (0, most)
    told = [
        unknown if count < preset.smallest_shown else ends
        for count, ends in zip(cells, told, strict=True)
    ]
    if _covers(told + [unknown] * absent, unknown, total, partition=axis.partition):
        return Verdict.SMALL_HIDDEN
    return Verdict.HIDDEN

"""Protecting small counts before anything is drawn, written or downloaded.

Rules and their sources: docs/disclosure.md. In short: a count of people is shown rounded, a small
one only as a range, shares come from the rounded counts, nothing rests on fewer than 8, and no
base under 8 is broken down. Each line of a breakdown (its cells beside their total) is checked as
an attacker would: a hidden cell must be able to take every value of its range, given all that is
shown beside it; otherwise the small cells of that line, zeros included, are hidden without a
range, and if that is not enough the whole line is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Key = tuple[str, ...]
Line = tuple[int, Key]

SMALLEST_BASE = 8
OK, SUPPRESSED, TOO_FEW, NOT_APPLICABLE = "ok", "suppressed", "too few", "not applicable"
HIDDEN_TEXT, TOO_FEW_TEXT, NOT_APPLICABLE_TEXT = "[c]", "too few", "does not apply"


@dataclass(frozen=True)
class Preset:
    """How counts are protected: those under `smallest_shown` are hidden, the rest rounded."""

    key: str
    smallest_shown: int
    round_to: int
    sentence: str

    @property
    def protects(self) -> bool:
        """True unless counts are shown exactly."""
        return self.round_to > 1

    def small(self, count: int) -> bool:
        """Return whether a count must be hidden; 0 is shown."""
        return 0 < count < self.smallest_shown

    def rounded(self, count: int) -> int:
        """Return a count as it may be shown: 0, or to the nearest `round_to`."""
        return (count + self.round_to // 2) // self.round_to * self.round_to

    def text(self, count: int) -> str:
        """Return the words for a count: "38", "about 40", "1 to 4", "0"."""
        if self.small(count):
            return f"1 to {self.smallest_shown - 1}"
        about = "about " if self.protects and count else ""
        return f"{about}{self.rounded(count):,}"

    def told(self, count: int) -> tuple[int, int]:
        """Return the least and most a count can be, for someone who sees how it is shown."""
        if count == 0 or not self.protects:
            return count, count
        if self.small(count):
            return 1, self.smallest_shown - 1
        half = self.round_to // 2
        return max(self.smallest_shown, self.rounded(count) - half), self.rounded(count) + half


_PRESETS = (
    Preset("none", 1, 1, "Counts are exact: for those who may see single records."),
    Preset(
        "gss5",
        5,
        5,
        "Counts of 1 to 4 are shown as a band, or withheld as [c]; other counts are rounded to the "
        "nearest 5, so parts may not add up; percentages use the rounded counts and nothing rests "
        "on fewer than 8.",
    ),
    Preset(
        "nhs8",
        8,
        5,
        "Counts of 1 to 7 are not given and other counts are rounded to the nearest 5; "
        "percentages use the rounded counts and nothing rests on fewer than 8.",
    ),
)
PRESETS: Mapping[str, Preset] = {each.key: each for each in _PRESETS}
_STRICTNESS = {each.key: place for place, each in enumerate(_PRESETS)}


def preset(key: str) -> Preset:
    """Return the preset of that name; ValueError, listing those that exist, when there is none."""
    if key not in PRESETS:
        msg = f"There is no disclosure preset '{key}'. The presets are: {', '.join(PRESETS)}."
        raise ValueError(msg)
    return PRESETS[key]


def sentence(key: str) -> str:
    """Return what is printed under every output protected in this way."""
    return preset(key).sentence


def strictest(keys: Iterable[str]) -> Preset:
    """Return the strictest of some presets."""
    return max((preset(key) for key in keys), key=lambda each: _STRICTNESS[each.key])


def chosen(asked: str | None, least: Preset) -> Preset:
    """Return the preset asked for; ValueError when it is looser than the role may have."""
    if asked is None:
        return least
    wanted = preset(asked)
    if _STRICTNESS[wanted.key] < _STRICTNESS[least.key]:
        allowed = [key for key, place in _STRICTNESS.items() if place >= _STRICTNESS[least.key]]
        msg = f"This role may not see figures under '{asked}'. It may choose: {', '.join(allowed)}."
        raise ValueError(msg)
    return wanted


class Verdict(IntEnum):
    """What a line of a breakdown may show."""

    OPEN = 0
    SMALL_HIDDEN = 1
    HIDDEN = 2


def line_verdict(
    counts: Sequence[int], total: int, absent: int, preset: Preset, *, partition: bool = True
) -> Verdict:
    """Return what may be shown of cells beside their total.

    `absent` is how many values of the dimension have no cell here, which a reader takes for
    zeros. `partition` is False where one case may stand in several cells.
    """
    if not any(preset.small(count) for count in counts):
        return Verdict.OPEN
    least, most = preset.told(total)
    hidden_most = preset.smallest_shown - 1
    told = [preset.told(count) for count in counts]
    if _covers(told, (1, hidden_most), (least, most), partition=partition):
        return Verdict.OPEN
    unknown = (0, hidden_most)
    told = [
        unknown if count < preset.smallest_shown else preset.told(count) for count in counts
    ] + [unknown] * absent
    if _covers(told, unknown, (least, most), partition=partition):
        return Verdict.SMALL_HIDDEN
    return Verdict.HIDDEN


def _covers(
    told: Sequence[tuple[int, int]],
    cell: tuple[int, int],
    total: tuple[int, int],
    *,
    partition: bool,
) -> bool:
    """Return whether a hidden cell among these can still be anything from 1 to its most."""
    others_least = sum(low for low, _ in told) - cell[0]
    others_most = sum(high for _, high in told) - cell[1]
    reaches_up = not partition or total[1] - others_least >= cell[1]
    return reaches_up and total[0] - others_most <= 1


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

    def size(self, parent: Key) -> int:
        """Return how many values a line could have."""
        return self._sizes.get(parent[self.position], 0)

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        return Counter(self.coarser.get(value, "") for value in self.values)

    def members(self, parent: Key) -> list[Key]:
        """Return the keys of every cell of a line, whether anything stands there or not."""
        within = parent[self.position]
        return [
            (*parent[: self.position], value, *parent[self.position + 1 :])
            for value in self.values
            if self.coarser.get(value, "") == within
        ]


def verdicts(
    counts: Mapping[Key, int],
    axes: Sequence[Axis],
    preset: Preset,
    *,
    is_base: bool,
) -> dict[Line, Verdict]:
    """Return the lines of a table that may not be shown in full, each with its verdict.

    `counts` are the true cells. `is_base` says that they are what figures rest on, so that a line
    of fewer than 8 is not broken down at all.
    """
    found: dict[Line, Verdict] = {}
    for place, axis in enumerate(axes):
        lines: dict[Key, list[Key]] = defaultdict(list)
        for key in counts:
            lines[axis.parent(key)].append(key)
        for parent, keys in lines.items():
            cells = [counts[key] for key in keys]
            total, absent = axis.total(parent, cells), axis.size(parent) - len(keys)
            if is_base and 0 < total < SMALLEST_BASE:
                found[place, parent] = Verdict.HIDDEN
                continue
            partition = axis.partition
            verdict = line_verdict(cells, total, max(absent, 0), preset, partition=partition)
            if verdict:
                found[place, parent] = verdict
    return found

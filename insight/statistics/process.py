"""XmR charts: is what we see more than the ordinary ups and downs?

Rules: NHS England, Making Data Count, as the project's measures.md sets them out ("Vectors").
Limits are the mean ± 2.66 times the mean moving range; under 12 points there are none, and a run
chart with the median serves. Limits are worked out anew only from a named event on.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from insight.statistics.intervals import quantile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

FEWEST_POINTS = 12
POINTS_IN_TREND = 7
_LIMIT = 2.66  # 3 sigma, in moving ranges of two points
_TWO_SIGMA = 2 / 3
_THREE = 3

Rule = Literal["outside", "one side", "trend", "two of three"]
Assurance = Literal["consistently meets", "consistently misses", "hit and miss", "too few to say"]


@dataclass(frozen=True)
class Phase:
    """The points from `start` up to `end` (not included), judged by one centre.

    The centre is the mean, between limits; or the median, with none, where points are few. Runs are
    judged against the `middle`, the median: about a mean, more than half of skewed points lie on
    one side without any cause. Where it is not given it is the centre.
    """

    start: int
    end: int
    centre: float
    moving_range: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    middle: float = math.nan

    @property
    def has_limits(self) -> bool:
        """False for a run chart."""
        return not math.isnan(self.upper)

    @property
    def median(self) -> float:
        """Return what runs are judged against."""
        return self.centre if math.isnan(self.middle) else self.middle


@dataclass(frozen=True)
class Signal:
    """More than ordinary variation: which rule says so, and the positions of its points.

    `way` is 1 where they lie high or rise, -1 where they lie low or fall.
    """

    rule: Rule
    points: tuple[int, ...]
    way: int


def phase_starts(days: Sequence[dt.date], events: Sequence[dt.date]) -> tuple[int, ...]:
    """Return the positions at which a new phase starts: the first point on or after each event.

    `days` are the points' dates in order. An event before all of them or after starts nothing.
    """
    found = {bisect_left(days, event) for event in events}
    return tuple(sorted(found - {0, len(days)}))


def phases(
    values: Sequence[float], starts: Sequence[int] = (), baseline: int | None = None
) -> tuple[Phase, ...]:
    """Return the phases of a series, each from one of `starts` to the next.

    With `baseline` the centre and the limits of a phase come from its first points alone.
    """
    edges = [0, *starts, len(values)]
    return tuple(
        _phase(values, start, end, baseline) for start, end in pairwise(edges) if end > start
    )


def _phase(values: Sequence[float], start: int, end: int, baseline: int | None) -> Phase:
    known = values[start : min(end, start + baseline) if baseline else end]
    if len(known) < FEWEST_POINTS:
        middle = quantile(values[start:end])
        return Phase(start, end, middle, middle=middle)
    centre = float(np.mean(known))
    moving = float(np.mean(np.abs(np.diff(known))))
    lower, upper = centre - _LIMIT * moving, centre + _LIMIT * moving
    return Phase(start, end, centre, moving, lower, upper, quantile(known))


def signals(
    values: Sequence[float], phase: Phase, on_one_side: Literal[6, 7] = 7
) -> tuple[Signal, ...]:
    """Return what stands out in a phase; `on_one_side` is how many points in a row make a shift.

    Without limits only runs on one side of the median and trends are judged.
    """
    found = [*_shifts(values, phase, on_one_side), *_trends(values, phase)]
    if phase.has_limits:
        found += [*_outside(values, phase), *_two_of_three(values, phase)]
    return tuple(found)


def _outside(values: Sequence[float], phase: Phase) -> Iterator[Signal]:
    for place in range(phase.start, phase.end):
        if not phase.lower <= values[place] <= phase.upper:
            yield Signal("outside", (place,), 1 if values[place] > phase.upper else -1)


def _sides(values: Sequence[float], phase: Phase, middle: float) -> list[tuple[int, int]]:
    """Return each point's place and side of a middle: 1 above, -1 below, 0 on it."""
    sides = np.sign(np.asarray(values[phase.start : phase.end]) - middle)
    return [(place, int(side)) for place, side in enumerate(sides, phase.start)]


def _shifts(values: Sequence[float], phase: Phase, length: int) -> Iterator[Signal]:
    """Yield runs on one side of the median; a point on it is passed over. One on a mean ends a run.

    Source of the first: Perla, Provost and Murray 2011, "The run chart".
    """
    sides = _sides(values, phase, phase.median)
    by_mean = phase.has_limits and math.isnan(phase.middle)
    for run, way in _runs(sides if by_mean else [each for each in sides if each[1]]):
        if len(run) >= length:
            yield Signal("one side", run, way)


def _trends(values: Sequence[float], phase: Phase) -> Iterator[Signal]:
    """Yield runs of rises or of falls; a tie neither adds to one nor breaks it."""
    places = range(phase.start + 1, phase.end)
    steps = [(place, int(np.sign(values[place] - values[place - 1]))) for place in places]
    for run, way in _runs([step for step in steps if step[1]]):
        if len(run) + 1 >= POINTS_IN_TREND:
            yield Signal("trend", (run[0] - 1, *run), way)


def _runs(signs: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, ...], int]]:
    """Yield the places of each unbroken run of one sign, and the sign."""
    for sign, run in groupby(signs, key=lambda each: each[1]):
        if sign:
            yield tuple(place for place, _ in run), sign


def _two_of_three(values: Sequence[float], phase: Phase) -> Iterator[Signal]:
    """Yield three points in a row on one side, two or more of them beyond 2 sigma."""
    far = _TWO_SIGMA * _LIMIT * phase.moving_range
    sides = _sides(values, phase, phase.centre)
    for window in zip(sides, sides[1:], sides[2:], strict=False):
        total = sum(side for _, side in window)
        beyond = [place for place, _ in window if abs(values[place] - phase.centre) > far]
        if abs(total) == _THREE and len(beyond) > 1:
            yield Signal("two of three", tuple(beyond), total // _THREE)


def assurance(phase: Phase, standard: float, better: Literal["up", "down"] = "down") -> Assurance:
    """Return whether a process can be relied on to meet a standard, as it now runs.

    It consistently meets (or misses) it when both limits are on its good (or bad) side.
    """
    if not phase.has_limits:
        return "too few to say"
    meets_high, meets_low = (
        (end <= standard) if better == "down" else (end >= standard)
        for end in (phase.upper, phase.lower)
    )
    if meets_high and meets_low:
        return "consistently meets"
    return "hit and miss" if meets_high or meets_low else "consistently misses"


def rules_text(on_one_side: Literal[6, 7] = 7, what: str = "points") -> str:
    """Return the rules in plain words, to be printed under a chart of so many points or months."""
    return (
        f"A signal is more than the ordinary ups and downs: one of the {what} outside the dotted "
        f"limits; {on_one_side} {what} in a row on one side of the median; {POINTS_IN_TREND} in a "
        "row rising or falling; two of three near the same limit. Limits: an XmR chart of "
        f"log(days + 1), turned back into days; under {FEWEST_POINTS} {what} there are none. They "
        "are worked out anew only from a named event on."
    )

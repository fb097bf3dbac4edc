"""Waits judged as log(days + 1): shuffled, they give no more signals than the rules' own rate."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from insight.findings import turnaround
from insight.findings.turnaround import series
from insight.statistics import judged, phases, signals
from tests.insight.test_feelings import _view

if TYPE_CHECKING:
    from pathlib import Path

TIMES = 300


def _outside(waits: list[float]) -> int:
    return sum(one.rule == "outside" for one in judged(waits).signals)


def test_limits_are_those_of_the_logs_turned_back_into_days() -> None:
    waits = [9, 12, 10, 30, 8, 11, 14, 9, 10, 13, 12, 22]
    [phase] = judged(waits).phases
    logs = [math.log(each + 1) for each in waits]
    mean = sum(logs) / 12
    moving = sum(abs(b - a) for a, b in pairwise(logs)) / 11
    assert phase.centre == pytest.approx(math.exp(mean) - 1)
    assert phase.upper == pytest.approx(math.exp(mean + 2.66 * moving) - 1)
    assert phase.lower == pytest.approx(max(0, math.exp(mean - 2.66 * moving) - 1))
    assert phase.median == pytest.approx(math.exp(sorted(logs)[5] / 2 + sorted(logs)[6] / 2) - 1)


def test_shuffled_waits_give_no_more_signals_than_chance() -> None:
    """A normal series is outside 3 sigma limits in 27 of 10,000 points, found from it in 1%."""
    random = np.random.default_rng(20261127)
    waits = np.expm1(random.normal(math.log(12), 0.9, 130)).clip(0).round()
    found = [_outside([float(day) for day in random.permutation(waits)]) for _ in range(TIMES)]
    assert np.mean(found) / 130 <= 0.01
    in_days = []
    for _ in range(TIMES):
        series_of = [float(day) for day in random.permutation(waits)]
        [phase] = phases(series_of)
        in_days.append(sum(one.rule == "outside" for one in signals(series_of, phase)))
    assert np.mean(in_days) > 2 * np.mean(found)


def test_runs_are_judged_against_the_median() -> None:
    """Of skewed waits more than half lie under the mean: runs there would be no signal."""
    random = np.random.default_rng(7)
    runs = 0
    for _ in range(TIMES):
        waits = [float(day) for day in random.exponential(12, 40).round()]
        runs += any(one.rule == "one side" for one in judged(waits).signals)
    fair = 0
    for _ in range(TIMES):
        sides = [float(side) for side in random.normal(0, 1, 40)]
        fair += any(one.rule == "one side" for one in signals(sides, phases(sides)[0]))
    assert runs <= fair + 0.08 * TIMES


@pytest.mark.parametrize("place", ["norfolk", "wakefield"])
def test_every_role_reads_one_story_of_the_wait(place: str, demo_warehouse: Path) -> None:
    views = [_view(demo_warehouse, role, place) for role in ("board", "evaluator", "admin", "lead")]
    told = {(figure.heading, figure.sentence) for figure in map(turnaround.by_month, views)}
    assert len(told) == 1


def test_the_relaunch_is_in_the_heading_and_its_month_on_neither_side(demo_warehouse: Path) -> None:
    view = _view(demo_warehouse, "board", "norfolk")
    before, since = series.series(view).stretches
    assert (before.event, str(since.event and since.event.date)) == (None, "2024-11-25")
    heading = turnaround.by_month(view).heading
    assert heading.endswith("before the relaunch of 25 November 2024, 18 since: more than chance")
    assert since.typical < 20
    assert before.typical > 25
    months = list(series.series(view).frame["month"])
    judged_months = {months[each] for each in series.series(view).places}
    assert "2024-11" not in judged_months
    assert {"2024-10", "2024-12"} <= judged_months

"""Waits judged as log(days + 1): shuffled, they give no more signals than the rules' own rate."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from insight.charts import CONCERN, IMPROVEMENT
from insight.findings import turnaround
from insight.findings.turnaround import series
from insight.statistics import judged, phases, signals
from tests.insight.test_feelings import _view

if TYPE_CHECKING:
    from collections.abc import Iterable
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


def _false_alarms(series_of: Iterable[list[float]]) -> float:
    """How many signals a series gives, on average."""
    counts = [len(signals(each, phases(each)[0])) for each in series_of]
    return sum(counts) / len(counts)


def _leaning(draw: np.random.Generator, count: int) -> list[float]:
    """Waits as they are: whole days, none below none, a few very long."""
    return [float(max(0, round(each))) for each in draw.lognormal(math.log(12), 0.6, count)]


@pytest.mark.parametrize("count", [36, 120])
def test_shuffled_waits_give_no_more_signals_than_the_rules_own_false_alarms(count: int) -> None:
    """Of all four rules, against pure chance as they are made for: a normal series."""
    draw = np.random.default_rng(12)
    own = _false_alarms(draw.normal(size=count).tolist() for _ in range(1000))
    waits = [_leaning(draw, count) for _ in range(1000)]
    assert sum(len(judged(each).signals) for each in waits) / 1000 <= own * 1.1
    assert _false_alarms(waits) > own * 1.1  # in days, as they were judged before


def test_what_chance_gives_is_what_shuffling_gives() -> None:
    draw = np.random.default_rng(4)
    slow, fast = (draw.normal(mean, 1, 30).tolist() for mean in (28, 18))
    whole, apart = judged(slow + fast), judged(slow + fast, (30,))
    assert whole.by_chance < len(whole.signals) / 3
    assert not apart.signals
    steady = judged(draw.normal(28, 1, 200).tolist())
    assert steady.by_chance == pytest.approx(len(steady.signals), abs=3)


def test_shorter_waits_are_an_improvement_and_longer_ones_a_concern() -> None:
    usual = [12.0, 14, 11, 15, 13, 12, 14, 11, 15, 13, 12, 14]
    for wait, said in ((1.0, IMPROVEMENT), (90.0, CONCERN)):
        assert {series.kind(one) for one in judged([*usual, wait]).signals} == {said}


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
    assert heading.endswith(
        "before the relaunch of 25 November 2024, 18 since: a fall of more than chance"
    )
    assert since.typical < 20
    assert before.typical > 25
    months = list(series.series(view).frame["label"])
    judged_months = {months[each] for each in series.series(view).places}
    assert "2024-11" not in judged_months
    assert {"2024-10", "2024-12"} <= judged_months

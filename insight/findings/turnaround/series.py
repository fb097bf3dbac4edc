"""The wait over all dates as every role is told it: medians by month, and the signals in them.

Each month is told as boards are told it, whoever looks, so that no two roles read two stories of
one fact. Waits are judged in phases: a named event starts a new one, and the month it fell in
belongs to none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.calendar import YEAR, add_months
from insight import statistics
from insight.charts import CONCERN, IMPROVEMENT
from insight.findings import coarser
from insight.findings.figure import remembered, without_unit

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from config.partnerships import Event
    from insight.statistics import Phase, Signal
    from insight.view import View

KEY = "working_days_to_session"
MIXED = "not summed up"
"""The status of a month in which a named event fell."""


@dataclass(frozen=True)
class Stretch:
    """The months between two events: the event it begins with, if any, and the typical wait."""

    event: Event | None
    phase: Phase
    waits: tuple[float, ...]

    @property
    def typical(self) -> float:
        """Return the middle of its months' medians, in working days."""
        return self.phase.median


@dataclass(frozen=True)
class Series:
    """All months, the rows of those that are judged, and the judgement.

    `step` is "month", or "quarter" or "year" where most months cannot be shown. `frame` has label,
    first, last, value, shown, status, why and open: not over, so not judged. A month in which an
    event fell has no value. `signals` and `stretches` count the `places`.
    """

    step: str
    frame: pd.DataFrame
    places: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    signals: tuple[Signal, ...]
    by_chance: float

    @property
    def marks(self) -> dict[int, str]:
        """Return what each row in a signal is part of; a concern where it is of both."""
        ordered = sorted(self.signals, key=lambda one: one.way)
        return {self.places[place]: kind(one) for one in ordered for place in one.points}


def kind(signal: Signal) -> str:
    """Return what a signal of waits is: an improvement where they are shorter."""
    return IMPROVEMENT if signal.way < 0 else CONCERN


@remembered
def series(view: View) -> Series:
    """Return the medians over all dates, and what stands out of them."""
    dimension, frame = coarser.stepped(lambda step: _rows(view, step))
    judged = (frame["status"] == "ok") & ~frame["open"]
    places = tuple(int(place) for place in frame.index[judged])
    waits = tuple(float(wait) for wait in frame.loc[judged, "value"])
    begun = _begun(list(frame.loc[judged, "first"]), view.events)
    found = statistics.judged(waits, sorted(set(begun) - {0}))
    stretches = tuple(
        Stretch(begun.get(phase.start), phase, waits[phase.start : phase.end])
        for phase in found.phases
    )
    step = coarser.STEPS[dimension]
    return Series(
        step, frame, places, stretches, found.signals, found.by_chance if found.signals else 0.0
    )


def _begun(firsts: Sequence[dt.date], events: Sequence[Event]) -> Mapping[int, Event]:
    """Return the event that each phase begins with, by its place among the months judged."""
    found = {}
    for event in events:
        later = [place for place, first in enumerate(firsts) if first >= event.date]
        if later and later[0]:
            found[later[0]] = event
    return found


def _rows(view: View, dimension: str) -> pd.DataFrame:
    """Return a row for each month (quarter, year) from the first to that of the data's day."""
    start_month, as_at = view.place.year_start_month, view.place.as_at
    told = view.as_boards_see(KEY, (dimension,), view.all_dates)
    found = without_unit(told).set_index(dimension)[["value", "shown", "status", "why"]]
    if found.empty:
        return found.assign(label="", first=None, last=None, open=False)
    spans = _spans(list(found.index), dimension, start_month, as_at)
    frame = found.reindex(list(spans))
    frame.loc[frame["status"].isna(), ["shown", "status", "why"]] = "too few"
    first, last = zip(*spans.values(), strict=True)
    mixed = [_straddles(view, *span) for span in spans.values()]
    frame = frame.assign(first=first, last=last).reset_index(drop=True)
    frame.loc[mixed, ["value", "shown", "status"]] = (float("nan"), "change", MIXED)
    is_open = [each > as_at for each in last]
    return frame.assign(label=[f"{each:%Y-%m}" for each in first], open=is_open)


def _straddles(view: View, first: dt.date, last: dt.date) -> bool:
    return any(first < each.date <= last for each in view.events)


def _spans(
    names: Sequence[str], dimension: str, start_month: int, as_at: dt.date
) -> dict[str, tuple[dt.date, dt.date]]:
    """Return the first and last day of each step, by its name, those that nothing is of too."""
    start, _ = coarser.dates(dimension, min(names), start_month)
    end = max(as_at, coarser.dates(dimension, max(names), start_month)[0])
    count = (end.year - start.year) * YEAR + end.month - start.month + 1
    months = (add_months(start, number) for number in range(count))
    every = dict.fromkeys(coarser.value(dimension, month, start_month) for month in months)
    return {name: coarser.dates(dimension, name, start_month) for name in every}

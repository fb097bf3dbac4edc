"""The wait month by month over all dates: one series, and one sentence, for every role.

Each month is told as boards are told it, whoever looks, so that no two roles read two stories of
one fact. Waits are judged in phases: a named event starts a new one, and the month it fell in
belongs to none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.calendar import add_months
from insight import statistics
from insight.charts import CONCERN, IMPROVEMENT, Limits, run_chart
from insight.describe import capital, day, listing, month_name
from insight.disclosure import SMALLEST_BASE
from insight.findings import either_side, unsaid
from insight.findings.figure import Figure, remembered, without_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from config.partnerships import Event
    from insight.statistics import Phase, Signal
    from insight.view import View

KEY = "working_days_to_session"
_SESSIONS = "sessions were held in any month"
_RUNS = "As things run, a month's typical wait"
_NAMED = 3


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
    """All months, the places of those that are judged with their waits, and the judgement."""

    frame: pd.DataFrame
    places: tuple[int, ...]
    waits: tuple[float, ...]
    stretches: tuple[Stretch, ...]
    signals: tuple[Signal, ...]


@remembered
def series(view: View) -> Series:
    """Return the monthly medians over all dates, and what stands out of them."""
    frame = view.as_boards_see(KEY, ("month",), view.all_dates)
    frame = without_unit(frame.sort_values("month", ignore_index=True))
    frame = frame.assign(label=frame["month"])
    straddling = {f"{event.date:%Y-%m}" for event in view.events if event.date.day > 1}
    judged = (frame["status"] == "ok") & ~frame["month"].isin(straddling)
    places = tuple(int(place) for place in frame.index[judged])
    waits = tuple(float(wait) for wait in frame.loc[judged, "value"])
    begun = _begun([str(frame.loc[place, "month"]) for place in places], view.events)
    found = statistics.judged(waits, sorted(set(begun) - {0}))
    stretches = tuple(
        Stretch(begun.get(phase.start), phase, waits[phase.start : phase.end])
        for phase in found.phases
    )
    return Series(frame, places, waits, stretches, found.signals)


def _begun(months: Sequence[str], events: Sequence[Event]) -> Mapping[int, Event]:
    """Return the event that each phase begins with, by its place among the months judged."""
    found = {}
    for event in events:
        first = event.date if event.date.day == 1 else add_months(event.date.replace(day=1), 1)
        later = [place for place, month in enumerate(months) if month >= f"{first:%Y-%m}"]
        if later and any(month < f"{event.date:%Y-%m}" for month in months):
            found[later[0]] = event
    return found


@remembered
def by_month(view: View) -> Figure:
    """Return the typical wait month by month, with its limits, its signals and named events."""
    found = series(view)
    if not found.stretches:
        said = unsaid.sentence(view, unsaid.of_all(found.frame), _SESSIONS)
        return Figure.silent("working-days-by-month", "The wait month by month", said)
    marks = _marks(found)
    words = {IMPROVEMENT: "improvement", CONCERN: "concern"}
    table = found.frame[["month", "shown"]].assign(
        month=found.frame["month"].map(month_name),
        signal=[words.get(marks.get(place, ""), "") for place in found.frame.index],
    )
    table.columns = ["Month", "Typical working days", "Part of a signal"]
    return Figure(
        name="working-days-by-month",
        heading=heading(view),
        sentence=_sentence(view, found),
        chart=run_chart(
            found.frame,
            view.palette,
            view.place.standard_days,
            None,
            [(f"{event.date:%Y-%m}", day(event.date)) for event in view.events],
            limits=[_limits(each.phase, found.places) for each in found.stretches],
            marks=marks,
        ),
        table=table,
        caption=f"Median working days by month of the session, all dates. Months with fewer than "
        f"{SMALLEST_BASE} sessions are left out{_straddled(view)}. "
        f"{statistics.rules_text(what='months')}",
    )


def _straddled(view: View) -> str:
    days = [day(event.date) for event in view.events if event.date.day > 1]
    return f"; the month of {listing(days)} is in neither stretch" if days else ""


def _limits(phase: Phase, places: Sequence[int]) -> Limits:
    """Return a phase's lines, from the place of its first month in the chart to its last."""
    first, last = places[phase.start], places[phase.end - 1]
    if not phase.has_limits:
        return Limits(first, last + 1, phase.median)
    return Limits(first, last + 1, phase.median, phase.lower, phase.upper)


@remembered
def heading(view: View) -> str:
    """Return what the series says, for every role alike: the change at an event, or its signals."""
    found = series(view)
    now = found.stretches[-1]
    if now.event and len(found.stretches) > 1:
        return f"The typical wait {_moved(view, found.stretches[-2], now)}"
    return f"The typical wait is {_days(now.typical)}: {_count(found.signals)}"


def _moved(view: View, before: Stretch, since: Stretch) -> str:
    """Return how the typical wait moved at an event, and whether that is more than chance."""
    sides = either_side.both(view, KEY, view.all_dates)
    old, new = (
        (float(each["value"]) for each in sides) if sides else (before.typical, since.typical)
    )
    at = either_side.named(since.event) if since.event else "the change"
    if min(len(before.waits), len(since.waits)) < statistics.FEWEST_RANKED:
        return f"was {old:g} working days before {at}, {new:g} since"
    chance = statistics.two_medians(before.waits, since.waits)
    sure = "more" if chance < statistics.ALPHA else "no more"
    return f"was {old:g} working days before {at}, {new:g} since: {sure} than chance"


def _days(number: float) -> str:
    return f"{number:g} working day{'' if number == 1 else 's'}"


def _count(signals: Sequence[Signal]) -> str:
    if not signals:
        return "no signal of a change"
    return f"{len(signals)} signal{'' if len(signals) == 1 else 's'} of a change"


def _sentence(view: View, found: Series) -> str:
    now = found.stretches[-1]
    standard = _against_standard(now, view.place.standard_days)
    events = " ".join(f"{capital(day(event.date))}: {event.label}." for event in view.events)
    return f"{standard} {events} {_signals(found)}".replace("  ", " ").strip()


def _against_standard(now: Stretch, standard: int | None) -> str:
    if standard is None:
        return "No standard is set, so none is judged."
    if not now.phase.has_limits:
        return ""
    return {
        "consistently meets": f"{_RUNS} stays within {standard} days.",
        "consistently misses": f"{_RUNS} stays over {standard} days.",
    }.get(
        statistics.assurance(now.phase, standard),
        f"{_RUNS} may fall on either side of {standard} days.",
    )


def _signals(found: Series) -> str:
    """Return the signals in words; the first few of them named."""
    within = found.signals
    if not within:
        return "Nothing stands out from the ordinary ups and downs."
    said = [f"{_kind(found, each)} ({_where(found, each)})" for each in within[:_NAMED]]
    more = f", and {len(within) - _NAMED} more" if len(within) > _NAMED else ""
    return f"{capital(_count(within))}: {'; '.join(said)}{more}."


def _where(found: Series, signal: Signal) -> str:
    months = [
        month_name(str(found.frame.loc[found.places[place], "month"])) for place in signal.points
    ]
    first, last = months[0], months[-1]
    return {
        "outside": f"{first} is outside the limits",
        "one side": f"{first} to {last} lie on one side of the median",
        "trend": f"{first} to {last} go one way, month after month",
        "two of three": f"{listing(months)} lie near one limit",
    }[signal.rule]


def _kind(found: Series, signal: Signal) -> str:
    return "improvement" if _is_shorter(found, signal) else "concern"


def _is_shorter(found: Series, signal: Signal) -> bool:
    """Return whether a signal is of shorter waits."""
    waits = [found.waits[place] for place in signal.points]
    if signal.rule == "trend":
        return waits[-1] < waits[0]
    first = signal.points[0]
    phases = (each.phase for each in found.stretches)
    median = next(phase.median for phase in phases if phase.start <= first < phase.end)
    return sum(waits) / len(waits) < median


def _marks(found: Series) -> Mapping[int, str]:
    """Return what each month in a signal is part of, by its place in the chart."""
    return {
        found.places[place]: IMPROVEMENT if _is_shorter(found, signal) else CONCERN
        for signal in found.signals
        for place in signal.points
    }

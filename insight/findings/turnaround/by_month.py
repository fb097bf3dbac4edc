"""The wait by month, in a figure and words: alike for every role."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import pandas as pd

from insight import statistics
from insight.charts import CONCERN, IMPROVEMENT, Limits, run_chart
from insight.describe import capital, day, listing, months, named_event
from insight.disclosure import HIDDEN_TEXT
from insight.findings import either_side, unsaid
from insight.findings.figure import Figure, remembered
from insight.findings.turnaround.series import KEY, MIXED, kind, series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.partnerships import Event
    from insight.findings.turnaround.series import Series, Stretch
    from insight.statistics import Phase, Signal
    from insight.view import View

_NAME = "working-days-by-month"
_NAMED = 3
_NONE = 0.5


@remembered
def by_month(view: View) -> Figure:
    """Return the typical wait month by month, with its limits, its signals and named events."""
    found = series(view)
    if not found.stretches:
        known = found.frame[found.frame["status"] != MIXED]
        said = unsaid.sentence(
            view, unsaid.of_all(known), f"sessions were held in any {found.step}"
        )
        return Figure.silent(_NAME, f"The wait by {found.step}", said)
    marks = found.marks
    table = pd.DataFrame(
        {
            capital(found.step): _names(found),
            "Typical working days": found.frame["shown"],
            "Part of a signal": [marks.get(row, "") for row in found.frame.index],
        }
    )
    return Figure(
        name=_NAME,
        heading=heading(view),
        sentence=_sentence(view, found),
        chart=run_chart(
            found.frame.assign(shown=_standing_in(found.frame)),
            view.palette,
            view.place.standard_days,
            [_limits(each.phase, found.places) for each in found.stretches],
            marks,
            _flags(view, found),
            _framed(view, found),
        ),
        table=table,
        caption=_caption(view, found),
    )


def _standing_in(frame: pd.DataFrame) -> pd.Series[str]:
    """Return each row's text, in full where it stands in the chart instead of a number."""
    shown = frame["shown"].mask(frame["shown"] == HIDDEN_TEXT, "withheld")
    return shown.mask(frame["status"] == MIXED, "")


def _names(found: Series) -> list[str]:
    ends = zip(found.frame["first"], found.frame["last"], strict=True)
    return [months(first, last) for first, last in ends]


def _limits(phase: Phase, places: Sequence[int]) -> Limits:
    """Return a phase's lines, from the row of its first month in the chart to its last."""
    first, last = places[phase.start], places[phase.end - 1]
    if not phase.has_limits:
        return Limits(first, last + 1, phase.median)
    return Limits(first, last + 1, phase.median, phase.lower or None, phase.upper)


@remembered
def heading(view: View) -> str:
    """Return what the series says: the change at an event, or what can be relied on."""
    found = series(view)
    now = found.stretches[-1]
    if now.event and len(found.stretches) > 1:
        return _moved(view, found.stretches[-2], now)
    if (sides := either_side.said(view, KEY, view.all_dates)) and view.events:
        return f"The typical wait was {sides.replace(' before', ' working days before', 1)}"
    typical, standard = f"The typical wait of a {found.step}", view.place.standard_days
    if not now.phase.has_limits:
        return f"{typical} is {now.typical:g} working days"
    if standard is None:
        return f"{typical} is {_range(now.phase)}"
    return {
        "consistently meets": f"{typical} consistently meets {standard} working days",
        "consistently misses": f"{typical} consistently misses {standard} working days",
    }.get(
        statistics.assurance(now.phase, standard),
        f"Meeting {standard} days is hit and miss: {typical[:1].lower()}{typical[1:]} is "
        f"{_range(now.phase)}",
    )


def _range(phase: Phase) -> str:
    return f"{floor(phase.lower)} to {ceil(phase.upper)} working days"


def _moved(view: View, before: Stretch, since: Stretch) -> str:
    """Return how the typical wait moved at an event, and whether that is more than chance."""
    sides = either_side.both(view, KEY, view.all_dates)
    old, new = before.typical, since.typical
    if sides:
        old, new = (float(each["value"]) for each in sides)
    at = named_event(since.event) if since.event else "the change"
    said = f"The typical wait was {old:g} working days before {at}, {new:g} since"
    if min(len(before.waits), len(since.waits)) < statistics.FEWEST_RANKED:
        return said
    chance = statistics.two_medians(before.waits, since.waits)
    if chance >= statistics.ALPHA:
        return f"{said}: no more than chance"
    return f"{said}: a {'fall' if new < old else 'rise'} of more than chance"


def _sentence(view: View, found: Series) -> str:
    told = [f"{capital(named_event(event))}: {event.label}." for event in _within(view)]
    now = found.stretches[-1].phase
    if now.has_limits and found.stretches[-1].event:
        told.append(f"Since then the typical wait of a {found.step} is {_range(now)}.")
    if view.place.standard_days is None:
        told.append("No standard is set, so none is judged.")
    return " ".join([*told, _signals(found)])


def _within(view: View) -> list[Event]:
    first = view.all_dates.start
    return [each for each in view.events if first < each.date]


def _signals(found: Series) -> str:
    """Return the signals in words: how many, how many chance gives, and the first of them named."""
    longest = max(len(each.waits) for each in found.stretches)
    if not found.signals and longest < statistics.POINTS_IN_TREND:
        return f"There are too few {found.step}s for a signal to show."
    if not found.signals:
        return f"**No signal:** no {found.step} stands out from the ordinary ups and downs."
    said = ". ".join(capital(_said(found, each)) for each in found.signals[:_NAMED])
    more = len(found.signals) - _NAMED
    return f"{counted(found.signals, found.by_chance)} {said}{f'; and {more} more' * (more > 0)}."


def counted(signals: Sequence[Signal], by_chance: float) -> str:
    """Return how many signals there are of each kind, and how many chance alone gives."""
    kinds = [kind(each) for each in signals]
    each = [
        f"{kinds.count(name)} of {name}" for name in (IMPROVEMENT, CONCERN) if kinds.count(name)
    ]
    said = f"{len(kinds)} signals: {listing(each)}"
    if len(kinds) == 1:
        said = f"1 signal, of {kinds[0]}"
    chance = f"about {by_chance:.0f}" if by_chance >= _NONE else "mostly none"
    return f"**{said}**; chance alone gives {chance}."


def _said(found: Series, signal: Signal) -> str:
    names = _names(found)
    rows = [found.places[place] for place in signal.points]
    first, last, high = names[rows[0]], names[rows[-1]], signal.way > 0
    return {
        "outside": f"{first} ({found.frame['shown'][rows[0]]} working days) is outside the limits",
        "one side": f"{first} to {last}: {len(rows)} {found.step}s in a row "
        f"{'above' if high else 'below'} the median",
        "trend": f"{first} to {last}: {'longer' if high else 'shorter'} from {found.step} to "
        f"{found.step}",
        "two of three": f"{listing([names[row] for row in rows])} lie near the "
        f"{'upper' if high else 'lower'} limit",
    }[signal.rule]


def _flags(view: View, found: Series) -> list[tuple[str, str]]:
    spans = zip(found.frame["first"], found.frame["last"], found.frame["label"], strict=True)
    return [
        (label, f"{event.short.capitalize()}, {day(event.date)}")
        for first, last, label in spans
        for event in _within(view)
        if first <= event.date <= last
    ]


def _framed(view: View, found: Series) -> tuple[int, int] | None:
    """Return the first and last row of the period in view; none where that is all of them."""
    spans = zip(found.frame["first"], found.frame["last"], strict=True)
    inside = [
        row
        for row, (first, last) in enumerate(spans)
        if first <= view.period.end and last >= view.period.start
    ]
    return (inside[0], inside[-1]) if inside and len(inside) < len(found.frame) else None


def _sides(view: View) -> str:
    """Say which months the two waits of the heading are of."""
    found = either_side.sides(view, view.all_dates)
    if found is None or not either_side.both(view, KEY, view.all_dates):
        return ""
    return f"In the heading: whole quarters, {found.before.label} and {found.since.label}."


def _caption(view: View, found: Series) -> str:
    step, status = found.step, found.frame["status"]
    parts = [
        f"Median working days by {step} of the session, all dates, as boards are told them."
        if not view.viewer.bound_to_localities
        else f"Median working days by {step} of the session, all dates.",
        "Most months cannot be shown, so longer stretches are." * (step != "month"),
        _sides(view),
        f"Shaded: {view.period.label}." * (_framed(view, found) is not None),
        f"Hollow, and not judged: a {step} that is not over."
        * bool((found.frame["open"] & (status == "ok")).any()),
        f"A {step} in which a change fell is on neither side of it."
        * bool((status == MIXED).any()),
        f"A {step} that cannot be shown breaks the line."
        * bool((~status.isin(["ok", MIXED])).any()),
        f"What is judged is a {step}'s median, not each session: half of sessions take longer."
        * (view.place.standard_days is not None),
        statistics.rules_text(what=f"{step}s"),
    ]
    return " ".join(filter(None, parts))

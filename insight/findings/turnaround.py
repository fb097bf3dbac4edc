"""How long it takes: each session's working days, the share on time, who is still waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import listings, statistics
from insight.charts import MOST, Limits, process_points, run_chart, share_intervals
from insight.describe import capital, day_short, month_name, share_of
from insight.disclosure import SMALLEST_BASE
from insight.findings import headlines, unsaid
from insight.findings.figure import (
    TOO_FEW,
    Figure,
    as_of,
    bounds_text,
    counted,
    days,
    is_ok,
    remembered,
    share_said,
    share_text,
    without_unit,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.view import Period, View

_FLOOR = 0.5
_DUE = "sessions were due"


@remembered
def title(view: View) -> str:
    """Return the page's finding: the standard met or not, or the typical wait."""
    if view.place.standard_days is None:
        row = view.one("wait_in_all")
        return f"Half of sessions come within {days(row)} working days" if is_ok(row) else TOO_FEW
    row = view.one("within_standard")
    if not is_ok(row):
        return f"Sessions on time: {unsaid.clause(row, _DUE)}"
    standard = view.place.standard_days
    return f"{capital(share_of(row['value'], 'sessions'))} meet the {standard}-day standard"


@remembered
def clock(view: View) -> str:
    """Return what the clock counts, in words, for the line under the title."""
    if view.place.standard_days is None:
        return (
            "Working days from the request to the session held. No standard is set, so none is "
            "judged"
        )
    return "Working days from the Partner Leads' decision to the session held"


@remembered
def waits(view: View) -> Figure:
    """Return each session's working days (row-level roles) or the monthly median."""
    if view.viewer.may("each session's point"):
        return _each_session(view)
    return _monthly(view)


def _each_session(view: View) -> Figure:
    """Return an XmR chart of every session: what is ordinary variation, and what stands out."""
    points = listings.session_points(
        view.snapshot, view.viewer, where=view.where, period=view.period.dates
    )
    drawn = points.dropna(subset=["working_days"]).sort_values("session_date", kind="stable")
    taken = [float(days) for days in drawn["working_days"]]
    held = [pd.Timestamp(day).date() for day in drawn["session_date"]]
    starts = statistics.phase_starts(held, [event.date for event in view.events])
    found = statistics.phases(taken, starts)
    out = {
        place for phase in found for one in statistics.signals(taken, phase) for place in one.points
    }
    table = pd.DataFrame(
        {
            "Session held": drawn["session_date"].map(day_short),
            "Locality": drawn["locality"],
            "Working days": drawn["working_days"].astype(int).astype(str),
            "Stands out": ["yes" if place in out else "" for place in range(len(taken))],
        }
    )
    return Figure(
        name="working-days-each-session",
        heading=_process_heading(found, taken, view.place.standard_days),
        sentence=_judged(drawn["working_days"], view.place.standard_days, len(out)),
        chart=process_points(
            drawn, view.palette, view.place.standard_days, list(map(_limits, found)), out
        ),
        table=table,
        caption=f"One point a session, in date order; the latest {min(MOST, len(taken))} of "
        f"{len(taken)} are drawn. A session before its decision is left out. "
        f"{statistics.rules_text()}",
    )


def _limits(phase: statistics.Phase) -> Limits:
    if not phase.has_limits:
        return Limits(phase.start, phase.end, phase.centre)
    lower = phase.lower if phase.lower > 0 else None
    return Limits(phase.start, phase.end, phase.centre, lower, phase.upper)


def _process_heading(
    found: Sequence[statistics.Phase], taken: Sequence[float], standard: int | None
) -> str:
    """Return what to expect of the next session, as the process now runs."""
    if not taken:
        return TOO_FEW
    now = found[-1]
    if not now.has_limits:
        return f"Sessions took from {min(taken):.0f} to {max(taken):.0f} working days"
    if standard is None:
        return f"Expect up to {now.upper:.0f} working days, as things now run"
    return {
        "consistently meets": f"Expect every session within {standard} working days",
        "consistently misses": f"Expect every session later than {standard} working days",
    }.get(
        statistics.assurance(now, standard),
        f"Meeting {standard} days is hit and miss: expect up to {now.upper:.0f}",
    )


def _judged(taken: pd.Series, standard: int | None, out: int) -> str:
    if taken.empty:
        return "No session was held in this period."
    stand = "No session stands" if not out else f"{out} session{'s' if out > 1 else ''} stand"
    apart = f"{stand}{'s' if out == 1 else ''} out from the ordinary ups and downs."
    middle = f"Half took {taken.median():.0f} or fewer."
    if standard is None:
        return f"{middle} No standard is set, so none is judged. {apart}"
    over = f"**{(taken > standard).sum()} of {len(taken)} were over {standard}.**"
    return f"{middle} {over} {apart}"


def _monthly(view: View) -> Figure:
    frame = view.measure("working_days_to_session", ("month",)).sort_values("month")
    frame = without_unit(frame).assign(label=frame["month"])
    overall = view.one("working_days_to_session")
    slow = view.one("working_days_to_session_p90")
    median = float(overall["value"]) if is_ok(overall) else None
    events = [
        (f"{event.date:%Y-%m}", event.label)
        for event in view.events
        if view.period.start <= event.date <= view.period.end
    ]
    named = frame["month"].map(month_name)
    return Figure(
        name="working-days-by-month",
        heading=f"The typical wait is {days(overall)} working days" if is_ok(overall) else TOO_FEW,
        sentence=(
            f"**Nine in ten sessions took {slow['value']:.0f} working days or fewer.** "
            "Each point is a month's median: half of its sessions took longer."
            if is_ok(slow)
            else "Too few sessions to say more."
        ),
        chart=run_chart(frame, view.palette, view.place.standard_days, median, events),
        table=pd.DataFrame({"Month": named, "Typical working days": frame["shown"]}),
        caption="Median working days by month of the session. Months with fewer than "
        f"{SMALLEST_BASE} sessions are left out of the line.",
    )


@remembered
def on_time(view: View) -> Figure:
    """Return the share held within the standard, this year and the year before."""
    rows = [(period, view.one("within_standard", period)) for period in _periods(view)]
    if not is_ok(rows[0][1]):
        said = unsaid.sentence(view, rows[0][1], _DUE)
        return Figure.silent("held-on-time", "Held within the standard", said)
    frame = pd.DataFrame([row for _, row in rows])
    frame = frame.assign(label=[f"{period.label}: {share_text(row)}" for period, row in rows])
    table = pd.DataFrame(
        {
            "Period": [period.label for period, _ in rows],
            "On time": [str(row["shown"]) for _, row in rows],
            "95% interval": [bounds_text(row) for _, row in rows],
        }
    )
    return Figure(
        name="held-on-time",
        heading=_on_time_heading([row for _, row in rows]),
        sentence=_on_time_sentence(view),
        chart=share_intervals(frame, view.palette, _FLOOR),
        table=table,
        caption=f"Held within {view.place.standard_days} working days ÷ (held + open and overdue "
        f"{as_of(view.place.as_at)}). Open and not yet due: not counted. The session held is "
        "judged, not the day it was arranged.",
    )


def _on_time_heading(rows: list[pd.Series]) -> str:
    return f"{capital(share_said(rows[0], 'sessions'))} were held on time"


def _periods(view: View) -> list[Period]:
    """Return the period and, where it is compared, the part of it that is and the earlier one."""
    compared = list(view.compared or ())
    return [view.period, *(each for each in compared if each.dates != view.period.dates)]


def _on_time_sentence(view: View) -> str:
    against = headlines.against(view, "within_standard")
    if not against:
        return unsaid.no_comparison(view)
    seen = headlines.could_have_seen(view, "within_standard")
    return f"{capital(share_said(view.one('within_standard')))}{against}. {seen}"


@remembered
def whole_wait(view: View) -> Figure:
    """Return the whole wait from request to session, so that a slow decision hides nothing."""
    keys = {
        "From request to decision": "days_to_decision",
        "From request to session": "wait_in_all",
    }
    table = pd.DataFrame({"Stage": list(keys)})
    table[view.period.label] = [days(view.one(key)) for key in keys.values()]
    for period in _periods(view)[1:]:
        table[period.label] = [days(view.one(key, period)) for key in keys.values()]
    total = view.one("wait_in_all")
    heading = (
        f"From the request to the session, half wait over {days(total)} working days"
        if is_ok(total)
        else TOO_FEW
    )
    return Figure(
        name="whole-wait",
        heading=heading,
        sentence="Deciding takes time too, so the whole wait is shown as well. Each line is a "
        "median of its own: they need not add up.",
        chart=None,
        table=table,
        caption=f"Medians, in working days. n = {counted(total)} sessions held."
        if is_ok(total)
        else "Medians, in working days.",
    )

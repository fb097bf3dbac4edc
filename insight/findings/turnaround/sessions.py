"""Each session's wait, for the roles that may see single sessions: beneath the months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import listings, statistics
from insight.charts import MOST, Limits, process_points
from insight.describe import day_short
from insight.findings import unsaid
from insight.findings.figure import Figure, remembered
from insight.findings.turnaround.by_month import counted
from insight.findings.turnaround.series import kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.statistics import Judged, Phase
    from insight.view import View


def may_see_sessions(view: View) -> bool:
    """Tell whether this viewer may see single sessions."""
    return view.viewer.may("each session's point")


@remembered
def each_session(view: View) -> Figure:
    """Return every session's working days: all are judged, those up to the period's end drawn.

    Raises ValueError for a role that may not see single sessions.
    """
    points = listings.session_points(view.snapshot, view.viewer, where=view.where)
    every = points.dropna(subset=["working_days"]).sort_values("session_date", kind="stable")
    held = [pd.Timestamp(day).date() for day in every["session_date"]]
    until = sum(day <= view.period.end for day in held)
    if not until:
        row = pd.Series({"why": "no such period"})
        said = unsaid.sentence(view, row, "sessions were held")
        return Figure.silent("working-days-each-session", "Session by session", said)
    starts = statistics.phase_starts(held, [event.date for event in view.events])
    found = statistics.judged([float(days) for days in every["working_days"]], starts)
    drawn, marks = every.head(until), _marks(found, until)
    standard = view.place.standard_days
    table = pd.DataFrame(
        {
            "Session held": drawn["session_date"].map(day_short),
            "Locality": drawn["locality"],
            "Working days": drawn["working_days"].astype(int).astype(str),
            "Part of a signal": [marks.get(place, "") for place in range(until)],
        }
    )
    return Figure(
        name="working-days-each-session",
        heading=_heading(found.phases[-1], standard),
        sentence=_sentence(drawn, view, found),
        chart=process_points(drawn, view.palette, standard, _limits(found, until), marks),
        table=table,
        caption=f"One point a session, in date order; all {len(every)} are judged, and the latest "
        f"{min(MOST, until)} up to the end of the period are drawn. A session before its decision "
        f"is left out. {statistics.rules_text(what='sessions')}",
    )


def _limits(found: Judged, until: int) -> list[Limits]:
    return [
        Limits(each.start, min(each.end, until), each.median, each.lower or None, each.upper)
        if each.has_limits
        else Limits(each.start, min(each.end, until), each.median)
        for each in found.phases
        if each.start < until
    ]


def _heading(now: Phase, standard: int | None) -> str:
    """Return what to expect of the next session, as the process now runs."""
    if not now.has_limits:
        return "Session by session: too few since the last change to say what to expect"
    if standard is None:
        return f"Expect up to {now.upper:.0f} working days, as things now run"
    return {
        "consistently meets": f"Expect every session within {standard} working days",
        "consistently misses": f"Expect every session later than {standard} working days",
    }.get(
        statistics.assurance(now, standard),
        f"Meeting {standard} days is hit and miss: expect up to {now.upper:.0f}",
    )


def _sentence(drawn: pd.DataFrame, view: View, found: Judged) -> str:
    """Return how many of the period's sessions were late, and how many signals all of them give."""
    first, last = view.period.dates
    held = pd.to_datetime(drawn["session_date"]).dt.date
    taken = drawn.loc[(held >= first) & (held <= last), "working_days"]
    standard = view.place.standard_days
    apart = "No signal: no session stands out from the ordinary ups and downs."
    if found.signals:
        apart = f"Among all sessions {counted(found.signals, found.by_chance)}"
    if standard is None or taken.empty:
        return apart
    return f"**{(taken > standard).sum()} of {len(taken)} took over {standard} days.** {apart}"


def _marks(found: Judged, until: int) -> Mapping[int, str]:
    """Return what each session drawn that is in a signal is part of; a concern before the rest."""
    ordered = sorted(found.signals, key=lambda one: one.way)
    return {place: kind(one) for one in ordered for place in one.points if place < until}

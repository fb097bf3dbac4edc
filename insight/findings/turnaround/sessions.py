"""Each session's wait, for the roles that may see single sessions: beneath the months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import listings, statistics
from insight.charts import CONCERN, IMPROVEMENT, MOST, Limits, process_points
from insight.describe import day_short
from insight.findings import unsaid
from insight.findings.figure import Figure, remembered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.statistics import Judged, Phase
    from insight.view import View


def may_see_sessions(view: View) -> bool:
    """Tell whether this viewer may see single sessions."""
    return view.viewer.may("each session's point")


@remembered
def each_session(view: View) -> Figure:
    """Return every session's working days up to the period's end, with what stands out.

    Raises ValueError for a role that may not see single sessions.
    """
    dates = view.all_dates.start, view.period.end
    points = listings.session_points(view.snapshot, view.viewer, where=view.where, period=dates)
    drawn = points.dropna(subset=["working_days"]).sort_values("session_date", kind="stable")
    taken = [float(days) for days in drawn["working_days"]]
    if not taken:
        row = pd.Series({"why": "no such period"})
        said = unsaid.sentence(view, row, "sessions were held")
        return Figure.silent("working-days-each-session", "Session by session", said)
    held = [pd.Timestamp(day).date() for day in drawn["session_date"]]
    starts = statistics.phase_starts(held, [event.date for event in view.events])
    found = statistics.judged(taken, starts)
    marks = _marks(found, taken)
    standard = view.place.standard_days
    words = {IMPROVEMENT: "shorter", CONCERN: "longer"}
    table = pd.DataFrame(
        {
            "Session held": drawn["session_date"].map(day_short),
            "Locality": drawn["locality"],
            "Working days": drawn["working_days"].astype(int).astype(str),
            "Part of a signal": [
                words.get(marks.get(place, ""), "") for place in range(len(taken))
            ],
        }
    )
    return Figure(
        name="working-days-each-session",
        heading=_heading(found.phases[-1], standard),
        sentence=_sentence(drawn, view, len(found.signals)),
        chart=process_points(
            drawn, view.palette, standard, list(map(_limits, found.phases)), marks
        ),
        table=table,
        caption=f"One point a session, in date order over all dates; the latest "
        f"{min(MOST, len(taken))} of {len(taken)} are drawn. A session before its decision is left "
        f"out. {statistics.rules_text(what='sessions')}",
    )


def _limits(phase: Phase) -> Limits:
    if not phase.has_limits:
        return Limits(phase.start, phase.end, phase.median)
    return Limits(phase.start, phase.end, phase.median, phase.lower or None, phase.upper)


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


def _sentence(drawn: pd.DataFrame, view: View, signals: int) -> str:
    """Return how many of the period's sessions were late, and how many signals all of them give."""
    first, last = view.period.dates
    held = pd.to_datetime(drawn["session_date"]).dt.date
    taken = drawn.loc[(held >= first) & (held <= last), "working_days"]
    standard = view.place.standard_days
    count = f"{signals or 'No'} signal{'' if signals == 1 else 's'}"
    apart = f"{count} of more than the ordinary ups and downs among all sessions."
    if standard is None or taken.empty:
        return apart
    return f"**{(taken > standard).sum()} of {len(taken)} took over {standard} days.** {apart}"


def _marks(found: Judged, taken: Sequence[float]) -> Mapping[int, str]:
    """Return what each session in a signal is part of: shorter waits, or longer."""
    marks: dict[int, str] = {}
    for signal in found.signals:
        phase = next(one for one in found.phases if one.start <= signal.points[0] < one.end)
        waits = [taken[place] for place in signal.points]
        falls = waits[-1] < waits[0] if signal.rule == "trend" else False
        low = sum(waits) / len(waits) < phase.median if signal.rule != "trend" else falls
        marks |= dict.fromkeys(signal.points, IMPROVEMENT if low else CONCERN)
    return marks

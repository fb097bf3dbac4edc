"""The whole wait from request to session, and the page's title: never over a named event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.describe import capital, day
from insight.findings import unsaid
from insight.findings.figure import Figure, counted, days, is_ok, remembered, share_said
from insight.findings.turnaround.on_time import periods
from insight.findings.turnaround.series import before_and_since

if TYPE_CHECKING:
    from insight.view import Period, View

_DUE, _HELD = "sessions were due", "sessions were held"


@remembered
def title(view: View) -> str:
    """Return the page's finding: the standard met or not, or the typical wait."""
    if view.place.standard_days is None:
        return _typical(view)
    row = view.one("within_standard")
    if not is_ok(row):
        return f"Sessions on time: {unsaid.clause(row, _DUE)}"
    return (
        f"{capital(share_said(row, 'sessions'))} were held within {view.place.standard_days} days"
    )


def _typical(view: View) -> str:
    if view.straddled:
        return capital(straddling(view))
    row = view.one("wait_in_all")
    if not is_ok(row):
        return f"The wait: {unsaid.clause(row, _HELD)}"
    return f"Half of sessions come within {days(row)} working days"


@remembered
def straddling(view: View) -> str:
    """Return the typical wait on either side of the event within the period, in words.

    "in a typical month half of sessions take 18.5 working days since ..., 27.5 before".
    """
    event, found = view.straddled, before_and_since(view)
    if event is None or found is None:
        return "the wait changed within this period, and cannot be told on both sides"
    before, since = (each.typical for each in found)
    return (
        f"in a typical month half of sessions take {since:g} working days since {day(event.date)}, "
        f"{before:g} before"
    )


def typical_since(view: View) -> str:
    """Return the typical wait since the event within the period, as a number of working days."""
    found = before_and_since(view)
    return f"{found[1].typical:g}" if found else "not known"


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
def whole_wait(view: View) -> Figure:
    """Return the whole wait from request to session, so that a slow decision hides nothing."""
    keys = {
        "From request to decision": "days_to_decision",
        "From request to session": "wait_in_all",
    }
    name, about = "request-to-session", "From the request to the session"
    if view.straddled:
        changed = day(view.straddled.date)
        said = (
            f"Within this period the scheme changed ({changed}), and a wait over both sides of it "
            "is no one's: choose a period before or since."
        )
        return Figure.silent(name, about, said)
    total = view.one("wait_in_all")
    if not is_ok(total):
        return Figure.silent(name, about, unsaid.sentence(view, total, _HELD))
    table = pd.DataFrame({"Stage": list(keys)})
    for period in _unbroken(view):
        table[period.label] = [days(view.one(key, period)) for key in keys.values()]
    return Figure(
        name=name,
        heading=f"From the request to the session, half wait over {days(total)} working days",
        sentence="Deciding takes time too, so the whole wait is shown as well. Each line is a "
        "median of its own: they need not add up.",
        chart=None,
        table=table,
        caption=f"Medians, in working days. n = {counted(total)} sessions held.",
    )


def _unbroken(view: View) -> list[Period]:
    """Return the periods within which no named event falls."""
    return [
        period
        for period in periods(view)
        if not any(period.start < event.date <= period.end for event in view.events)
    ]

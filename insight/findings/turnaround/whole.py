"""The whole wait from request to session, and the page's title: never over a named event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.describe import capital
from insight.findings import either_side, straddling, unsaid
from insight.findings.figure import Figure, counted, days, is_ok, remembered
from insight.findings.turnaround.on_time import periods

if TYPE_CHECKING:
    from insight.periods import Period
    from insight.view import View

_DUE, _HELD = "sessions were due", "sessions were held"


@remembered
def title(view: View) -> str:
    """Return the page's finding: the standard met or not, or the typical wait."""
    if view.place.standard_days is None:
        return _typical(view)
    row = view.one("within_standard")
    if not is_ok(row):
        return f"Sessions on time: {unsaid.clause(row, _DUE)}"
    if not (said := straddling.told(view, "within_standard", "sessions")):
        return f"Sessions on time: {straddling.no_average(view)}"
    return f"{capital(said)} were held within {view.place.standard_days} days"


def _typical(view: View) -> str:
    return either_side.title(view) or f"The wait: {no_wait(view)}"


def no_wait(view: View) -> str:
    """Return why a period has no typical wait to tell, to follow a colon."""
    row = view.one("wait_in_all")
    if view.straddled and is_ok(row):
        return either_side.not_summed(view.straddled)
    return unsaid.clause(row, _HELD)


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
    name, about = "whole-wait", "From the request to the session"
    total = view.one("wait_in_all")
    if not is_ok(total):
        return Figure.silent(name, about, unsaid.sentence(view, total, _HELD))
    table = pd.DataFrame({"Stage": list(keys)})
    for period in _unbroken(view):
        table[period.label] = [days(view.one(key, period)) for key in keys.values()]
    split = either_side.said(view, "wait_in_all", view.period)
    return Figure(
        name=name,
        heading=f"{about}: {split or no_wait(view)}"
        if view.straddled
        else f"{about}, half wait over {days(total)} working days",
        sentence="Deciding takes time too, so the whole wait is shown as well. Each line is a "
        "median of its own: they need not add up.",
        chart=None,
        table=table,
        caption=f"Medians, in working days. n = {counted(total)} sessions held.{_quarters(view)}",
    )


def _unbroken(view: View) -> list[Period]:
    """Return the periods to set side by side; one that an event falls in as its two sides alone."""
    found: list[Period] = []
    for period in [view.period] if view.straddled else periods(view):
        split = either_side.sides(view, period)
        inside = any(period.start < event.date <= period.end for event in view.events)
        found += [split.before, split.since] if split else [] if inside else [period]
    return found


def _quarters(view: View) -> str:
    """Say where an event has split a period."""
    if set(_unbroken(view)) <= set(periods(view)):
        return ""
    return " Where a change fell within a period: its whole quarters before and since."

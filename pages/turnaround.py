"""Turnaround: how long from decision to session, and who is still waiting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import turnaround, waiting

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(view, turnaround.title(view), f"{turnaround.clock(view)}. {view.scope}.")
    if view.place.standard_days:
        ui.figure(turnaround.on_time(view), view.notes)
    ui.figure(turnaround.by_month(view), view.notes)
    if view.place.standard_days:
        if waiting.may_list(view):
            ui.figure(waiting.requests(view), view.notes)
        else:
            heading, rule = waiting.overdue(view)
            ui.section(heading, [rule])
    ui.figure(turnaround.whole_wait(view), view.notes)
    if turnaround.may_see_sessions(view):
        ui.opened("Session by session", turnaround.each_session(view), view.notes)

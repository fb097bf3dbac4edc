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
    ui.figure(turnaround.waits(view), view.notes)
    if view.place.standard_days:
        ui.figure(turnaround.on_time(view), view.notes)
        if waiting.may_list(view):
            ui.figure(waiting.requests(view), view.notes)
        else:
            heading, rule = waiting.overdue(view)
            ui.section(heading, [rule])
    ui.figure(turnaround.whole_wait(view), view.notes)

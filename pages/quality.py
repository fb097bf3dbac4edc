"""Quality: how fresh and complete the data are, what was rejected, who has not reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import loads, quality

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    if quality.may_see(view):
        ui.title(
            view,
            quality.title(view),
            f"{view.scheme}. Where nothing else is said, everything loaded so far: of the filters "
            "only the partnership applies.",
        )
        _rows(view)
    else:
        ui.title(
            view,
            quality.title(view),
            f"{view.scheme}. What was rejected, row by row, is for an administrator to see and "
            "correct; everyone may see how much is loaded and how many people answered.",
        )
        ui.figure(loads.files_by_month(view), view.notes)
        ui.figure(quality.response(view), view.notes)


def _rows(view: View) -> None:
    ui.section("How far the data reach", loads.freshness(view))
    ui.rows_figure(quality.faults(view), view.notes)
    ui.name_review(view)
    ui.figure(loads.second_look(view), view.notes)
    ui.figure(loads.files_by_month(view), view.notes)
    ui.figure(quality.completeness(view), view.notes)
    ui.figure(quality.response(view), view.notes)
    ui.rows_figure(quality.silent_agencies(view), view.notes)

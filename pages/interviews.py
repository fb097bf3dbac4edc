"""Interviews: reasons and benefits people speak of, and the answers in context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.describe import day
from insight.findings import interviews, published

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(
        view,
        interviews.title(view),
        f"{view.scheme}, all interviews up to {day(view.place.as_at)}. They are few and belong to "
        "no one case, so of the filters only partnership and agency group apply.",
    )
    for found in interviews.figures(view):
        ui.figure(found, view.notes)
    if example := published.benefits(view):
        ui.figure(example, view.notes)
    if interviews.may_read(view):
        ui.answers(interviews.answers(view), view.notes)

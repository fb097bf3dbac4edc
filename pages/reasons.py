"""Reasons: why supervision is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import published, reasons

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(view, reasons.title(view), f"Reasons given for calling a session. {view.scope}.")
    ui.figure(reasons.cited(view), view.notes)
    ui.figure(reasons.primary(view), view.notes)
    if disagreement := reasons.refused(view):
        ui.section("When it is a professional disagreement", [disagreement])
    if example := published.reasons(view):
        ui.figure(example, view.notes)

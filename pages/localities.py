"""Localities: why sessions are called here, compared with elsewhere, beyond chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import localities

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(
        view,
        localities.title(view),
        f"{view.scheme}, {view.four_quarters.text}: four quarters "
        "together, so that small numbers can be shown.",
    )
    for key in localities.compared(view):
        ui.figure(localities.shares(view, key), view.notes)
    ui.figure(localities.reasons(view), view.notes)
    ui.figure(localities.sessions(view), view.notes)

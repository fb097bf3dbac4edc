"""Participation: who is invited, who comes, who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import participation

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(view, participation.title(view), f"Who is in the room. {view.scope}.")
    ui.figure(participation.taken_up(view), view.notes)
    ui.figure(participation.present(view), view.notes)
    ui.figure(participation.together(view), view.notes)

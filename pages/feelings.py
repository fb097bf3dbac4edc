"""Feelings: what changed for those who came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import feelings, published

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(
        view,
        feelings.title(view),
        f"Words people choose for how they feel, before and after each session. {view.scope}.",
    )
    ui.figure(feelings.better(view), view.notes)
    ui.figure(feelings.families(view), view.notes)
    ui.figure(feelings.words(view), view.notes)
    ui.figure(feelings.shift(view), view.notes)
    if example := published.words(view):
        ui.figure(example, view.notes)
    ui.limits("What we cannot conclude", feelings.limits(view))

"""Definitions: what each figure, family and short name means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import definitions

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(
        view,
        "What each figure means",
        f"Every figure on these pages is one of the measures below. {view.scheme}. Of the filters "
        "only the partnership applies.",
    )
    ui.figure(definitions.short_names(view), view.notes)
    for group in definitions.groups(view):
        ui.figure(group, view.notes)
    ui.figure(definitions.feelings(view), view.notes)

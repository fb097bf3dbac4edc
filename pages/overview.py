"""Overview: how much, how well, is anyone better off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import feelings, overview

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    compared = f", compared with {view.compared_with}" if view.compared else ""
    ui.title(
        view,
        overview.title(view),
        "Sessions that bring professionals from social care, health, education, police and others "
        f"together to think about one family's case. {view.scope}{compared}.",
    )
    for row in overview.rows(view):
        ui.headline(row, view.notes)
    ui.section("Why, who is missing, who is waiting", overview.pointers(view))
    ui.beside("reasons", "participation")
    ui.limits("What we cannot conclude", feelings.limits(view)[:3])

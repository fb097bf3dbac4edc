"""Access: who took away a file or read interviews, and what is written of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import access_log

if TYPE_CHECKING:
    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    ui.title(view, access_log.TITLE, f"{view.scheme}. Of the filters only the partnership applies.")
    ui.accesses(view)

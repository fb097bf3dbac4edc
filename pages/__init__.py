"""The page list: one line a page. A page file only defines `render(view)`.

The addresses differ from the file names on purpose: Streamlit's old page folder would run
pages/<name>.py at /<name> without dashboard.py (docs/decisions/0005-pages-folder.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages import (
    access,
    definitions,
    feelings,
    interviews,
    load,
    localities,
    overview,
    participation,
    quality,
    reasons,
    turnaround,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from insight.ui import Beginning
    from insight.view import View


@dataclass(frozen=True)
class Page:
    """One page of the dashboard; the first of the list is the front page.

    `begin` draws it where nothing was ever loaded, if it has anything to draw then. `filters` are
    those it uses: no other is offered on it.
    """

    key: str
    title: str
    url_path: str
    section: str
    render: Callable[[View], None]
    begin: Callable[[Beginning], None] | None = None
    filters: tuple[str, ...] = ("period", "locality", "plan_type", "agency_group")


_NO_PLACE = ("period", "plan_type", "agency_group")
_WORKING, _RUNS, _DATA = "Is it working?", "How it runs", "The data"

PAGES = (
    Page("overview", "Overview", "", _WORKING, overview.render),
    Page("feelings", "Feelings", "before-and-after", _WORKING, feelings.render),
    Page(
        "interviews",
        "Interviews",
        "what-people-say",
        _WORKING,
        interviews.render,
        filters=("agency_group",),
    ),
    Page("turnaround", "Turnaround", "time-to-session", _RUNS, turnaround.render),
    Page("participation", "Participation", "who-is-in-the-room", _RUNS, participation.render),
    Page("reasons", "Reasons", "why-called", _RUNS, reasons.render),
    Page("localities", "Localities", "by-locality", _RUNS, localities.render, filters=_NO_PLACE),
    Page("definitions", "Definitions", "what-figures-mean", _DATA, definitions.render, filters=()),
    Page("load", "Load", "load-files", _DATA, load.render, load.begin, filters=()),
    Page("quality", "Quality", "data-quality", _DATA, quality.render, filters=("period",)),
    Page("access", "Access", "who-took-what", _DATA, access.render, filters=()),
)

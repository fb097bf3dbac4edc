"""Who took away a file or read interviews: what is logged for everyone, the lines for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.findings.figure import Figure
from insight.workspace import EXPORT, access_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from insight.view import View
    from insight.workspace import AccessLine

TITLE = "Every download and every reading of interviews is logged"
_DONE = {EXPORT: "Downloaded", "reading": "Read"}


def may_see(view: View) -> bool:
    """Tell whether the viewer may see the lines of the log."""
    return view.viewer.may("the access log")


def lines(view: View) -> list[AccessLine]:
    """Return the lines, the newest first. Raises DashboardError when they cannot be read."""
    return access_log(view.viewer, warehouse=view.snapshot.folder)


def what_is_logged(months: float) -> Figure:
    """Return what a line says and what it never says: for every role."""
    return Figure(
        name="what-is-logged",
        heading="What is logged",
        sentence="A line is written before a file is handed over or interview answers are shown. "
        "**If it cannot be written, neither happens.**",
        chart=None,
        table=pd.DataFrame(
            [
                ("Who", "The name your organisation signs you in by, and your role here"),
                ("What", "The file's name, or that interview answers were shown"),
                ("When", "Date and time (UTC)"),
                ("Filters", "Period, locality, plan type, agency group and theme, as chosen"),
                ("Never", "What stood in the file or on the page"),
            ],
            columns=["In a line", "What it says"],
        ),
        caption=f"Lines are deleted after {months:g} months. Administrators see those of their "
        "own partnership.",
    )


def newest(found: Sequence[AccessLine]) -> Figure:
    """Return the lines as a list, the newest first."""
    rows = [
        (
            f"{line.logged_at:%d/%m/%Y %H:%M}",
            line.access.who,
            line.role,
            f"{_DONE[line.access.action]}: {line.access.what}",
            line.access.filters,
        )
        for line in found
    ]
    return Figure(
        name="access-log",
        heading=f"{len(found):,} in the log",
        sentence="Each download and each reading of interviews, the newest first.",
        chart=None,
        table=pd.DataFrame(rows, columns=["When (UTC)", "Who", "Role", "What", "Filters"]),
        caption="Times are UTC." if rows else "Nothing has been downloaded or read yet.",
    )


def by_person(found: Sequence[AccessLine]) -> Figure:
    """Return how often each person downloaded and read, the busiest first."""
    table = _counted(found, "Who", lambda line: line.access.who)
    busiest = table.sort_values(["Downloads", "Readings"], ascending=False, kind="stable")
    return _counts("access-by-person", "By person", busiest)


def by_month(found: Sequence[AccessLine]) -> Figure:
    """Return how often files were downloaded and interviews read each month, newest first."""
    table = _counted(found, "Month", lambda line: f"{line.logged_at:%B %Y}")
    return _counts("access-by-month", "By month", table)


def _counted(
    found: Sequence[AccessLine], name: str, key: Callable[[AccessLine], str]
) -> pd.DataFrame:
    groups: dict[str, list[int]] = {}
    for line in found:
        counts = groups.setdefault(key(line), [0, 0])
        counts[line.access.action != EXPORT] += 1
    rows = [(group, *counts) for group, counts in groups.items()]
    return pd.DataFrame(rows, columns=[name, "Downloads", "Readings"])


def _counts(name: str, heading: str, table: pd.DataFrame) -> Figure:
    return Figure(
        name=name,
        heading=heading,
        sentence="How often files were downloaded and interview answers read.",
        chart=None,
        table=table,
        caption="A reading is counted anew when the theme or a filter is changed.",
    )

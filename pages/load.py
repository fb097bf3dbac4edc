"""Load: choose files, read what was found, load them. The only page that reaches the loader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import ui
from insight.findings import loads, quality

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from insight.view import View


def render(view: View) -> None:
    """Draw the page."""
    narrowed = "Of the filters only the partnership applies."
    if quality.may_see(view):
        ui.title(view, "Check your files, then load them", f"{view.scheme}. {narrowed}")
        ui.upload(view, loader)
        ui.undo(view, loader)
    else:
        ui.title(
            view,
            "Files are loaded by an administrator",
            f"{view.scheme}. Ask your administrator to load a file, or to tell you what became "
            f"of one. Everyone may see how many were loaded. {narrowed}",
        )
    ui.figure(loads.files_by_month(view), view.notes)


def begin(nothing: ui.Beginning) -> None:
    """Draw the page where nothing was ever loaded: the first load."""
    if quality.may_load(nothing.viewer):
        ui.opening(
            "Load your first files",
            f"There is no data in {nothing.warehouse} yet. Requests and sessions are enough to "
            "begin with; the rest can follow in any order.",
        )
        ui.upload(nothing, loader)
    else:
        ui.opening(
            "Files are loaded by an administrator",
            "Nothing has been loaded yet. An administrator loads the first files here. Choose "
            "Administrator under “View as” in the side bar, if it is offered to you.",
        )


def loader(paths: list[Path], request: ui.Request, say: Callable[[str], None]) -> ui.Outcome:
    """Check or load files, or undo a load, through etl and return what became of it.

    The one way from a page to the loader. Raises DashboardError with a sentence for the reader.
    """
    import etl  # noqa: PLC0415 - it takes a second, and every other page does without

    if request.undo is not None:
        return _undone(request.undo, request)
    if request.write:
        report = etl.load(
            paths,
            request.partnership,
            request.warehouse,
            as_at=request.as_at,
            remove_gone=request.remove_gone,
            progress=say,
        )
    else:
        report = etl.check(
            paths,
            request.partnership,
            request.warehouse,
            whole_list=request.whole_list,
            progress=say,
        )
    rows = [row for file in report.files for row in file.rejected_rows]
    return ui.Outcome(
        partnership=request.partnership,
        files=report.files,
        published=report.snapshot is not None,
        problems=etl.problems_csv(found for file in report.files for found in file.findings),
        changes=etl.changes_csv(report.files),
        rejected={
            table: etl.rejected_rows_csv([row for row in rows if row.table == table])
            for table in dict.fromkeys(row.table for row in rows)
        },
    )


def _undone(load_id: int, request: ui.Request) -> ui.Outcome:
    import etl  # noqa: PLC0415

    report = etl.undo(load_id, request.warehouse)
    return ui.Outcome(
        request.partnership,
        (),
        published=True,
        problems=b"",
        changes=b"",
        rejected={},
        undone=tuple(report.sentences),
    )

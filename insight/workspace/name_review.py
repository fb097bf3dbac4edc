"""The review of likely names: whether what was replaced by [NAME] was a name, by whom and when.

Source: data dictionary, "Direct identifiers never get in": likely names go to a human review list
of file, row and column, never the name. The judgement holds for the file's content, whatever it
is called and however often it is loaded.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from config.judgements.store import add, rows
from config.judgements.tables import NAME_REVIEW

if TYPE_CHECKING:
    from config.paths import Folder
    from insight.access import Viewer

ACCEPTED, CLEARED = "accepted", "cleared"
"""It was a name and stays out; it was not a name."""


@dataclass(frozen=True)
class NameEntry:
    """Where a likely name was replaced: the cell of a file, told by the SHA-256 of its content."""

    partnership: str
    load_id: int
    file_sha256: str
    table_name: str
    row_no: int
    column_name: str

    @property
    def cell(self) -> tuple[str, str, str, int, str]:
        """Return what stays the same when the same file is loaded again."""
        place = (self.table_name, self.row_no, self.column_name)
        return self.partnership, self.file_sha256, *place


@dataclass(frozen=True)
class NameJudgement:
    """What somebody said of an entry: accepted or cleared; `judged_at` is in UTC."""

    entry: NameEntry
    judgement: str
    who: str
    judged_at: dt.datetime


def judge_name(
    viewer: Viewer, entry: NameEntry, judgement: str, *, who: str, warehouse: Folder = None
) -> None:
    """Keep what `who` says of an entry; it supersedes what was said before.

    Raises ValueError for any role but the administrator's, for another partnership's entry and
    for an unknown judgement; DashboardError when it cannot be kept.
    """
    viewer.require("the review of names")
    viewer.partnerships_in((entry.partnership,))
    if judgement not in (ACCEPTED, CLEARED):
        msg = f"There is no judgement '{judgement}' of a name. There are: {ACCEPTED}, {CLEARED}."
        raise ValueError(msg)
    add(NAME_REVIEW, asdict(entry) | {"judgement": judgement, "who": who}, warehouse)


def name_history(viewer: Viewer, *, warehouse: Folder = None) -> list[NameJudgement]:
    """Return every judgement of a name in the viewer's partnerships, the oldest first.

    Raises ValueError for any role but the administrator's; DashboardError when it cannot be read.
    """
    viewer.require("the review of names")
    within = NAME_REVIEW.c.partnership.in_(viewer.partnerships_in())
    return [
        NameJudgement(
            NameEntry(
                row.partnership,
                row.load_id,
                row.file_sha256,
                row.table_name,
                row.row_no,
                row.column_name,
            ),
            row.judgement,
            row.who,
            row.judged_at.replace(tzinfo=dt.UTC),
        )
        for row in rows(NAME_REVIEW, within, warehouse)
    ]


def name_judgements(
    viewer: Viewer, *, warehouse: Folder = None
) -> dict[tuple[str, str, str, int, str], NameJudgement]:
    """Return the judgement that holds for each judged cell, by `NameEntry.cell`.

    Raises ValueError and DashboardError as `name_history` does.
    """
    return {one.entry.cell: one for one in name_history(viewer, warehouse=warehouse)}

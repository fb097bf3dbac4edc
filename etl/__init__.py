"""Files in, one checked and encrypted DuckDB snapshot out.

The way in: readers, recognise, intake. What a row is: rows, redact, sentiment, themes. The next
snapshot, built, published and brought up: snapshots. What was loaded, what is taken out, and the
way back: history, removal, safekeeping. Beside them: commands, template, demo_data.
"""

from etl.history.undoing import UndoReport, undo
from etl.loading import check, load
from etl.local_words import LocalWord, use_local_words
from etl.reports import (
    FileReport,
    Finding,
    LoadReport,
    RejectedRow,
    changes_csv,
    problems_csv,
    rejected_rows_csv,
)
from etl.rows.changes import ChangedCell, Changes

__all__ = [
    "ChangedCell",
    "Changes",
    "FileReport",
    "Finding",
    "LoadReport",
    "LocalWord",
    "RejectedRow",
    "UndoReport",
    "changes_csv",
    "check",
    "load",
    "problems_csv",
    "rejected_rows_csv",
    "undo",
    "use_local_words",
]

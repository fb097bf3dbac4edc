"""Files in, one checked and encrypted DuckDB snapshot out."""

from etl.changes import ChangedCell, Changes
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
from etl.undoing import UndoReport, undo

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

"""Files in, one checked and encrypted DuckDB snapshot out."""

from etl.loading import check, load
from etl.local_words import LocalWord, use_local_words
from etl.reports import (
    FileReport,
    Finding,
    LoadReport,
    RejectedRow,
    problems_csv,
    rejected_rows_csv,
)

__all__ = [
    "FileReport",
    "Finding",
    "LoadReport",
    "LocalWord",
    "RejectedRow",
    "check",
    "load",
    "problems_csv",
    "rejected_rows_csv",
    "use_local_words",
]

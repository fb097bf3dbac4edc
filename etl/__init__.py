"""Files in, one checked and encrypted DuckDB snapshot out."""

from etl.loading import check, load
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
    "RejectedRow",
    "check",
    "load",
    "problems_csv",
    "rejected_rows_csv",
]

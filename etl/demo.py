"""The demonstration warehouse: invented data from data/demo, and what Norfolk has published."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from config.paths import DATA
from etl.loading import Progress, load_many

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from etl.reports import LoadReport

AS_AT = dt.date(2026, 10, 31)
"""The day the demonstration is judged at: the last day its files know of."""


def build_demo(
    directory: str | os.PathLike[str] | None = None, progress: Progress | None = None
) -> LoadReport:
    """Load the demonstration files of both partnerships into one snapshot.

    Every row is marked as demonstration data, so that pages and exports say so.
    """
    published = DATA / "published" / "norfolk-2022.csv"
    batches = [
        ("norfolk", [*_tables("norfolk"), published]),
        ("wakefield", _tables("wakefield")),
    ]
    return load_many(batches, directory, as_at=AS_AT, demonstration=True, progress=progress)


def _tables(name: str) -> list[Path]:
    return sorted((DATA / "demo" / name).glob("*.csv"))

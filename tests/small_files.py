"""Small input files for tests: enough rows to count by hand."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from config.snapshot import current_snapshot, open_snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

REFERRAL = {
    "referral_id": "R1",
    "received_date": "2025-06-23",
    "locality": "Castleford",
    "referring_agency": "Police",
    "plan_type": "Child Protection",
    "reasons": "Complexity; Drift and delay",
    "decision": "approved",
    "decision_date": "2025-07-01",
}
SESSION = {
    "session_id": "S1",
    "referral_id": "R1",
    "session_date": "2025-07-10",
    "status": "held",
}
FEEDBACK = {"session_id": "S1", "respondent": "kx1", "wave": "before", "word_1": "helpless"}


def write_csv(
    folder: Path, name: str, rows: Sequence[Mapping[str, str]], delimiter: str = ","
) -> Path:
    """Write rows as a CSV whose headers are all the keys of all the rows."""
    folder.mkdir(parents=True, exist_ok=True)
    headers = list(dict.fromkeys(key for row in rows for key in row))
    path = folder / f"{name}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, headers, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def served(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return what a query gives on the snapshot that is served."""
    path = current_snapshot(warehouse)
    written = path.stat()
    cursor = _opened(path, written.st_mtime_ns, written.st_size).cursor()
    return cursor.execute("USE snapshot").execute(sql).fetchall()


@lru_cache(maxsize=2)
def _opened(path: Path, _written: int, _size: int) -> duckdb.DuckDBPyConnection:
    """Open a snapshot once for several questions: opening costs more than they do."""
    return open_snapshot(path)

"""What was loaded, as the ledger keeps it, and which files are to be loaded again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.contracts import contracts
from config.partnerships import partnership, partnership_names
from config.snapshot import current_snapshot, open_snapshot
from etl.rows.fingerprint import lists_code

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_HISTORY = """
    SELECT load_id, partnership, file, table_name, loaded_at, loaded_by, as_at, rows_in, accepted,
        queried, rejected, repeated, redacted, coalesce(following, 0), coalesce(made, 0),
        coalesce(changed, 0), coalesce(removed, 0), undone_at, undone_by, sha256, lists
    FROM "load" ORDER BY load_id DESC, loaded_at DESC
"""


@dataclass(frozen=True)
class Entry:
    """One file of one load, as the ledger keeps it.

    `following` counts the rejected rows that wait for their parent alone; `made`, `changed` and
    `removed` say what the file did to the stored rows; `lists` is the code of what it was read with
    (etl.rows.fingerprint), None where an earlier version loaded it.
    """

    load_id: int
    partnership: str
    file: str
    table: str
    loaded_at: dt.datetime
    loaded_by: str
    as_at: dt.date
    rows_in: int
    accepted: int
    queried: int
    rejected: int
    repeated: int
    redacted: int
    following: int
    made: int
    changed: int
    removed: int
    undone_at: dt.datetime | None
    undone_by: str | None
    sha256: str
    lists: str | None


def history(directory: Path) -> list[Entry]:
    """Return every file loaded, newest first. Raises SnapshotError when there is no data."""
    connection = open_snapshot(current_snapshot(directory))
    try:
        connection.execute("USE snapshot")
        rows: list[tuple[Any, ...]] = connection.execute(_HISTORY).fetchall()
    finally:
        connection.close()
    return [Entry(*row) for row in rows]


def under_older_lists(entries: Iterable[Entry]) -> list[Entry]:
    """Return the files that were read with lists or a contract that have changed since.

    Source files are not kept, so they are to be loaded again. `entries` come newest first; a file
    that was undone, or came again under its name or with its content, is not named.
    """
    standing = list(_standing(entries))
    now = _codes_now({(entry.partnership, entry.table) for entry in standing})
    return [
        entry
        for entry in standing
        if entry.lists and entry.lists != now.get((entry.partnership, entry.table), entry.lists)
    ]


def _standing(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the newest entry of each file, by its name and by its content."""
    seen: set[tuple[str, ...]] = set()
    for entry in entries:
        if entry.undone_at:
            continue
        names = {
            (entry.partnership, entry.table, entry.file),
            (entry.partnership, entry.table, entry.sha256),
        }
        if not names & seen:
            yield entry
        seen |= names


def _codes_now(kinds: set[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """Return the code of each partnership and table as the lists and contracts are today."""
    return {
        (name, table): lists_code(contracts()[table], partnership(name))
        for name, table in kinds
        if name in partnership_names() and table in contracts()
    }

"""The tables of judgements, of accesses and of what was erased. A row is never changed.

Times are UTC. What a person typed freely is sealed (config.sealing); of a file only its
SHA-256 is kept, because people name files after children.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

METADATA = MetaData()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def _judgements(name: str, *columns: Column[Any] | CheckConstraint) -> Table:
    """Return a table of judgements: its number, whose data, what was judged, by whom and when."""
    return Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True),
        Column("partnership", String, nullable=False),
        *columns,
        Column("who", String, nullable=False),
        Column("judged_at", DateTime, nullable=False, default=_now),
        sqlite_autoincrement=True,  # a number is never given twice, even after an erasure
    )


NAME_REVIEW = _judgements(
    "name_review",
    Column("load_id", Integer, nullable=False),
    Column("file_sha256", String, nullable=False),
    Column("table_name", String, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("column_name", String, nullable=False),
    Column("judgement", String, nullable=False),
    CheckConstraint("judgement IN ('accepted', 'cleared')"),
)

LOCAL_WORD = _judgements(
    "local_word",
    Column("digest", LargeBinary, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("polarity", Double),
    Column("family", String),
    Column("reason", LargeBinary, nullable=False),
    CheckConstraint("state IN ('scored', 'ambiguous', 'withdrawn')"),
    CheckConstraint("polarity BETWEEN -1 AND 1"),
)

ACCESS_LOG = Table(
    "access_log",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("partnership", String, nullable=False),
    Column("who", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("role", String, nullable=False),
    Column("action", String, nullable=False),
    Column("what", String, nullable=False),
    Column("filters", String, nullable=False),
    Column("logged_at", DateTime, nullable=False, default=_now, index=True),
    CheckConstraint("action IN ('export', 'reading')"),
    sqlite_autoincrement=True,
)

TOMBSTONE = Table(
    "tombstone",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("partnership", String, nullable=False),
    Column("table_name", String, nullable=False),
    Column("column_name", String, nullable=False),
    Column("mark", LargeBinary, nullable=False),
    Column("made_with", LargeBinary, nullable=False),
    Column("day", Date, nullable=False),
    sqlite_autoincrement=True,
)
"""A reference that was erased for good, as a keyed hash: see config.tombstones."""

STORE = Table(
    "this_store",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
)
"""One row: what tells this store from every other, so that a safe copy knows where it is from."""

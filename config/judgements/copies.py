"""Copies of a store of judgements: out to a SQLite file, and back in from one.

A copy is always a SQLite file, whatever the store is, so that it can be put back into either.
"""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, delete, insert, inspect, select, text
from sqlalchemy.pool import NullPool

from config.judgements.tables import METADATA, STORE, TOMBSTONE
from config.judgements.versions import bring_up
from config.private import make_file, make_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table

_AT_ONCE = 1_000
_OF_THE_PLACE = {STORE, TOMBSTONE}
"""Tables that belong to where a store is kept: nothing that is put back replaces them."""


def copy_out(engine: Engine, file: Path) -> None:
    """Write a store as a file for this user alone. Raises OSError and what the database raises."""
    make_folder(file.parent)
    file.unlink(missing_ok=True)
    os.close(make_file(file))
    target = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as here, closing(target.raw_connection()) as there:
            here.driver_connection.backup(there.driver_connection)  # type: ignore[union-attr]
    else:
        bring_up(target, lambda _: None)
        _fill(engine, target, set(METADATA.tables.values()))


def put_back(source: Engine, target: Engine) -> None:
    """Replace what people judged by what a copy holds, in one step; both are of this version."""
    _fill(source, target, set(METADATA.tables.values()) - _OF_THE_PLACE)


def _fill(source: Engine, target: Engine, tables: set[Table]) -> None:
    with source.connect() as here, target.begin() as there:
        stored = set(inspect(here).get_table_names())
        for table in tables:
            there.execute(delete(table))
            if table.name in stored:
                _copy_rows(table, here, there)
                _go_on_counting(table, there)


def _copy_rows(table: Table, here: Connection, there: Connection) -> None:
    found = here.execute(select(table).order_by(table.c.id))
    for rows in found.mappings().partitions(_AT_ONCE):
        there.execute(insert(table), [dict(row) for row in rows])


def _go_on_counting(table: Table, there: Connection) -> None:
    """Let the numbers go on after those that were copied; SQLite sees them by itself."""
    if there.dialect.name == "postgresql":
        there.execute(
            text(
                f"SELECT setval(s, greatest(nextval(s), 1 + max(id)), false) "  # noqa: S608
                f"FROM {table.name}, pg_get_serial_sequence('{table.name}', 'id') AS s GROUP BY s"
            )
        )

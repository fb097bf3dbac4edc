"""A snapshot while it is built: where every step of the loader writes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from config.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import duckdb

    from config.tombstones import Tombstones


@dataclass(frozen=True)
class Build:
    """A snapshot being built: tables in the catalog `target`, work tables beside it."""

    connection: duckdb.DuckDBPyConnection
    directory: Path
    file: Path | None
    erased: Tombstones

    def run(self, sql: str, values: list[object] | None = None) -> duckdb.DuckDBPyConnection:
        """Run one statement."""
        return self.connection.execute(sql, values or [])

    def script(self, name: str, **names: str) -> None:
        """Run a file of etl/sql, with `{name}` filled in."""
        text = (ROOT / "etl" / "sql" / name).read_text(encoding="utf-8")
        for key, value in names.items():
            text = text.replace("{" + key + "}", value)
        self.connection.execute(text)

    def add_table(self, name: str, columns: dict[str, list[object]], types: dict[str, str]) -> None:
        """Write lists of values as a work table, one list a column."""
        self.connection.register("arriving", pa.table(columns))
        cast = ", ".join(f"{column}::{kind} AS {column}" for column, kind in types.items())
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cast} FROM arriving")
        self.connection.unregister("arriving")

    def append(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """Add rows to a table; columns that are not given stay empty."""
        self.connection.register("arriving", pa.table(dict(columns)))
        self.run(f"INSERT INTO {name} BY NAME SELECT * FROM arriving")
        self.connection.unregister("arriving")

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Do all that is written inside, or nothing of it."""
        self.run("BEGIN")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

"""The contracts of the input tables, read from data/contracts: columns and checks as data."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from config.paths import DATA

TABLES = (
    "referral",
    "session",
    "attendance",
    "feedback",
    "interview",
    "outcome",
    "learning",
    "published",
)
"""Every table, parents before children: files are loaded in this order."""


@dataclass(frozen=True)
class Column:
    """One column of a table: its kind says how a cell is read (see etl.checks)."""

    name: str
    kind: str
    means: str
    needed: bool = False
    values: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    extra: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    parent: str | None = None
    group: str | None = None
    default: str | None = None


@dataclass(frozen=True)
class Check:
    """One rule over a whole row: `when` is an SQL condition that is true of a faulty row."""

    id: str
    columns: tuple[str, ...]
    severity: str
    when: str
    problem: str
    remedy: str


@dataclass(frozen=True)
class Contract:
    """The contract of one table, as in the project's data dictionary."""

    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = field(default=())

    @property
    def needed(self) -> frozenset[str]:
        """Return the names of the columns no file of this table can be without."""
        return frozenset(column.name for column in self.columns if column.needed)

    @property
    def parent(self) -> tuple[str, str] | None:
        """Return (column, parent table) where a row must belong to a row of another table."""
        for column in self.columns:
            if column.parent:
                return column.name, column.parent
        return None


@cache
def contracts() -> dict[str, Contract]:
    """Return every contract by table name, in loading order."""
    return {table: _read(table) for table in TABLES}


def _read(table: str) -> Contract:
    path = DATA / "contracts" / f"{table}.toml"
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    columns = tuple(_column(name, line) for name, line in content["columns"].items())
    checks = tuple(
        Check(id=f"{table}-{name}", **{**line, "columns": tuple(line["columns"])})
        for name, line in content["checks"].items()
    )
    return Contract(content["table"], tuple(content["key"]), columns, checks)


def _column(name: str, line: dict[str, Any]) -> Column:
    lists: dict[str, Any] = {key: tuple(line[key]) for key in ("values", "extra") if key in line}
    aliases = tuple(line.get("aliases", {}).items())
    fields: dict[str, Any] = {**line, **lists, "aliases": aliases}
    return Column(name=name, **fields)

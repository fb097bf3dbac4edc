"""The contracts of the input tables: the ground that both sides of a snapshot stand on.

One file of data/contracts is one table: its columns, choices and checks, the row it belongs to and
the date it is about. Loading, erasure, retention, the blank workbooks, the data dictionary and the
lists of the pages follow from it, so that a table is added in one file and nowhere else.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from config.errors import DashboardError
from config.paths import DATA

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

FOLDER = DATA / "contracts"
REJECTED = "rejected"
"""What a partnership's file calls the rejected rows, which have a retention of their own."""

KINDS = {
    *("agency", "choice", "date", "free", "locality", "month", "plan", "reason", "reasons"),
    *("reference", "text", "whole", "words", "yes_no"),
}
_SEVERITIES = {"reject", "query"}
_ORPHANS = {"rejected", "kept"}
_ANYWHERE = 1_000
"""The place of a table whose file gives none: after those that do."""


class ContractError(DashboardError):
    """A file of data/contracts says something that cannot be used."""


@dataclass(frozen=True)
class Column:
    """One column of a table; its kind (of KINDS) says how a cell is read (see etl.rows.cells).

    `running` marks a reference that only numbers the people of one session and points to nobody
    elsewhere. `group` is the further column an agency's group is stored in, `worked_out` the SQL
    that gives a blank cell its value from the `row` and its `parent`, and `meant_for` the SQL
    condition of the rows that the column is meant for.
    """

    name: str
    kind: str
    means: str
    needed: bool = False
    values: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()
    extra: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    group: str | None = None
    default: str | None = None
    worked_out: str | None = None
    running: bool = False
    meant_for: str = "true"


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
class Parent:
    """The row that a row belongs to: the table it is in, and the column that names it.

    `orphans` says what becomes of a row whose parent is not there: rejected, or kept.
    """

    table: str
    by: str
    orphans: str = "rejected"


@dataclass(frozen=True)
class Contract:
    """The contract of one table, as in the project's data dictionary.

    `dated_by` names the columns that say what day a row is about, the first that is filled in
    counts; where all are blank, the row's parent says it. `facts` marks what a document has
    printed: no rows about people, so nothing to erase, to keep for a time or to collect.
    """

    table: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = field(default=())
    belongs_to: Parent | None = None
    dated_by: tuple[str, ...] = ()
    place: int = _ANYWHERE
    facts: bool = False

    @property
    def needed(self) -> frozenset[str]:
        """Return the names of the columns no file of this table can be without."""
        return frozenset(column.name for column in self.columns if column.needed)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def references(self) -> tuple[str, ...]:
        """Return the columns that can hold a person's or a case's reference."""
        found = (c for c in self.columns if c.kind == "reference" and not c.running)
        return () if self.facts else tuple(column.name for column in found)

    @property
    def own_reference(self) -> str | None:
        """Return the column that names what a row is about, where that is not its parent's."""
        first = self.key[0]
        borrowed = self.belongs_to is not None and self.belongs_to.by == first
        return first if first in self.references and not borrowed else None

    @property
    def retained(self) -> bool:
        """Tell whether its rows can have a retention: they have a date of their own."""
        return bool(self.dated_by) and not self.facts

    def column(self, name: str) -> Column:
        """Return one column. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]


def contracts() -> Mapping[str, Contract]:
    """Return every contract by table name, parents before children: the order of loading.

    Raises ContractError when a file of data/contracts cannot be used.
    """
    return _all(FOLDER)


def choices(table: str, column: str) -> tuple[str, ...]:
    """Return the values on the list of a column, in the order of its contract."""
    return contracts()[table].column(column).values


def people_tables() -> tuple[str, ...]:
    """Return the tables that hold rows about people, parents before children."""
    return tuple(table for table, contract in contracts().items() if not contract.facts)


def retained_tables() -> tuple[str, ...]:
    """Return what a partnership may set a retention for: dated tables, and the rejected rows."""
    return (*(table for table, one in contracts().items() if one.retained), REJECTED)


@cache
def _all(folder: Path) -> Mapping[str, Contract]:
    read = sorted(map(_read, folder.glob("*.toml")), key=lambda one: (one.place, one.table))
    found = {contract.table: contract for contract in read}
    for contract in read:
        _check_parent(contract, found)
    ordered: dict[str, Contract] = {}
    for contract in read:
        for table in reversed(_line(contract, found)):
            ordered.setdefault(table, found[table])
    return ordered


def _line(contract: Contract, found: Mapping[str, Contract]) -> list[str]:
    """Return the table, the one it belongs to, and so on up."""
    line = [contract.table]
    while parent := found[line[-1]].belongs_to:
        if parent.table in line:
            _refuse(contract.table, "belongs_to", "leads back to the table itself")
        line.append(parent.table)
    return line


def _check_parent(contract: Contract, found: Mapping[str, Contract]) -> None:
    parent = contract.belongs_to
    if parent is None:
        return
    if parent.table not in found or parent.by not in found[parent.table].key:
        _refuse(contract.table, "belongs_to", "must name a table and a column of that table's key")
    if parent.by not in contract.names:
        _refuse(contract.table, "belongs_to", f"needs a column {parent.by} in this table")


def _read(path: Path) -> Contract:
    name = path.stem
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        msg = f"data/contracts/{path.name} cannot be read: {error}."
        raise ContractError(msg) from error
    _known(name, "", said, {one.name for one in fields(Contract)})
    if said.get("table") != name:
        _refuse(name, "table", f'must be "{name}", as the file is called')
    columns = tuple(_column(name, *line) for line in said.get("columns", {}).items())
    checks = tuple(_check(name, *line) for line in said.get("checks", {}).items())
    parent = said.get("belongs_to")
    contract = Contract(
        table=name,
        key=tuple(said.get("key", ())),
        columns=columns,
        checks=checks,
        belongs_to=_parent(name, parent) if parent else None,
        dated_by=tuple(said.get("dated_by", ())),
        place=said.get("place", _ANYWHERE),
        facts=said.get("facts", False),
    )
    _check_names(contract)
    return contract


def _check_names(contract: Contract) -> None:
    """Refuse a contract whose key, date or checks name a column that it does not have."""
    used = {"key": contract.key, "dated_by": contract.dated_by}
    used |= {f"checks.{check.id}": check.columns for check in contract.checks}
    for place, names in used.items():
        if set(names) - set(contract.names):
            _refuse(contract.table, place, "names a column that the table does not have")
    if not contract.key:
        _refuse(contract.table, "key", "is missing; name the columns that tell rows apart")
    if not all(contract.column(name).kind == "date" for name in contract.dated_by):
        _refuse(contract.table, "dated_by", "must name columns of the kind date")


def _parent(table: str, said: Mapping[str, Any]) -> Parent:
    _known(table, "belongs_to", said, {"table", "by", "orphans"})
    parent = Parent(**said)
    if parent.orphans not in _ORPHANS:
        _refuse(table, "belongs_to.orphans", f"must be one of: {', '.join(sorted(_ORPHANS))}")
    return parent


def _column(table: str, name: str, line: Mapping[str, Any]) -> Column:
    place = f"columns.{name}"
    _known(table, place, line, {one.name for one in fields(Column)} - {"name"})
    if line.get("kind") not in KINDS:
        _refuse(table, f"{place}.kind", f"must be one of: {', '.join(sorted(KINDS))}")
    if not line.get("means"):
        _refuse(table, f"{place}.means", "is missing; say in a few words what the column holds")
    lists: dict[str, Any] = {key: tuple(line[key]) for key in ("values", "extra") if key in line}
    aliases = tuple(line.get("aliases", {}).items())
    return Column(name=name, **{**line, **lists, "aliases": aliases})


def _check(table: str, name: str, line: Mapping[str, Any]) -> Check:
    wanted = {one.name for one in fields(Check)} - {"id"}
    _known(table, f"checks.{name}", line, wanted)
    if wanted - set(line) or line["severity"] not in _SEVERITIES:
        needs = f"needs {', '.join(sorted(wanted))}, and a severity of reject or query"
        _refuse(table, f"checks.{name}", needs)
    return Check(id=f"{table}-{name}", **{**line, "columns": tuple(line["columns"])})


def _known(table: str, place: str, said: Mapping[str, Any], names: Collection[str]) -> None:
    for key in said:
        if key not in names:
            _refuse(table, f"{place}.{key}".strip("."), "is not known here")


def _refuse(table: str, place: str, fault: str) -> NoReturn:
    msg = f"data/contracts/{table}.toml: {place} {fault}."
    raise ContractError(msg)

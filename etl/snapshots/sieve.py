"""The rows that do not come over into the next snapshot: erased, or past their retention.

A row goes by a reference that it carries or by its date; with it goes what belongs to it, what the
ledger keeps of it (rejected rows, findings, names to review, earlier states), and what names it.
"""

from __future__ import annotations

import datetime as dt
import getpass
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.contracts import REJECTED, contracts, people_tables
from config.erased import KEPT_AS_JSON, erased_in, named_in, reference_columns, references_in
from config.references import folded
from config.snapshot import quoted
from etl.rows.journal import key_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from config.tombstones import Tombstones
    from etl.build import Build

LAST = "last"
"""The catalog of the snapshot that a build starts with."""
_LEDGER = "ledger"
_REJECTED_THERE = (
    "EXISTS (SELECT 1 FROM sifted_rejected AS gone WHERE gone.load_id = row.load_id "
    "AND gone.partnership = row.partnership AND gone.file = row.file "
    "AND gone.table_name = row.table_name AND gone.row_no = row.row_no)"
)

Cell = tuple[str, str, str, int, str]
"""A cell of a file: partnership, the file's SHA-256, table, row, column."""


@dataclass(frozen=True)
class Doomed:
    """What is to go, of one partnership: references by column, SQL conditions by table."""

    partnership: str
    reason: str
    named: Mapping[str, Collection[str]] = field(default_factory=dict)
    dated: Mapping[str, str] = field(default_factory=dict)
    oldest_rejected: dt.date = dt.date.min


@dataclass
class Sieve:
    """Keeps rows out of a build, so that they are never written to it.

    Then `gone` counts them by (partnership, reason, table), `references` names the own references
    of those rows by (partnership, table, column), and `cells` tells in which cells of which files
    a likely name was replaced in them.
    """

    doomed: tuple[Doomed, ...] = ()
    gone: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    references: set[tuple[str, str, str, str]] = field(default_factory=set)
    cells: set[Cell] = field(default_factory=set)

    def sift(self, build: Build) -> Mapping[str, str]:
        """Return, by table of the catalog `last`, the condition for the rows to keep."""
        if not self.doomed:
            return {}
        there = tables_of_last(build)
        tables = sifted_tables(build)
        _start(build, tables)
        for doomed in self.doomed:
            counted = {table: _count(build, f"sifted_{table}") for table in (*tables, REJECTED)}
            _name(build, doomed.partnership, doomed.named)
            before = -1
            while before != (number := _count(build, "sifted_name")):
                before = number
                self._follow(build, doomed, tables)
            _take_out_rejected(build, doomed)
            for table, number in counted.items():
                gone = _count(build, f"sifted_{table}") - number
                self.gone[doomed.partnership, doomed.reason, table] += gone
        self._note_cells(build, there)
        self.gone = +self.gone or self._lines(build, there)
        kept = {t: f"row.rowid NOT IN (SELECT no FROM sifted_{t})" for t in tables}
        return kept | {t: f"NOT {about(build, t)}" for t in KEPT_AS_JSON if t in there}

    def _follow(self, build: Build, doomed: Doomed, tables: Sequence[str]) -> None:
        """Take out the rows that are named or dated so, and name in turn what they are about."""
        whose = doomed.partnership
        stored = {}
        for table in tables:
            build.run(
                f"INSERT INTO sifted_{table} SELECT row.rowid, row.* FROM {LAST}.{table} AS row "
                f"WHERE row.partnership = ? AND ({_which(doomed, table)}) "
                f"AND row.rowid NOT IN (SELECT no FROM sifted_{table})",
                [whose],
            )
            own = contracts()[table].own_reference
            if own:
                stored[table] = _distinct(build, f"{LAST}.{table}", own, whose)
                self._name_own(build, whose, table, _distinct(build, f"sifted_{table}", own, whose))
        held = references_in(build.connection, LAST, whose)
        _name_as_spelt(build, whose, held)
        for table, names in stored.items():
            self._name_own(build, whose, table, _only_rejected(build, whose, table, names))

    def _name_own(self, build: Build, whose: str, table: str, names: Collection[str]) -> None:
        own = contracts()[table].own_reference or ""
        self.references |= {(whose, table, own, name) for name in names}
        _name(build, whose, {own: names})

    def _lines(self, build: Build, there: Collection[str]) -> Counter[tuple[str, str, str]]:
        """Count what the ledger alone still keeps, of rows that were corrected or taken out."""
        found = [
            f"SELECT row.partnership FROM {LAST}.{table} AS row WHERE {about(build, table)}"
            for table in KEPT_AS_JSON
            if table in there
        ]
        reasons = {one.partnership: one.reason for one in self.doomed}
        sql = f"SELECT partnership, count(*) FROM ({' UNION ALL '.join(found)}) GROUP BY ALL"
        counts = build.run(sql).fetchall() if found else []
        return Counter({(whose, reasons[whose], _LEDGER): number for whose, number in counts})

    def _note_cells(self, build: Build, there: Collection[str]) -> None:
        if "name_review" not in there:
            return
        rows = build.run(
            "SELECT DISTINCT row.partnership, sha256, row.table_name, row.row_no, row.column_name "
            f'FROM {LAST}.name_review AS row JOIN {LAST}."load" '
            f"USING (load_id, partnership, file, table_name) WHERE {about(build, 'name_review')}"
        ).fetchall()
        self.cells |= {(p, sha, table, row, column) for p, sha, table, row, column in rows}


def buried(build: Build, since: Tombstones) -> tuple[Doomed, ...]:
    """Return what the catalog `last` still holds of references that were erased."""
    held = erased_in(build.connection, LAST, since)
    return tuple(Doomed(whose, "erasure", named) for whose, named in held.items())


def tell(build: Build, gone: Mapping[tuple[str, str, str], int]) -> None:
    """Write to the ledger how many rows went and why, never what stood in them."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    for (partnership, reason, table), number in gone.items():
        build.run(
            "INSERT INTO target.removal VALUES (?, ?, ?, ?, ?, ?)",
            [now, getpass.getuser(), partnership, reason, table, number],
        )


def sifted_tables(build: Build) -> list[str]:
    """Return the tables whose rows a sieve looked through: sifted_TABLE holds those that go."""
    there = tables_of_last(build)
    return [table for table in people_tables() if table in there]


def tables_of_last(build: Build) -> set[str]:
    """Return the tables of the catalog `last`: a snapshot of an earlier version lacks some."""
    found = build.run(f"SELECT table_name FROM duckdb_tables() WHERE database_name = '{LAST}'")
    return {name for (name,) in found.fetchall()}


def _start(build: Build, tables: Sequence[str]) -> None:
    """Make the work tables: what goes of each table, of the rejected rows, and under what names."""
    for table in tables:
        build.run(
            f"CREATE TEMP TABLE sifted_{table} AS SELECT row.rowid AS no, row.* "
            f"FROM {LAST}.{table} AS row LIMIT 0"
        )
    build.run(
        "CREATE TEMP TABLE sifted_rejected (partnership VARCHAR, load_id INTEGER, file VARCHAR, "
        "table_name VARCHAR, row_no INTEGER)"
    )
    build.run("CREATE TEMP TABLE sifted_name (whole VARCHAR PRIMARY KEY, folded VARCHAR)")


def _name(build: Build, whose: str, names: Mapping[str, Collection[str]]) -> None:
    """Name references by column: what carries one of them goes."""
    pairs = [(_place(whose, column), value) for column, many in names.items() for value in many]
    if pairs:
        columns: dict[str, list[object]] = {
            "whole": [place + value for place, value in pairs],
            "folded": [place + folded(value) for place, value in pairs],
        }
        build.add_table("naming", columns, dict.fromkeys(columns, "VARCHAR"))
        build.run("INSERT OR IGNORE INTO sifted_name SELECT DISTINCT whole, folded FROM naming")


def _name_as_spelt(build: Build, whose: str, held: Mapping[str, Collection[str]]) -> None:
    """Name what is named already also in the other spellings that something carries."""
    known = {str(row[0]) for row in build.run("SELECT folded FROM sifted_name").fetchall()}
    for column, values in held.items():
        place = _place(whose, column)
        _name(build, whose, {column: [v for v in values if f"{place}{folded(v)}" in known]})


def _only_rejected(build: Build, whose: str, table: str, stored: Collection[str]) -> set[str]:
    """Return what rejected rows that go were about, where no stored row is about it."""
    if "quarantine" not in tables_of_last(build):
        return set()
    cell = named_in("row.cells", contracts()[table].own_reference or "")
    sql = (
        f"SELECT DISTINCT {cell} FROM {LAST}.quarantine AS row "
        f"WHERE partnership = ? AND table_name = ? AND ({_names('cells')})"
    )
    known = set(map(folded, stored))
    found = build.run(sql, [whose, table]).fetchall()
    return {str(name) for (name,) in found if name and folded(name) not in known}


def _take_out_rejected(build: Build, doomed: Doomed) -> None:
    """Add the rejected rows that go: too old, or naming something that goes."""
    if "quarantine" not in tables_of_last(build):
        return
    build.run(
        "INSERT INTO sifted_rejected SELECT row.partnership, row.load_id, row.file, "
        f'row.table_name, row.row_no FROM {LAST}.quarantine AS row JOIN {LAST}."load" '
        "USING (load_id, partnership, file, table_name) "
        f"WHERE row.partnership = ? AND (loaded_at < ? OR {_names('cells')})",
        [doomed.partnership, dt.datetime.combine(doomed.oldest_rejected, dt.time())],
    )


def _which(doomed: Doomed, table: str) -> str:
    """Return the condition for the rows named or dated so, and for what belongs to one of them."""
    contract = contracts()[table]
    conditions = [_named(f"row.{column}", column) for column in contract.references]
    if table in doomed.dated:
        conditions.append(doomed.dated[table])
    return " OR ".join(f"({condition})" for condition in conditions) or "false"


def _names(text: str) -> str:
    """Return the condition for what is kept as JSON and carries a reference that is named."""
    columns = reference_columns()
    return " OR ".join(_named(named_in(f"row.{text}", column), column) for column in columns)


def _named(value: str, column: str) -> str:
    place = f"row.partnership || {quoted(_place('', column))}"
    return f"{place} || {value} IN (SELECT whole FROM sifted_name)"


def _place(whose: str, column: str) -> str:
    return f"{whose}|{column}|"


def about(build: Build, table: str) -> str:
    """Return the condition for what the ledger keeps (config.erased) of something that goes."""
    sql = f"SELECT column_name FROM duckdb_columns() WHERE database_name = '{LAST}' "
    there = {name for (name,) in build.run(f"{sql} AND table_name = ?", [table]).fetchall()}
    conditions = [_names(text) for text in KEPT_AS_JSON[table] if text in there]
    conditions += [_REJECTED_THERE] if "row_no" in there else []
    if table == "earlier":
        conditions += [_earlier(one) for one in sifted_tables(build)] if there else []
    return f"coalesce({' OR '.join(conditions)}, false)"


def _earlier(table: str) -> str:
    """Return the condition for an earlier state of a row of this table that goes."""
    keys = f"SELECT {key_json(contracts()[table], 'gone')} FROM sifted_{table} AS gone"
    return f"(row.table_name = {quoted(table)} AND row.key IN ({keys}))"


def _distinct(build: Build, table: str, column: str, whose: str) -> set[str]:
    sql = f"SELECT DISTINCT {column} FROM {table} WHERE partnership = ?"
    return {str(value) for (value,) in build.run(sql, [whose]).fetchall() if value is not None}


def _count(build: Build, table: str) -> int:
    found = build.run(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0

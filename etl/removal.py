"""Taking rows out again: what is past its retention, or all that belongs to one reference.

A snapshot is never written to, so each one kept is built again without the rows and the old file
deleted; the rejected rows and what the ledger says of them go too. The ledger then says how many
rows went and why, never what stood in them.
"""

from __future__ import annotations

import datetime as dt
import getpass
import json
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.calendar import add_months
from config.contracts import REJECTED, Contract, contracts, people_tables
from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from config.snapshot import current_snapshot, quoted
from etl.errors import EtlError
from etl.folder import forget_set_aside, locked
from etl.identifiers import stored_reference
from etl.journal import about
from etl.model import build_marts
from etl.publish import finish, publish
from etl.store import building_on

if TYPE_CHECKING:
    import os
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from config.partnerships import Partnership
    from etl.store import Build

_ABOUT_ROWS = ("reject", "query", "name_review", "quarantine")
_NOT_REJECTED = (
    "NOT EXISTS (SELECT 1 FROM gone_rejected AS gone WHERE gone.load_id = row.load_id "
    "AND gone.file = row.file AND gone.row_no = row.row_no)"
)


@dataclass(frozen=True)
class Removal:
    """What is to go, or has gone: how many rows of each table, over all the snapshots kept.

    `rejected` holds (load, file, row) of each rejected row among them, so that what people judged
    of it can go as well.
    """

    partnership: str
    removed: Mapping[str, int]
    rejected: frozenset[tuple[int, str, int]]
    snapshots: int


@dataclass(frozen=True)
class _Doomed:
    """What goes: SQL conditions by table, and which of the rejected rows."""

    reason: str
    tables: Mapping[str, str]
    references: frozenset[str] = frozenset()
    oldest_rejected: dt.date = dt.date.min


def erase(
    reference: str,
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    remove: bool = False,
) -> Removal:
    """Find all that belongs to one reference and, with `remove`, take it out.

    The reference may be of a referral, session, family, respondent, interview or learning point;
    with a referral go its sessions, follow-ups, and their attendance, feedback and learning.
    Raises EtlError when nothing carries it, and as a load does.
    """
    chosen = partnership_named(partnership)
    stored = {reference.strip(), stored_reference(reference.strip(), chosen)}
    values = ", ".join(quoted(value) for value in sorted(stored))
    tables = {
        table: " OR ".join(f"row.{name} IN ({values})" for name in contract.references)
        for table, contract in contracts().items()
        if contract.references
    }
    doomed = _Doomed("erasure", tables, frozenset(stored))
    found = _work(doomed, chosen, warehouse, remove=remove)
    if not found.removed:
        msg = "Nothing that is kept carries this reference. Check how it is written."
        raise EtlError(msg)
    return found


def expire(
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
    *,
    today: dt.date | None = None,
    remove: bool = False,
) -> Removal:
    """Find the rows that are past the partnership's retention and, with `remove`, take them out.

    Raises EtlError when the partnership has set no retention.
    """
    chosen = partnership_named(partnership)
    if not chosen.retention_months:
        msg = (
            f"{chosen.title} has set no retention. Write [retention_months] in "
            f"data/partnerships/{chosen.name}.toml, as TEMPLATE.toml.example shows."
        )
        raise EtlError(msg)
    day = today or dt.datetime.now().astimezone().date()
    tables = {
        table: f"{_dated(contracts()[table])} < {quoted(add_months(day, -months))}::DATE"
        for table, months in chosen.retention_months.items()
        if table != REJECTED
    }
    kept = chosen.retention_months.get(REJECTED)
    oldest = add_months(day, -kept) if kept else dt.date.min
    doomed = _Doomed("retention", tables, oldest_rejected=oldest)
    return _work(doomed, chosen, warehouse, remove=remove)


def _dated(contract: Contract) -> str:
    """Return the SQL of the day a row of the catalog `last` is about: its own, or its parent's."""
    days = [f"row.{name}" for name in contract.dated_by]
    parent = contract.belongs_to
    if parent:
        its_days = ", ".join(contracts()[parent.table].dated_by)
        days.append(
            f"(SELECT any_value(coalesce({its_days})) FROM last.{parent.table} AS its "
            f"WHERE its.partnership = row.partnership AND its.{parent.by} = row.{parent.by})"
        )
    return f"coalesce({', '.join(days)})"


def _work(
    doomed: _Doomed,
    chosen: Partnership,
    warehouse: str | os.PathLike[str] | None,
    *,
    remove: bool,
) -> Removal:
    folder = warehouse_dir(warehouse)
    current = current_snapshot(folder)
    removed: Counter[str] = Counter()
    rejected: set[tuple[int, str, int]] = set()
    with locked(folder):
        # The current one last: publishing it sweeps the oldest away.
        kept = sorted(folder.glob("warehouse-*.duckdb"), key=lambda path: path == current)
        for snapshot in kept:
            sieve = _Sieve(doomed, chosen)
            with building_on(
                snapshot, folder, write=remove, demonstration=None, sift=sieve.sift
            ) as build:
                rejected |= sieve.rejected
                removed |= sieve.gone  # the same rows stand in several snapshots
                if remove and sieve.gone:
                    _keep(build, snapshot, sieve, is_current=snapshot == current)
        if remove:
            forget_set_aside(folder)
    return Removal(chosen.name, dict(removed), frozenset(rejected), len(kept))


@dataclass
class _Sieve:
    """Keeps rows out of a build, so that they are never written to it, and counts them."""

    doomed: _Doomed
    partnership: Partnership
    gone: Counter[str] = field(default_factory=Counter)
    rejected: set[tuple[int, str, int]] = field(default_factory=set)

    def sift(self, build: Build) -> Mapping[str, str]:
        """Return, by table of the catalog `last`, the condition for the rows to keep."""
        for table in people_tables():
            build.run(
                f"CREATE TEMP TABLE gone_{table} AS SELECT row.rowid AS no, row.* "
                f"FROM last.{table} AS row WHERE row.partnership = ? AND ({self._which(table)})",
                [self.partnership.name],
            )
            self.gone[table] = _count(build, table)
        self._find_rejected(build)
        self.gone = +self.gone
        rows = {t: f"row.rowid NOT IN (SELECT no FROM gone_{t})" for t in people_tables()}
        rows["earlier"] = self._not_about_them(build)
        return rows | dict.fromkeys(_ABOUT_ROWS, _NOT_REJECTED)

    def _not_about_them(self, build: Build) -> str:
        """Return the condition for the lines of the journal that are not about what goes."""
        references = self.doomed.references | self._gone_references(build)
        lines = " OR ".join(
            f"({about(contracts()[table], f'gone_{table}', references)})"
            for table in people_tables()
        )
        return f"NOT (row.partnership = {quoted(self.partnership.name)} AND ({lines}))"

    def _which(self, table: str) -> str:
        """Return the condition for the rows named, and for what belongs to a row that goes."""
        named = self.doomed.tables.get(table)
        conditions = [named] if named else []
        parent = contracts()[table].belongs_to
        if parent:
            conditions.append(f"row.{parent.by} IN (SELECT {parent.by} FROM gone_{parent.table})")
        return " OR ".join(f"({condition})" for condition in conditions) or "false"

    def _find_rejected(self, build: Build) -> None:
        """Write gone_rejected: where the rejected rows stood that are to go."""
        rows = build.run(
            "SELECT load_id, file, row_no, cells, loaded_at FROM last.quarantine "
            'JOIN last."load" USING (load_id, partnership, file) WHERE partnership = ?',
            [self.partnership.name],
        ).fetchall()
        gone = self.doomed.references | self._gone_references(build)
        self.rejected = {
            (load_id, file, row_no)
            for load_id, file, row_no, cells, loaded_at in rows
            if loaded_at.date() < self.doomed.oldest_rejected or _names_any(cells, gone)
        }
        self.gone[REJECTED] = len(self.rejected)
        build.run("CREATE TEMP TABLE gone_rejected (load_id INTEGER, file VARCHAR, row_no INTEGER)")
        for place in self.rejected:
            build.run("INSERT INTO gone_rejected VALUES (?, ?, ?)", list(place))

    def _gone_references(self, build: Build) -> set[str]:
        """Return the references of the rows that go: rejected rows may name them too."""
        sql = " UNION ".join(
            f"SELECT {contract.own_reference} FROM gone_{table}"
            for table, contract in contracts().items()
            if contract.own_reference
        )
        return {str(value) for (value,) in build.run(sql).fetchall()}


def _names_any(cells: str, references: Collection[str]) -> bool:
    """Tell whether a rejected row's reference columns hold one of these."""
    kept: dict[str, str] = json.loads(cells)
    names = {name for contract in contracts().values() for name in contract.references}
    return any(kept.get(name) in references for name in names)


def _count(build: Build, table: str) -> int:
    found = build.run(f"SELECT count(*) FROM gone_{table}").fetchone()
    return int(found[0]) if found else 0


def _keep(build: Build, snapshot: Path, sieve: _Sieve, *, is_current: bool) -> None:
    """Write the build in the snapshot's place; its stamp, and so its place in time, stays."""
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    for table, number in sieve.gone.items():
        build.run(
            "INSERT INTO target.removal VALUES (?, ?, ?, ?, ?, ?)",
            [now, getpass.getuser(), sieve.partnership.name, sieve.doomed.reason, table, number],
        )
    build_marts(build)
    if is_current:
        publish(build)
    else:
        stamp = snapshot.stem.rsplit("-", 1)[0]
        finish(build, snapshot.with_name(f"{stamp}-{secrets.token_hex(2)}.duckdb"))
    snapshot.unlink(missing_ok=True)

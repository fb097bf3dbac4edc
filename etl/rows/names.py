"""The names of localities and agencies over time: what stored ones go by, and their days of use."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from config.contracts import contracts
from config.partnerships import Partnership, partnership, partnership_names
from etl.rows.journal import follow_in_journal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.contracts import Column, Contract
    from etl.build import Build

_ALWAYS = dt.date(1, 1, 1)


def locality_names(build: Build) -> Iterator[tuple[str, str, dt.date, str]]:
    """Yield (partnership, stored locality, since, name), a row for each day a name may change.

    A name that the partnership's file no longer knows stays as it was stored.
    """
    for chosen in stored_partnerships(build):
        for (stored,) in _stored(build, chosen, "locality"):
            for day in (_ALWAYS, *chosen.change_days):
                yield chosen.name, stored, day, chosen.locality_in_force(stored, day) or stored


def agency_names(build: Build) -> Iterator[tuple[str, str, dt.date, str, str]]:
    """Yield (partnership, stored agency, since, name, agency group), as `locality_names` does."""
    for chosen in stored_partnerships(build):
        for stored, group in _stored(build, chosen, "agency"):
            for day in (_ALWAYS, *chosen.change_days):
                found = chosen.agency_in_force(stored, day)
                named = (found.name, found.group) if found else (stored, group)
                yield chosen.name, stored, day, *named


def stored_partnerships(build: Build) -> list[Partnership]:
    """Return the partnerships that have rows, and a file."""
    rows = build.run('SELECT DISTINCT partnership FROM target."load"').fetchall()
    return [partnership(name) for (name,) in sorted(rows) if name in partnership_names()]


def _stored(build: Build, chosen: Partnership, kind: str) -> list[tuple[str, ...]]:
    """Return what stands in the columns of a kind, and for agencies the group stored with it."""
    columns = [
        f"SELECT DISTINCT {column.name} AS stored, {column.group or 'NULL'} AS agency_group "
        f"FROM target.{contract.table} WHERE partnership = $name AND {column.name} IS NOT NULL"
        for contract in contracts().values()
        for column in contract.columns
        if column.kind == kind
    ]
    wanted = "stored, any_value(agency_group)" if kind == "agency" else "stored"
    sql = f"SELECT {wanted} FROM ({' UNION '.join(columns)}) GROUP BY stored ORDER BY stored"
    return build.connection.execute(sql, {"name": chosen.name}).fetchall()


def follow_list(build: Build, chosen: Partnership) -> None:
    """Write stored names that tell rows apart as the list has them now: `listed` is prepared.

    A name that was moved among another's aliases would otherwise let a row loaded again stand
    beside the old one, as two people of two agencies.
    """
    for contract in contracts().values():
        for column in contract.columns:
            if column.kind in {"agency", "locality"} and column.name in contract.key:
                _follow(build, chosen, contract, column)


def _follow(build: Build, chosen: Partnership, contract: Contract, column: Column) -> None:
    """Write `moved` (stored, value) for one column of a key; rows and their journal follow it."""
    build.run(
        "CREATE OR REPLACE TEMP TABLE moved AS SELECT stored, value FROM ("
        f"SELECT DISTINCT {column.name} AS stored FROM target.{contract.table} "
        "WHERE partnership = ?) JOIN listed ON list = ? AND spelling = normalised(stored) "
        "AND value <> stored",
        [chosen.name, column.kind],
    )
    build.run(
        f"UPDATE target.{contract.table} SET {column.name} = moved.value FROM moved "
        f"WHERE {column.name} = moved.stored AND partnership = ?",
        [chosen.name],
    )
    follow_in_journal(build, contract, column.name, chosen.name)


def add_dates_of_use(build: Build, chosen: Partnership) -> None:
    """Write in_use(locality, first_day, last_day): the localities not in use on every day."""
    limited = [one for one in chosen.localities if one.valid_from or one.last_day]
    columns: dict[str, list[object]] = {
        "locality": [one.name for one in limited],
        "first_day": [one.valid_from for one in limited],
        "last_day": [one.last_day for one in limited],
    }
    kinds = {"locality": "VARCHAR", "first_day": "DATE", "last_day": "DATE"}
    build.add_table("in_use", columns, kinds)


def out_of_use_sql(contract: Contract) -> list[str]:
    """Return the queries for rows of `typed` that name a locality outside its dates of use.

    Such a row is kept and counted under the name in force (data dictionary, "Partnership TOML").
    """
    day = f"coalesce({', '.join(f'row.{name}' for name in contract.dated_by)})"
    return [
        f"""
        SELECT row_no, '{column.name}', '{column.name}-not-in-use', 'query', '',
            'The locality was ' || CASE WHEN {day} > last_day
                THEN 'in use until ' || strftime(last_day, '%d/%m/%Y')
                ELSE 'not in use before ' || strftime(first_day, '%d/%m/%Y') END || '.',
            'Check the locality or the date.'
        FROM typed AS row JOIN in_use ON in_use.locality = row.{column.name}
        WHERE {day} > last_day OR {day} < first_day
        """
        for column in contract.columns
        if column.kind == "locality" and contract.dated_by
    ]

"""One spelling for each reference: the one that is stored already, else the first of the file.

References compare by letters and digits, case folded (config.references). Each is replaced before
it is checked by the spelling that stands for it, so that keys and joins compare plainly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import contracts
from config.erased import named_in
from config.key import reference_secret
from config.references import folded, forms, hashed, is_hash
from config.snapshot import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from config.contracts import Column, Contract
    from config.partnerships import Partnership
    from etl.build import Build


def settle_references(build: Build, contract: Contract, chosen: Partnership) -> None:
    """Give each reference of `staged` the one spelling it is stored in, hashed where asked for.

    A hash that is one already stays as it is, so that a rejected row can be corrected and loaded
    again. Source: data dictionary, "References" and "Direct identifiers never get in".
    """
    if contract.facts:
        return
    for column in contract.columns:
        if column.kind == "reference":
            _settle(build, column, chosen)


def _settle(build: Build, column: Column, chosen: Partnership) -> None:
    c = column.name
    typed = [
        str(value)
        for (value,) in build.run(
            f"SELECT {c} FROM staged WHERE {c} IS NOT NULL GROUP BY {c} ORDER BY min(row_no)"
        ).fetchall()
    ]
    stored = {folded(value): value for value in _undone(build, column, chosen)}
    stored |= {folded(value): value for value in _stored(build, column, chosen)}
    if chosen.hash_references and not column.running:
        changed = _as_hashes(typed, stored, reference_secret(chosen.name))
    else:
        changed = {value: stored.setdefault(folded(value), value) for value in typed}
    replace_values(build, c, {old: new for old, new in changed.items() if old != new})


def _as_hashes(typed: Iterable[str], stored: Mapping[str, str], secret: bytes) -> dict[str, str]:
    """Return the hash of each reference: one of an older form where that is what is stored."""
    known: dict[str, str] = {}
    for value in typed:
        for form in forms(value, secret)[1:]:
            if form in stored:
                known.setdefault(folded(value), stored[form])
    return {
        value: stored.get(folded(value), value)
        if is_hash(value)
        else known.get(folded(value)) or hashed(folded(value), secret)
        for value in typed
    }


def _stored(build: Build, column: Column, chosen: Partnership) -> list[str]:
    """Return the references that stand in columns of this name, of every table."""
    places = " UNION ALL ".join(
        f"SELECT {column.name} AS reference FROM target.{table} WHERE partnership = $whose"
        for table in _columns()[column.name]
    )
    found = build.connection.execute(
        f"SELECT DISTINCT reference FROM ({places}) WHERE reference IS NOT NULL ORDER BY ALL",
        {"whose": chosen.name},
    )
    return [str(value) for (value,) in found.fetchall()]


def _undone(build: Build, column: Column, chosen: Partnership) -> list[str]:
    """Return the references of rows that undoing a load can put back."""
    tables = ", ".join(map(quoted, _columns()[column.name]))
    found = build.run(
        f"SELECT DISTINCT {named_in('was', column.name)} FROM target.earlier "
        f"WHERE partnership = ? AND was IS NOT NULL AND table_name IN ({tables})",
        [chosen.name],
    )
    return [str(value) for (value,) in found.fetchall() if value]


def unite_spellings(build: Build) -> None:
    """Give stored references one spelling each, the first loaded; rows of one key become the last.

    For rows of an earlier version, which took each spelling for a reference of its own.
    """
    for column, tables in _columns().items():
        parts = " UNION ALL ".join(
            f"SELECT partnership, {column} AS reference, load_id FROM target.{table}"
            for table in tables
        )
        spelt = build.run(
            f"SELECT partnership, reference FROM ({parts}) WHERE reference IS NOT NULL "
            "GROUP BY ALL ORDER BY min(load_id), reference"
        ).fetchall()
        first: dict[tuple[str, str], str] = {}
        changed = [
            (whose, value, kept)
            for whose, value in spelt
            if (kept := first.setdefault((whose, folded(value)), value)) != value
        ]
        if changed:
            _spell(build, column, tables, changed)


def _spell(
    build: Build, column: str, tables: Iterable[str], changed: list[tuple[str, str, str]]
) -> None:
    names = ("partnership", "old", "new")
    lists: dict[str, list[object]] = {n: [row[i] for row in changed] for i, n in enumerate(names)}
    build.add_table("changed", lists, dict.fromkeys(names, "VARCHAR"))
    for table in tables:
        build.run(
            f"UPDATE target.{table} AS row SET {column} = changed.new FROM changed "
            f"WHERE row.partnership = changed.partnership AND row.{column} = changed.old"
        )
        key = ", ".join(("partnership", *contracts()[table].key))
        build.run(
            f"DELETE FROM target.{table} WHERE rowid NOT IN (SELECT arg_max(rowid, "
            f"(load_id, rowid)) FROM target.{table} GROUP BY {key})"
        )


def _columns() -> dict[str, list[str]]:
    """Return each column of references, running numbers included, with the tables that have it."""
    found: dict[str, list[str]] = {}
    for table, contract in contracts().items():
        for column in contract.columns:
            if column.kind == "reference" and not contract.facts:
                found.setdefault(column.name, []).append(table)
    return found


def replace_values(build: Build, column: str, changed: Mapping[str, str]) -> None:
    """Replace values of a column of `staged`."""
    if not changed:
        return
    columns: dict[str, list[object]] = {"old": list(changed), "new": list(changed.values())}
    build.add_table("changed", columns, dict.fromkeys(columns, "VARCHAR"))
    build.run(f"UPDATE staged SET {column} = changed.new FROM changed WHERE {column} = changed.old")

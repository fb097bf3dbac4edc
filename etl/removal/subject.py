"""All that is held of one reference, for a subject access request.

That is what an erasure of it would take out: its rows and those that belong to them, rejected rows,
what the ledger says of them, their earlier states, and what people judged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config import calendar
from config.errors import DashboardError
from config.judgements.store import rows as judgements
from config.judgements.tables import NAME_REVIEW
from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from config.private import make_folder, write
from config.snapshot import current_snapshot, is_readable
from etl.errors import EtlError
from etl.removal.asked import erased_on, forms_asked, named, spellings_asked
from etl.reports import safe_csv
from etl.snapshots.folder import locked, snapshots
from etl.snapshots.sieve import LAST, Sieve, about, sifted_tables, tables_of_last
from etl.snapshots.store import looking_at

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from config.partnerships import Partnership
    from etl.build import Build
    from etl.snapshots.sieve import Cell

_INDEX = "index.txt"
_REJECTED, _JUDGED, _LOADS = "rejected", "judged", "loads"
_TITLES = {
    "reject": "findings-rejected",
    "query": "findings-queried",
    "name_review": "likely-names",
    "earlier": "earlier-states",
}
_MEANS = {
    _REJECTED: "rejected rows, cell by cell, as they are kept to be corrected",
    "findings-rejected": "why rows were rejected",
    "findings-queried": "what was to be checked in rows that were taken in",
    "likely-names": "where a likely name was replaced by [NAME]; the name itself is not kept",
    "earlier-states": "how a row stood before a later file changed it",
    _JUDGED: "what somebody judged of a likely name, who and when (UTC)",
    _LOADS: "the files that these rows came in with, when and by whom they were loaded (UTC)",
}


@dataclass(frozen=True)
class Held:
    """What is held: where, rows by sheet, and the day of an erasure if there was one."""

    folder: Path | None
    rows: Mapping[str, int]
    erased: dt.date | None


@dataclass
class _Sheet:
    """Rows of one kind, each with the newest snapshot that holds it so."""

    headers: tuple[str, ...]
    rows: dict[tuple[object, ...], str] = field(default_factory=dict)


def subject(
    reference: str,
    partnership: str,
    out: Path,
    warehouse: str | os.PathLike[str] | None = None,
) -> Held:
    """Write all that is held of one reference to the folder `out`: a CSV a table, and an index.

    The files are for this user alone. Nothing is written where rows were erased and nothing is
    held. Raises EtlError when nothing carries the reference, DashboardError when the folder is not
    empty or cannot be written to.
    """
    chosen, folder = partnership_named(partnership), warehouse_dir(warehouse)
    with locked(folder):
        sheets = _gathered(reference.strip(), chosen, folder)
        erased = erased_on(reference.strip(), chosen.name, folder)
    rows = {name: len(sheet.rows) for name, sheet in sheets.items()}
    if not rows and not erased:
        msg = "Nothing that is kept carries this reference. Check how it is written."
        raise EtlError(msg)
    if rows:
        _write(out, chosen, sheets)
    return Held(out if rows else None, rows, erased)


def _gathered(reference: str, chosen: Partnership, folder: Path) -> dict[str, _Sheet]:
    """Return what is held by sheet: of the newest snapshot all, of older ones what differs."""
    current = current_snapshot(folder)
    wanted = forms_asked(spellings_asked(reference, chosen), chosen)
    sheets: dict[str, _Sheet] = {}
    cells: set[Cell] = set()
    for snapshot in sorted(snapshots(folder), key=lambda path: path != current):
        if not is_readable(snapshot):
            continue
        with looking_at(snapshot, folder) as build:
            sieve = Sieve((named(build, chosen, wanted),))
            sieve.sift(build)
            cells |= sieve.cells
            for name, headers, row in _rows(build):
                sheet = sheets.setdefault(name, _Sheet(headers))
                sheet.rows.setdefault(row, snapshot.stem.removeprefix("warehouse-"))
    judged = _judged(cells, folder)
    return sheets | ({_JUDGED: judged} if judged.rows else {})


def _rows(build: Build) -> Iterator[tuple[str, tuple[str, ...], tuple[object, ...]]]:
    """Yield (sheet, headers, row) of each row of the catalog `last` that belongs to it."""
    tables = sifted_tables(build)
    for table in tables:
        yield from _answers(build, table, f"SELECT * EXCLUDE (no) FROM sifted_{table} ORDER BY ALL")
    there = tables_of_last(build)
    for table, name in _TITLES.items():
        if table in there:
            which = about(build, table)
            sql = f"SELECT row.* FROM {LAST}.{table} AS row WHERE {which} ORDER BY ALL"
            yield from _answers(build, name, sql)
    if "quarantine" in there:
        yield from _rejected(build)
    came = " UNION ".join(f"SELECT load_id FROM sifted_{table}" for table in (*tables, _REJECTED))
    yield from _answers(
        build,
        _LOADS,
        f'SELECT load_id, file, table_name, loaded_at, loaded_by, as_at FROM {LAST}."load" '
        f"WHERE load_id IN ({came}) ORDER BY ALL",
    )


def _answers(
    build: Build, name: str, sql: str
) -> Iterator[tuple[str, tuple[str, ...], tuple[object, ...]]]:
    found = build.run(sql)
    headers = tuple(column[0] for column in found.description or ())
    for row in found.fetchall():
        yield name, headers, tuple(_plain(cell) for cell in row)


def _rejected(build: Build) -> Iterator[tuple[str, tuple[str, ...], tuple[object, ...]]]:
    headers = ("load_id", "file", "table_name", "row_no", "column", "cell")
    sql = (
        f"SELECT load_id, file, table_name, row_no, cells FROM {LAST}.quarantine AS row "
        f"WHERE {about(build, 'quarantine')} ORDER BY ALL"
    )
    for *place, cells in build.run(sql).fetchall():
        for column, cell in json.loads(cells).items():
            yield _REJECTED, headers, (*place, column, cell)


def _judged(cells: Collection[Cell], folder: Path) -> _Sheet:
    sheet = _Sheet(("table_name", "row_no", "column_name", "judgement", "who", "judged_at"))
    for row in judgements(NAME_REVIEW, None, folder) if cells else ():
        place = (row.table_name, row.row_no, row.column_name)
        if (row.partnership, row.file_sha256, *place) in cells:
            sheet.rows[*place, row.judgement, row.who, row.judged_at] = ""
    return sheet


def _plain(cell: object) -> object:
    return "; ".join(map(str, cell)) if isinstance(cell, list) else cell


def _write(out: Path, chosen: Partnership, sheets: Mapping[str, _Sheet]) -> None:
    try:
        make_folder(out)
        if any(out.iterdir()):
            msg = f"{out} is not empty. Choose a folder of its own, so that nothing is mixed up."
            raise DashboardError(msg)
        for name, sheet in sheets.items():
            rows = [(*row, stamp) for row, stamp in sheet.rows.items()]
            write(out / f"{name}.csv", safe_csv((*sheet.headers, "snapshot"), rows))
        write(out / _INDEX, _index(chosen, sheets).encode("utf-8-sig"))
    except OSError as error:
        msg = f"{out} cannot be written to. Choose another folder with --out."
        raise DashboardError(msg) from error


def _index(chosen: Partnership, sheets: Mapping[str, _Sheet]) -> str:
    today = calendar.today()
    lines = [
        f"What {chosen.title} holds of one reference, on {today:%d/%m/%Y}.",
        "",
        *(
            f"{name}.csv: {len(sheet.rows)} lines; {_MEANS.get(name, f'rows of the table {name}')}."
            for name, sheet in sheets.items()
        ),
        "",
        "The last column names the snapshot of the data that holds a line so; of older snapshots",
        "only what differs is listed. Figures are worked out from these rows and hold no more.",
        "What each column means stands in docs/data-dictionary.md.",
    ]
    if chosen.hash_references:
        lines.append("References are kept as keyed hashes (h-...), not as they were typed.")
    return "\r\n".join([*lines, ""])

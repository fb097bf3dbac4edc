"""Cells as work tables: `staged` (text, one column a contract column) and `listed` (spellings)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from config.partnerships import Partnership, normalise
from etl.checks import listed_name
from etl.contracts import contracts

if TYPE_CHECKING:
    import datetime as dt

    from etl.readers import Row
    from etl.recognise import Recognised
    from etl.store import Build

_CHUNK = 10_000
_SAMPLE = 400

Listed = tuple[str, str, str, str | None]


def stage(build: Build, found: Recognised) -> dict[str, list[str]]:
    """Write the sheet's cells as `staged` and return a sample of each column that is not used.

    Missing values (blank, n/a, none, not known, -) are NULL. The sample is of distinct values, by
    header, for the search for direct identifiers; it is stored nowhere.
    """
    names = [column.name for column in found.contract.columns]
    places = [found.places.get(name) for name in names]
    text = ", ".join(f"{name} VARCHAR" for name in names)
    build.run(f"CREATE OR REPLACE TEMP TABLE staged (row_no INTEGER, {text})")
    unused: dict[int, dict[str, None]] = {}
    rows = found.sheet.rows_after(found.header_row)
    while chunk := list(itertools.islice(rows, _CHUNK)):
        _sample(chunk, set(found.places.values()), unused)
        build.add_table("arrived", _columns(chunk, names, places), _text_types(names))
        cells = ", ".join(f"present({name})" for name in names)
        build.run(f"INSERT INTO staged SELECT row_no, {cells} FROM arrived")
    header = next((cells for number, cells in found.sheet.top if number == found.header_row), [])
    return {
        (header[place].strip() if place < len(header) else "") or f"number {place + 1}": list(kept)
        for place, kept in unused.items()
    }


def _sample(chunk: list[Row], used: set[int], unused: dict[int, dict[str, None]]) -> None:
    widest = max(len(cells) for _, cells in chunk)
    for place in (place for place in range(widest) if place not in used):
        found = (cells[place].strip() for _, cells in chunk if place < len(cells))
        for cell in filter(None, found):
            kept = unused.setdefault(place, {})
            if len(kept) >= _SAMPLE:
                break
            kept.setdefault(cell)


def _text_types(names: list[str]) -> dict[str, str]:
    return {"row_no": "INTEGER"} | dict.fromkeys(names, "VARCHAR")


def _columns(
    chunk: list[Row], names: list[str], places: list[int | None]
) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {"row_no": [number for number, _ in chunk]}
    for name, place in zip(names, places, strict=True):
        columns[name] = [
            cells[place] if place is not None and place < len(cells) else None for _, cells in chunk
        ]
    return columns


def prepare_lists(build: Build, chosen: Partnership, latest: dt.date) -> None:
    """Write `listed` (every list's spellings), the reasons, and the latest day a row may name."""
    listed: list[Listed] = []
    listed += [("agency", key, name, group) for key, name, group in chosen.agency_rows()]
    listed += [("locality", key, name, None) for key, name in chosen.locality_rows()]
    listed += [("reason", key, name, None) for key, name in chosen.reason_rows()]
    listed += _choices(chosen)
    names = ("list", "spelling", "value", "grp")
    columns: dict[str, list[object]] = {
        name: [row[i] for row in listed] for i, name in enumerate(names)
    }
    build.add_table("listed", columns, dict.fromkeys(columns, "VARCHAR"))
    build.run(
        "SET VARIABLE reasons = (SELECT map_from_entries(list((spelling, value))) "
        "FROM listed WHERE list = 'reason')"
    )
    build.run(f"CREATE OR REPLACE MACRO latest_day() AS DATE '{latest.isoformat()}'")


def _choices(chosen: Partnership) -> list[Listed]:
    """Return the spellings of every column with its own list of values."""
    rows: list[Listed] = []
    for contract in contracts().values():
        for column in contract.columns:
            name = listed_name(column, contract.table)
            if column.kind == "plan":
                rows += [(name, key, plan, None) for key, plan in chosen.plan_rows()]
            spelt = [(v, v) for v in (*column.values, *column.extra)] + list(column.aliases)
            rows += [(name, normalise(spelling), value, None) for spelling, value in spelt]
    return rows

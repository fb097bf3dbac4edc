"""Cells as work tables: `staged` (text, one column a contract column) and `listed` (spellings)."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from config.contracts import contracts
from config.partnerships import Partnership, normalise
from etl.rows.cells import listed_name
from etl.rows.names import add_dates_of_use, follow_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from etl.build import Build
    from etl.recognise import Recognised

_CHUNK = 5_000
"""Rows read at a time: few enough that Python's own collector has little to go through."""
_SAMPLE = 400
_SPACES = " \t\r\n\xa0"
_MISSING = ("", "n/a", "none", "not known", "-")
"""The words that stand for "no value" (data dictionary, first paragraph)."""

Listed = tuple[str, str, str, str | None]


def stage(build: Build, found: Recognised) -> dict[str, list[str]]:
    """Write the sheet's cells as `staged` and return a sample of each column that is not used.

    Missing values (blank, n/a, none, not known, -) are NULL. The sample is of distinct values, by
    header, for the search for direct identifiers; it is stored nowhere.
    """
    names = ", ".join(f"{column.name} VARCHAR" for column in found.contract.columns)
    build.run(f"CREATE OR REPLACE TEMP TABLE staged (row_no INTEGER, {names})")
    unused: dict[int, dict[str, None]] = {}
    rows = found.sheet.rows_after(found.header_row)
    while chunk := list(itertools.islice(rows, _CHUNK)):
        columns = list(itertools.zip_longest(*(cells for _, cells in chunk), fillvalue=""))
        _sample(columns, set(found.places.values()), unused)
        numbers = pa.array([number for number, _ in chunk], pa.int32())
        build.append("staged", {"row_no": numbers} | _used(columns, found.places))
    header = next((cells for number, cells in found.sheet.top if number == found.header_row), [])
    return {
        (header[place].strip() if place < len(header) else "") or f"number {place + 1}": list(kept)
        for place, kept in unused.items()
    }


def _sample(
    columns: list[tuple[str, ...]], used: set[int], unused: dict[int, dict[str, None]]
) -> None:
    for place, cells in enumerate(columns):
        if place in used:
            continue
        for cell in filter(None, map(str.strip, cells)):
            kept = unused.setdefault(place, {})
            if len(kept) >= _SAMPLE:
                break
            kept.setdefault(cell)


def _used(columns: list[tuple[str, ...]], places: Mapping[str, int]) -> dict[str, pa.Array]:
    """Return the columns the contract knows, each cell trimmed, missing ones as None."""
    return {
        name: _present(pa.array(columns[place], pa.string()))
        for name, place in places.items()
        if place < len(columns)
    }


def _present(cells: pa.Array) -> pa.Array:
    trimmed = pc.utf8_trim(cells, _SPACES)
    return pc.if_else(pc.is_in(pc.utf8_lower(trimmed), pa.array(_MISSING)), None, trimmed)


def prepare_lists(build: Build, chosen: Partnership, latest: dt.date) -> None:
    """Write `listed` (every list's spellings), the reasons, and the latest day a row may name."""
    listed = listed_rows(chosen)
    names = ("list", "spelling", "value", "grp")
    columns: dict[str, list[object]] = {
        name: [row[i] for row in listed] for i, name in enumerate(names)
    }
    build.add_table("listed", columns, dict.fromkeys(columns, "VARCHAR"))
    build.run(
        "SET VARIABLE reasons = (SELECT map_from_entries(list((spelling, value))) "
        "FROM listed WHERE list = 'reason')"
    )
    follow_list(build, chosen)
    add_dates_of_use(build, chosen)
    build.run(f"CREATE OR REPLACE MACRO latest_day() AS DATE '{latest.isoformat()}'")


def listed_rows(chosen: Partnership) -> list[Listed]:
    """Return (list, spelling, value, group) of everything a partnership's lists hold."""
    listed: list[Listed] = []
    listed += [("agency", key, name, group) for key, name, group in chosen.agency_rows()]
    listed += [("locality", key, name, None) for key, name in chosen.locality_rows()]
    listed += [("reason", key, name, None) for key, name in chosen.reason_rows()]
    return listed + _choices(chosen)


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

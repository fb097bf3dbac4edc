"""Which table a sheet is, told from its headers alone, never from its file's name."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from config.paths import DATA
from etl.contracts import Contract, contracts
from etl.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from config.partnerships import Partnership
    from etl.readers import Sheet


@dataclass(frozen=True)
class Recognised:
    """A sheet recognised as a table: which header cell holds which column."""

    sheet: Sheet
    contract: Contract
    header_row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...]


def recognise(sheets: Iterable[Sheet], partnership: Partnership) -> Recognised:
    """Return the first sheet whose header row holds all a table needs.

    Raises FileRefused naming a direct identifier in the headers, a column given twice, or the
    columns that are missing for the nearest table.
    """
    sheets = tuple(sheets)
    rows = [(sheet, number, cells) for sheet in sheets for number, cells in sheet.top]
    for sheet, number, cells in rows:
        for contract in contracts().values():
            places = _places(cells, contract, partnership)
            if contract.needed <= places.keys():
                _refuse_identifiers(sheet, cells)
                _refuse_twice(sheet, cells, contract, partnership)
                known = set(places.values())
                ignored = [c for i, c in enumerate(cells) if i not in known and c.strip()]
                return Recognised(sheet, contract, number, places, tuple(ignored))
    raise FileRefused(_nearest(sheets, rows, partnership))


def _places(cells: list[str], contract: Contract, partnership: Partnership) -> dict[str, int]:
    """Return the place of each of the contract's columns among the header cells."""
    spellings = _spellings(contract, partnership)
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = spellings.get(_folded(cell))
        if column:
            places.setdefault(column, place)
    return places


def _spellings(contract: Contract, partnership: Partnership) -> dict[str, str]:
    synonyms = partnership.column_synonyms.get(contract.table, {})
    spellings = {_folded(s): column for column, many in synonyms.items() for s in many}
    return spellings | {_folded(column.name): column.name for column in contract.columns}


def _folded(header: str) -> str:
    return re.sub(r"[\W_]+", "", header.lower())


def _refuse_twice(
    sheet: Sheet, cells: list[str], contract: Contract, partnership: Partnership
) -> None:
    spellings = _spellings(contract, partnership)
    columns = [spellings[_folded(cell)] for cell in cells if _folded(cell) in spellings]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        msg = (
            f"{sheet.file.name}: two headers both stand for the column {twice[0]}. "
            "Delete or rename one of them."
        )
        raise FileRefused(msg)


def _refuse_identifiers(sheet: Sheet, cells: list[str]) -> None:
    for place, cell in enumerate(cells):
        if _is_identifier(cell):
            msg = (
                f"{sheet.file.name}: column {_letter(place)} ({cell.strip()[:40]!r}) is for a "
                "direct identifier, so nothing of this file was loaded. Delete that column and "
                "load again."
            )
            raise FileRefused(msg)


@cache
def _identifiers() -> tuple[frozenset[str], re.Pattern[str]]:
    content = tomllib.loads((DATA / "identifiers.toml").read_text(encoding="utf-8"))
    runs = "|".join(re.escape(words) for words in content["words"])
    return frozenset(content["exact"]), re.compile(rf"\b(?:{runs})\b")


def _is_identifier(header: str) -> bool:
    exact, runs = _identifiers()
    words = re.sub(r"[\W_]+", " ", re.sub(r"['\u2019]", "", header.lower())).strip()
    return words in exact or bool(runs.search(words))


def _letter(place: int) -> str:
    """Return the column's letters as Excel shows them."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _nearest(
    sheets: tuple[Sheet, ...], rows: list[tuple[Sheet, int, list[str]]], partnership: Partnership
) -> str:
    """Say what is missing for the table that the headers come nearest to."""
    best = (0, "", frozenset[str]())
    for _, _, cells in rows:
        for contract in contracts().values():
            found = _places(cells, contract, partnership).keys()
            missing = contract.needed - found
            if found and (len(found) - len(missing)) > best[0]:
                best = (len(found) - len(missing), contract.table, missing)
    name = sheets[0].file.name if sheets else "The file"
    if best[1]:
        return (
            f"{name}: it looks like {best[1]} data, but these columns are missing: "
            f"{', '.join(sorted(best[2]))}. Add them, or correct their headers."
        )
    return (
        f"{name}: the headers match no table ({', '.join(contracts())}). Check that the header row "
        "is among the first ten rows and uses the columns of docs/data-dictionary.md."
    )

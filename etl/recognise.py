"""Which table a sheet is, told from its headers alone, never from its file's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from config.contracts import Contract, contracts
from etl.errors import FileRefused
from etl.headers import column_letters, folded_header, is_identifier
from etl.redact import redact
from etl.redact.files import shown_name
from etl.rows.identifiers import known_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from config.partnerships import Partnership
    from etl.readers import Sheet

_MOST_COMPARED = 60
_LONGEST_QUOTED = 40
_CLOSE = 0.8
_FORMS_COLUMNS = {"id", "starttime", "completiontime", "lastmodifiedtime", "language"}
"""What Microsoft Forms adds by itself: any other header for the same column goes before these."""


@dataclass(frozen=True)
class Recognised:
    """A sheet recognised as a table: which header cell holds which column."""

    sheet: Sheet
    contract: Contract
    header_row: int
    places: Mapping[str, int]
    ignored: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    """One row read as the header of one table: the places of every header for each column."""

    sheet: Sheet
    row: int
    cells: list[str]
    contract: Contract
    found: Mapping[str, tuple[int, ...]]

    @property
    def missing(self) -> frozenset[str]:
        return self.contract.needed - self.found.keys()


def recognise(sheets: Iterable[Sheet], partnership: Partnership) -> Recognised:
    """Return the first sheet with a header row that holds all a table needs.

    Where a sheet can be read as several tables, or several of its rows as headers, the one with
    the most columns is taken, then the one that needs the most, then the upper row.
    Raises FileRefused naming the direct identifiers in the headers, a column given twice, or the
    columns that are missing for the nearest table.
    """
    tried: list[_Reading] = []
    faults: list[FileRefused] = []
    file = "The file"
    for sheet in sheets:
        file = shown_name(sheet.file)
        try:
            readings = list(_readings(sheet, partnership))
        except FileRefused as fault:  # with another delimiter the quotation marks may be right
            faults.append(fault)
            continue
        whole = [reading for reading in readings if not reading.missing]
        if whole:
            return _recognised(max(whole, key=_rank), known_words(partnership))
        tried += readings
    if faults:
        raise faults[0]
    msg = f"{file}: {_nearest(tried)}"
    raise FileRefused(msg)


def _rank(reading: _Reading) -> tuple[int, int, int]:
    return len(reading.found), len(reading.contract.needed), -reading.row


def _readings(sheet: Sheet, partnership: Partnership) -> Iterable[_Reading]:
    for row, cells in sheet.top:
        folded = [folded_header(cell) for cell in cells]
        for contract in contracts().values():
            found = _found(folded, _spellings(contract, partnership))
            yield _Reading(sheet, row, cells, contract, found)


def _recognised(reading: _Reading, known: frozenset[str]) -> Recognised:
    _refuse_identifiers(reading)
    _refuse_identifying_headers(reading, known)
    _refuse_twice(reading)
    places = {column: many[0] for column, many in reading.found.items()}
    taken = {place for many in reading.found.values() for place in many}
    ignored = tuple(
        _with_suggestion(redact(cell.strip(), known).text, reading)
        for place, cell in enumerate(reading.cells)
        if place not in taken and cell.strip()
    )
    return Recognised(reading.sheet, reading.contract, reading.row, places, ignored)


def _with_suggestion(header: str, reading: _Reading) -> str:
    """Return an unknown header, with the column it may be a slip for."""
    free = [c.name for c in reading.contract.columns if c.name not in reading.found]
    near = _near(header, free)
    return f'{header} (did you mean "{near}"?)' if near else header


def _near(header: str, columns: Iterable[str]) -> str | None:
    names = {folded_header(column): column for column in columns}
    near = get_close_matches(folded_header(header[:_MOST_COMPARED]), names, n=1, cutoff=_CLOSE)
    return names[near[0]] if near else None


def _spellings(contract: Contract, partnership: Partnership) -> dict[str, str]:
    synonyms = partnership.column_synonyms.get(contract.table, {})
    spellings = {folded_header(s): column for column, many in synonyms.items() for s in many}
    return spellings | {folded_header(column.name): column.name for column in contract.columns}


def _found(folded: list[str], spellings: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Return the places of the headers that stand for each column, Forms' own ones last."""
    found: dict[str, tuple[int, ...]] = {}
    spare: dict[str, tuple[int, ...]] = {}
    for place, header in enumerate(folded):
        column = spellings.get(header)
        if column:
            chosen = spare if header in _FORMS_COLUMNS else found
            chosen[column] = (*chosen.get(column, ()), place)
    for place, header in enumerate(folded):
        column = None if header in spellings else _numbered(header, spellings)
        if column in found:
            found[column] = (*found[column], place)
    return spare | found


def _numbered(header: str, spellings: Mapping[str, str]) -> str | None:
    """Return the column of a header that a program has numbered, as in "word_1 2"."""
    shorter = [header[:-n] for n in (1, 2) if header[-n:].isdigit()]
    return next((spellings[one] for one in shorter if one in spellings), None)


def _refuse_twice(reading: _Reading) -> None:
    for column, places in reading.found.items():
        if len(places) > 1:
            letters = " and ".join(column_letters(place) for place in places)
            msg = (
                f"{shown_name(reading.sheet.file)}: two headers both stand for the column {column} "
                f"(columns {letters}). Delete or rename one of them."
            )
            raise FileRefused(msg)


def _refuse_identifiers(reading: _Reading) -> None:
    """Refuse a header that is for a direct identifier, also in a column that would be ignored."""
    named = [(place, cell) for place, cell in enumerate(reading.cells) if is_identifier(cell)]
    if not named:
        return
    columns = " and ".join(f"{column_letters(place)}{_quoted(cell)}" for place, cell in named)
    many = len(named) > 1
    msg = (
        f"{shown_name(reading.sheet.file)}: column{'s' if many else ''} {columns} "
        f"{'are for direct identifiers' if many else 'is for a direct identifier'}, so nothing of "
        f"this file was loaded. Delete {'those columns' if many else 'that column'} and load again."
    )
    if _FORMS_COLUMNS & set(map(folded_header, reading.cells)):
        msg += (
            " Microsoft Forms adds Email and Name by itself: in its export, click on the letter "
            "above each such column, choose Delete, and save; or turn off Record name in the "
            "form's settings."
        )
    raise FileRefused(msg)


def _refuse_identifying_headers(reading: _Reading, known: frozenset[str]) -> None:
    """Refuse a header that is itself a direct identifier; the message does not repeat it."""
    taken = {place for many in reading.found.values() for place in many}
    for place, cell in enumerate(reading.cells):
        left = re.sub(r"\[[A-Z ]+\]", "", redact(cell, known).text)
        if place not in taken and cell.strip() and not left.strip():
            msg = (
                f"{shown_name(reading.sheet.file)}: "
                f"the header of column {column_letters(place)} is a "
                "direct identifier, so nothing of this file was loaded. Delete that column, or "
                "give it a plain header, and load again."
            )
            raise FileRefused(msg)


def _quoted(header: str) -> str:
    """Return the header in brackets, or nothing when it is longer than headers are."""
    short = " ".join(header.split())
    return f" ({short!r})" if len(short) <= _LONGEST_QUOTED else ""


def _nearest(tried: list[_Reading]) -> str:
    """Say what is missing for the table that the headers come nearest to, and likely slips."""
    best = max(tried, key=_nearness, default=None)
    slips = _slips(best) if best else {}
    if not best or _nearness(best)[0] <= 0:
        return (
            f"the headers match no table ({', '.join(contracts())}). Check that the header row is "
            "among the first ten rows and names its columns as the blank workbooks do (they are "
            "written by python -m etl template)."
        )
    asked = " ".join(
        f"Did you mean {column} in column {column_letters(place)}?"
        for column, place in sorted(slips.items())
    )
    return (
        f"it looks like {best.contract.table} data, but these columns are missing: "
        f"{', '.join(sorted(best.missing))}. {asked}{' ' if asked else ''}"
        "Add them, or correct their headers."
    )


def _nearness(reading: _Reading) -> tuple[int, int]:
    slips = len(_slips(reading))
    found = len(reading.found) + slips
    return found - (len(reading.missing) - slips), len(reading.found)


def _slips(reading: _Reading) -> dict[str, int]:
    """Return the missing columns that a header is nearly the name of, and where it stands."""
    slips: dict[str, int] = {}
    for place, cell in enumerate(reading.cells[:_MOST_COMPARED]):
        column = _near(cell, reading.missing - slips.keys())
        if column:
            slips[column] = place
    return slips

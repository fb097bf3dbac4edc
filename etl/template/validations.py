"""What each column of a workbook asks of a cell: its in-sheet check and the words around it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from etl.template.lists import list_name, offered

if TYPE_CHECKING:
    from config.contracts import Column, Contract
    from etl.template.wording import Wording

FIRST_ROW, LAST_ROW = 2, 2001
"""The rows, as Excel numbers them, that have checks: 2,000 of them below the header."""

_EARLIEST, _LATEST = dt.date(1990, 1, 1), dt.date(2099, 12, 31)
_REFERENCE = "LEN({cell})<=40"
_UNUSED = "SUMPRODUCT(--(${letter}$2:${letter}$2001={cell}))=1"
# Excel has no check of its own for a month: four figures from 19 or 20, a hyphen, 01 to 12.
_MONTH = (
    'AND(LEN({cell})=7,OR(LEFT({cell},2)="19",LEFT({cell},2)="20"),'
    'ISNUMBER(VALUE(MID({cell},3,2))),MID({cell},5,1)="-",'
    'ISNUMBER(FIND(RIGHT({cell},3),"-01-02-03-04-05-06-07-08-09-10-11-12")))'
)


@dataclass(frozen=True)
class Asked:
    """What one column asks for: its kind of wording, how to type it, and Excel's check.

    `criteria` are XlsxWriter's data_validation options without the words; `text` tells that the
    cells are kept as typed, so that zeros in front and months stay.
    """

    type: str
    criteria: dict[str, Any]
    wrong_title: str = ""
    wrong: str = ""
    text: bool = False
    values: tuple[str | int, ...] = field(default=())

    def options(self, title: str, message: str) -> dict[str, Any]:
        """Return the whole of XlsxWriter's options, with the words of both message boxes."""
        words = {"input_title": title, "input_message": message}
        if self.wrong:
            words |= {"error_title": self.wrong_title, "error_message": self.wrong}
        return self.criteria | words


@dataclass(frozen=True)
class Place:
    """One column in its place: its number and letter, what it asks for and when it is needed."""

    number: int
    column: Column
    asked: Asked
    needed_when: dict[str, Any] | None

    @property
    def letter(self) -> str:
        """Return the column's letter as Excel shows it."""
        return str(xl_col_to_name(self.number))

    @property
    def needed(self) -> str:
        """Return always, sometimes or never: the name of its look and of its wording."""
        if self.column.needed:
            return "always"
        return "sometimes" if self.needed_when else "never"


def places_of(contract: Contract, wording: Wording) -> tuple[Place, ...]:
    """Return the table's columns, each in its place."""
    return tuple(
        Place(
            number,
            column,
            _asked(contract, column, xl_col_to_name(number), wording),
            wording.of_column(contract.table, column).get("needed_when"),
        )
        for number, column in enumerate(contract.columns)
    )


def _asked(contract: Contract, column: Column, letter: str, wording: Wording) -> Asked:
    """Return what the column standing at `letter` asks for."""
    said = wording.of_column(contract.table, column)
    values = offered(contract.table, column, wording)
    kind = _kind(contract, column, may_be_future=said.get("may_be_future", False))
    if values:
        kind = kind if kind in {"agency", "locality"} else "list"
    words = wording.workbooks["kinds"][kind]
    range_of = {"low": column.low, "high": column.high}
    return Asked(
        type=said.get("type") or words["type"].format(**range_of),
        criteria=_criteria(kind, contract.table, column, letter),
        wrong_title=words.get("wrong_title", ""),
        wrong=words.get("wrong", "").format(**range_of),
        text=kind in {"reference", "own_reference", "month", "text", "free", "words", "reasons"},
        values=values,
    )


def _kind(contract: Contract, column: Column, *, may_be_future: bool) -> str:
    if column.kind == "date":
        return "date" if may_be_future else "past_date"
    if column.kind == "reference" and contract.key == (column.name,):
        return "own_reference"
    return column.kind


def _criteria(kind: str, table: str, column: Column, letter: str) -> dict[str, Any]:
    cell = f"{letter}{FIRST_ROW}"
    if kind in {"list", "agency", "locality"}:
        return {"validate": "list", "source": f"={list_name(table, column)}"}
    if kind in {"date", "past_date"}:
        latest = "=TODAY()" if kind == "past_date" else _LATEST
        between = {"minimum": _EARLIEST, "maximum": latest}
        return {"validate": "date", "criteria": "between", **between}
    if kind == "whole":
        low_to_high = {"minimum": column.low, "maximum": column.high}
        return {"validate": "integer", "criteria": "between", **low_to_high}
    rules = {
        "reference": _REFERENCE,
        "own_reference": f"AND({_REFERENCE},{_UNUSED})",
        "month": _MONTH,
    }
    if kind in rules:
        return {"validate": "custom", "value": "=" + rules[kind].format(cell=cell, letter=letter)}
    return {"validate": "any"}

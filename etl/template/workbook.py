"""One blank workbook: the sheet to fill in, how to fill it in, and the hidden lists."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from etl.template.guide_sheet import add_guide
from etl.template.lists import list_name
from etl.template.look import BEGUN, LOOKS, SOMETIMES_TITLE
from etl.template.validations import FIRST_ROW, LAST_ROW, Place, places_of

if TYPE_CHECKING:
    from config.contracts import Contract
    from etl.template.wording import Wording

_LISTS = "Lists"
_AS_TYPED = "@"
_FORMATS = {"date": "dd/mm/yyyy", "whole": "0"}
_WIDTHS = {"agency": 34, "free": 60, "locality": 28, "plan": 20, "reasons": 44, "reason": 30}
_NARROWEST, _BESIDE_NAME = 13, 4
_PAGE_WIDTH = 210
_WRAPPED = {"free", "reasons"}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def workbook(contract: Contract, wording: Wording) -> bytes:
    """Return the blank workbook of a table as the bytes of an XLSX file."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    look = {name: book.add_format(options) for name, options in LOOKS.items()}
    places = places_of(contract, wording)
    sheet = book.add_worksheet(contract.table)
    _add_header(sheet, places, look)
    for place in places:
        _add_column(book, sheet, place)
    _add_reminders(sheet, places, look["missing"])
    _print_setup(sheet, contract.table, places, wording)
    add_guide(book, contract, places, wording, look)
    _add_lists(book, contract.table, places)
    book.set_properties({"title": f"{wording.partnership.scheme}: {contract.table}"})
    book.close()
    return content.getvalue()


def _add_header(sheet: Any, places: tuple[Place, ...], look: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.set_row(0, 30)
    for place in places:
        sheet.write_string(0, place.number, place.column.name, look[place.needed])
        if place.needed != "never":
            note = f"{SOMETIMES_TITLE[place.needed]} {_sentence(place.column.means)}"
            sheet.write_comment(0, place.number, note, {"x_scale": 1.6, "y_scale": 0.7})
    sheet.freeze_panes(1, 1)


def _add_column(book: Any, sheet: Any, place: Place) -> None:  # noqa: ANN401
    """Set a column's width and format, and the check of its 2,000 cells."""
    column = place.column
    as_number = _FORMATS.get(column.kind, "General")
    look = {
        "num_format": _AS_TYPED if place.asked.text else as_number,
        "align": "left",
        "indent": 1,
        "valign": "top",
        "text_wrap": column.kind in _WRAPPED,
        "font_name": "Arial",
        "font_size": 10,
    }
    sheet.set_column(place.number, place.number, _width(place), book.add_format(look))
    message = f"{_sentence(column.means)} {place.asked.type}"
    options = place.asked.options(column.name, message)
    sheet.data_validation(FIRST_ROW - 1, place.number, LAST_ROW - 1, place.number, options)
    if place.asked.text:
        # Codes of digits alone are meant: no green corners that offer to make numbers of them.
        area = f"{place.letter}{FIRST_ROW}:{place.letter}{LAST_ROW}"
        sheet.ignore_errors({"number_stored_as_text": area})


def _width(place: Place) -> int:
    column = place.column
    return max(_WIDTHS.get(column.kind, _NARROWEST), len(column.name) + _BESIDE_NAME)


def _add_reminders(sheet: Any, places: tuple[Place, ...], look: Any) -> None:  # noqa: ANN401
    """Colour a cell of a row that has been begun while the cell is needed and empty."""
    letters = {place.column.name: place.letter for place in places}
    row = f"$A{FIRST_ROW}:${places[-1].letter}{FIRST_ROW}"
    for place in places:
        condition = BEGUN.format(row=row) if place.column.needed else _needed_if(place, letters)
        if condition:
            rule = f'=AND(${place.letter}{FIRST_ROW}="",{condition})'
            area = (FIRST_ROW - 1, place.number, LAST_ROW - 1, place.number)
            sheet.conditional_format(*area, {"type": "formula", "criteria": rule, "format": look})


def _needed_if(place: Place, letters: dict[str, str]) -> str:
    """Return the condition under which a column is needed, empty when it never is."""
    if not place.needed_when:
        return ""
    cell = f"${letters[place.needed_when['column']]}{FIRST_ROW}"
    if "one_of" in place.needed_when:
        return "OR(" + ",".join(f'{cell}="{v}"' for v in place.needed_when["one_of"]) + ")"
    others = (f'{cell}<>"{value}"' for value in place.needed_when["other_than"])
    return f'{cell}<>"",' + ",".join(others)


def _print_setup(sheet: Any, table: str, places: tuple[Place, ...], wording: Wording) -> None:  # noqa: ANN401
    one = wording.partnership
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(math.ceil(sum(map(_width, places)) / _PAGE_WIDTH), 0)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0)
    sheet.hide_gridlines(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L{one.scheme}, {one.title}: {table}&CNo names&RPage &P of &N")


def _add_lists(book: Any, table: str, places: tuple[Place, ...]) -> None:  # noqa: ANN401
    """Write each list once as a column of the hidden sheet, and give it its name."""
    sheet = book.add_worksheet(_LISTS)
    lists = {list_name(table, p.column): p.asked.values for p in places if p.asked.values}
    for number, (name, values) in enumerate(lists.items()):
        sheet.write_string(0, number, f"Drop-down: {name}")
        sheet.write_column(1, number, values)
        letter = xl_col_to_name(number)
        book.define_name(name, f"={_LISTS}!${letter}$2:${letter}${len(values) + 1}")
    sheet.hide()


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

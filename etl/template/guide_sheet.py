"""The sheet "How to fill this in": rules, every column with an example, and the lists."""

from __future__ import annotations

import datetime as dt
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.calendar import today
from config.partnerships import AGENCY_GROUPS, REASONS
from etl.template.lists import agencies_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from config.contracts import Contract
    from etl.template.validations import Place
    from etl.template.wording import Wording

NAME = "How to fill this in"
_WIDTHS = (23, 11, 36, 46, 28)
_LAST = len(_WIDTHS) - 1
_LINE = 14.0
_SHORT_LIST = 8
# A column's width is counted in the figures of Excel's own font; letters of Arial 10 are narrower.
_LETTERS_TO_WIDTH = 1.2


@dataclass
class _Page:
    """The sheet while it is written from top to bottom; `row` is the next free one."""

    sheet: Any
    look: dict[str, Any]
    row: int = 0

    def across(self, text: str, look: str, height: float | None = None) -> None:
        """Write a text over the whole width, the row as high as the text needs."""
        self.sheet.set_row(self.row, height or _LINE * _lines(text, sum(_WIDTHS)) + 3)
        self.sheet.merge_range(self.row, 0, self.row, _LAST, text, self.look[look])
        self.row += 1

    def cells(self, texts: Sequence[str], looks: Sequence[str]) -> None:
        """Write one cell a column."""
        lines = max(_lines(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
        self.sheet.set_row(self.row, _LINE * lines + 3)
        for number, (text, look) in enumerate(zip(texts, looks, strict=True)):
            self.sheet.write_string(self.row, number, text, self.look[look])
        self.row += 1

    def pair(self, name: str, text: str) -> None:
        """Write a name and, over the other columns, what belongs to it."""
        self.sheet.set_row(self.row, _LINE * _lines(text, sum(_WIDTHS[2:])) + 3)
        self.sheet.merge_range(self.row, 0, self.row, 1, name, self.look["name"])
        self.sheet.merge_range(self.row, 2, self.row, _LAST, text, self.look["cell"])
        self.row += 1


def add_guide(
    book: Any,  # noqa: ANN401 - XlsxWriter ships no types
    contract: Contract,
    places: tuple[Place, ...],
    wording: Wording,
    look: dict[str, Any],
) -> None:
    """Add the sheet to the workbook; its examples stand one below another, never as a row."""
    page = _Page(book.add_worksheet(NAME), look)
    for number, width in enumerate(_WIDTHS):
        page.sheet.set_column(number, number, width)
    _add_opening(page, contract, wording)
    _add_columns(page, contract, places, wording)
    _add_lists(page, places, wording)
    page.sheet.hide_gridlines(2)
    page.sheet.set_landscape()
    page.sheet.set_paper(9)  # A4
    page.sheet.fit_to_pages(1, 0)
    page.sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    page.sheet.set_footer(f"&L{wording.partnership.scheme}: {contract.table}&RPage &P of &N")


def _add_opening(page: _Page, contract: Contract, wording: Wording) -> None:
    words, table = wording.workbooks, contract.table
    page.across(words["sheet_title"].format(table=table), "title", 26)
    said = wording.of_table(table)
    page.across(" ".join((said["one_row"], said["when"], said.get("rule", ""))), "text")
    page.row += 1
    for rule in words["rules"]:
        page.across("\u2022  " + rule.format(table=table), "text")
    page.row += 1
    page.across(f"{words['never_title']}: {words['never']}", "warning", 36)
    page.row += 1


def _add_columns(
    page: _Page, contract: Contract, places: tuple[Place, ...], wording: Wording
) -> None:
    words = wording.workbooks
    page.across("The columns", "heading", 22)
    page.sheet.write_string(page.row, 0, "Colours of the headers:", page.look["text"])
    for number, (look, text) in enumerate(
        zip(("always", "sometimes", "never"), words["key"], strict=True), start=2
    ):
        page.sheet.write_string(page.row, number, text, page.look[look])
    page.row += 2
    page.cells(words["table_headings"], ["head"] * len(_WIDTHS))
    for place in places:
        example = _shown(wording.of_column(contract.table, place.column).get("example", ""))
        means = place.column.means
        needed = words["needed_words"][place.needed]
        texts = (place.column.name, needed, means, _what_to_type(place), example)
        page.cells(texts, ("name", "cell", "cell", "cell", "example"))
    page.row += 1


def _what_to_type(place: Place) -> str:
    """Return how a cell is typed, with the values where they are few and not listed below."""
    values = place.asked.values
    if values and len(values) <= _SHORT_LIST and place.column.kind != "locality":
        return f"{place.asked.type} Values: {'; '.join(map(str, values))}."
    return place.asked.type


def _add_lists(page: _Page, places: tuple[Place, ...], wording: Wording) -> None:
    """Write the long lists that the table's columns use."""
    kinds = {place.column.kind for place in places}
    one = wording.partnership
    if kinds & {"reason", "reasons"}:
        page.across("The reasons", "heading", 22)
        page.across("; ".join(REASONS), "text")
    if "locality" in kinds:
        page.across("The areas", "heading", 22)
        page.across("; ".join(one.localities_in_force(today())), "text")
    if "agency" in kinds:
        page.across("The agencies, and the group each counts in", "heading", 22)
        for group in AGENCY_GROUPS:
            page.pair(group, "; ".join(agencies_of(one, group)) or "none listed: choose the group")


def _shown(example: object) -> str:
    return example.strftime("%d/%m/%Y") if isinstance(example, dt.date) else str(example)


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of a width."""
    return max(1, len(textwrap.wrap(text, int(width * _LETTERS_TO_WIDTH))))

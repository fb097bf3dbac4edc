"""docs/data-dictionary.md, written from the contracts: `python -m etl.dictionary`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from config.contracts import Column, Contract, contracts
from config.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "data-dictionary.md"

_FORMS = {
    "agency": "an agency on the partnership's list, or the name of an agency group",
    "date": "date",
    "free": "free text",
    "locality": "a locality on the partnership's list",
    "month": "YYYY-MM",
    "plan": "a plan type, or a short form such as CIN, CP, CIC",
    "reason": "a reason on the list",
    "reasons": "reasons on the list, separated by semicolons, bars or new lines",
    "reference": "text",
    "text": "text",
    "words": "a word or short phrase, or a list of them",
    "yes_no": "yes or no",
}

_OPENING = """# Input files

Written from `data/contracts/` by `python -m etl.dictionary`: change the contracts, not this page.

CSV (UTF-8 or Windows-1252; comma, semicolon or tab) or XLSX, with the header in one of the first
ten rows. A file's table is told from its headers, never from its name; capitals, spaces,
underscores and order do not matter, and each partnership may list other wordings. Dates are
`2025-04-01`, `01/04/2025`, `1 April 2025` or real Excel dates; anything else is rejected, not
guessed. Blank, `n/a`, `none`, `not known` and `-` are missing.

References are text and compare by letters and digits: MAS-6101, mas 6101 and MAS6101 are one, spelt
as first loaded. Between two digits it counts that they are apart: 12-3 is 12/3, and neither 123 nor
1-23.

A row is accepted, accepted with a query, or rejected. A needed value that is missing or not on its
list rejects the row, as does any date that cannot be read; an unknown locality or reason is kept
with a query, and any other value that cannot be read is left blank with a query. A locality outside
the days on which the partnership's file has it in use is a query, too, and is counted under the
name in force. Of two rows with one key in one file, identical ones are kept once and different ones
are both rejected. A row whose parent was rejected in the same load says which row that is, and is
counted apart. Rows of references that were erased, and rows past their retention, are left out and
told. A header such as name, date of birth, NHS number or postcode refuses the file.

A row with a key that is stored replaces that row. A column that the file does not have leaves what
is stored alone; a cell that is there and blank clears it, or gives the column its value for blanks.
Checks judge the row that will stand. Before anything is written a load says which rows are new,
changed (in which columns), the same, and which rows of earlier files this one lacks. A file that
says what is served already, read with the same lists, changes nothing; after a newer file it
changes the rows back.
"""


def as_markdown() -> str:
    """Return the page: every table with its columns and its checks."""
    return "\n".join([_OPENING, *(line for c in contracts().values() for line in _table(c))])


def _table(contract: Contract) -> Iterator[str]:
    yield f"## {contract.table}\n"
    yield f"One row for each {' + '.join(contract.key)}.\n"
    yield "| column | needed | values | what it is |"
    yield "|---|---|---|---|"
    for column in contract.columns:
        needed = "yes" if column.needed else ""
        yield f"| {column.name} | {needed} | {_values(column)} | {column.means} |"
    parent = contract.belongs_to
    must_exist = parent is not None and parent.orphans == "rejected"
    if contract.checks or must_exist:
        yield "\n| when a row is | what is wrong | what to do |"
        yield "|---|---|---|"
    if parent and must_exist:
        yield (
            f"| rejected | No {parent.table} with this {parent.by} has been loaded. "
            f"| Check the reference, or load the {parent.table} first. |"
        )
    for check in contract.checks:
        what = "rejected" if check.severity == "reject" else "queried"
        yield f"| {what} | {check.problem} | {check.remedy} |"
    yield ""


def _values(column: Column) -> str:
    if column.values:
        default = f" (when blank: {column.default})" if column.default else ""
        return ", ".join(column.values) + default
    if column.kind == "whole":
        return f"{column.low} to {column.high}"
    return _FORMS[column.kind] + "".join(f", or {value}" for value in column.extra)


if __name__ == "__main__":
    PAGE.write_text(as_markdown(), encoding="utf-8")

"""Direct identifiers stop here: before a cell is stored, counted, listed or shown.

Works on `staged` in place, once for each distinct text (data dictionary, "Direct identifiers never
get in"). Writes `redaction` (row_no, column_name, tag, names, doubtful) and `identifier`
(row_no, column_name, tag) for the checks and the ledger.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from config.partnerships import REASONS, Partnership, normalise
from etl.errors import FileRefused
from etl.redact import identifier_in, mostly_identifiers, redact
from etl.rows.references import replace_values

if TYPE_CHECKING:
    from config.contracts import Contract
    from etl.build import Build

FREE_KINDS = {"free", "text"}
"""Kinds of column whose cells are prose."""

_KEPT_AS_TYPED = {"date", "month", "whole", "yes_no"}
_RUNNING_REFERENCE = "[A-Za-z]{1,6}[-_/ ]?[0-9]{1,6}|[0-9]{1,6}"
"""Letters and up to six digits, as R1 or W-0412: none of the identifiers has this shape."""
_SAMPLE = 400
_IN_WORDS = {
    "[NHS NUMBER]": "NHS numbers",
    "[UPN]": "pupil numbers (UPN)",
    "[NI NUMBER]": "National Insurance numbers",
    "[POSTCODE]": "postcodes",
    "[PHONE]": "phone numbers",
    "[EMAIL]": "e-mail addresses",
    "[DATE]": "dates that may be birthdays",
    "[NAME]": "names",
}


def refuse_identifier_columns(file: str, unused: dict[str, list[str]]) -> None:
    """Raise FileRefused when an unused column's values are mostly direct identifiers."""
    for header, values in unused.items():
        tag = mostly_identifiers(values)
        if tag:
            shown = "(header withheld)" if identifier_in(header) else repr(header[:40])
            msg = (
                f"{file}: the values of column {shown} are mostly {_words(tag)}, so nothing of "
                "this file was loaded. Delete that column and load again."
            )
            raise FileRefused(msg)


def keep_identifiers_out(build: Build, contract: Contract, chosen: Partnership, file: str) -> None:
    """Redact `staged` and mark references that look like a direct identifier.

    Raises FileRefused when a whole column of references is of direct identifiers.
    """
    for name in ("redaction", "identifier"):
        build.run(
            f"CREATE OR REPLACE TEMP TABLE {name} "
            "(row_no INTEGER, column_name VARCHAR, tag VARCHAR, names BOOLEAN, doubtful BOOLEAN)"
        )
    known = known_words(chosen)
    for column in contract.columns:
        if contract.facts and column.kind != "free":
            continue  # what a document prints is a fact, not a person's words
        if column.kind == "reference":
            _mark_references(build, column.name, file)
        elif column.kind in FREE_KINDS:
            _redact_column(build, column.name, known)
        elif column.kind == "words":
            # A cell of feelings is not prose: capitals there are no names ("Out Of My Depth").
            _redact_column(build, column.name, known, small=True)


def known_words(chosen: Partnership) -> frozenset[str]:
    """Return the words of places, agencies and reasons: capitals there are no names."""
    phrases = [key for key, _ in chosen.locality_rows()]
    phrases += [key for key, _, _ in chosen.agency_rows()]
    phrases += [key for key, _ in chosen.reason_rows()]
    phrases += [normalise(text) for text in (*REASONS, chosen.title, chosen.scheme_title)]
    return frozenset(word for phrase in phrases for word in phrase.split())


def redacted_rejects(
    build: Build, contract: Contract, chosen: Partnership
) -> list[tuple[int, tuple[tuple[str, str], ...]]]:
    """Return (row_no, cells) of the rejected rows, every cell without direct identifiers."""
    known = known_words(chosen)
    names = [column.name for column in contract.columns]
    rows = build.run(
        f"SELECT row_no, {', '.join(names)} FROM staged SEMI JOIN "
        "(SELECT row_no FROM finding WHERE severity = 'reject') USING (row_no) ORDER BY row_no"
    ).fetchall()
    return [
        (
            row[0],
            tuple(
                (column.name, _safe_cell(column.kind, cell, known))
                for column, cell in zip(contract.columns, row[1:], strict=True)
            ),
        )
        for row in rows
    ]


_LIKE_A_DATE = re.compile(r"[\d/.\- :T]{1,25}")
_DATED = {"date", "month"}
_NOT_A_PERSON = {None, "[DATE]"}
_LIKE_A_NUMBER = re.compile(r"-?\d{1,5}(?:\.\d+)?")


def _safe_cell(kind: str, cell: str | None, known: frozenset[str]) -> str:
    """Return a rejected cell for correction: typed values as they are, all else redacted."""
    if cell is None:
        return ""
    if kind == "reference":
        return identifier_in(cell) or cell
    if kind in _DATED and _LIKE_A_DATE.fullmatch(cell) and identifier_in(cell) in _NOT_A_PERSON:
        return cell
    if kind in _KEPT_AS_TYPED and _LIKE_A_NUMBER.fullmatch(cell):
        return cell
    return identifier_in(cell) or redact(cell, known).text


def _mark_references(build: Build, column: str, file: str) -> None:
    values = distinct_values(build, column, unlike=_RUNNING_REFERENCE)
    tag = mostly_identifiers(values[:_SAMPLE]) if _most(build, column, len(values)) else None
    if tag:
        msg = (
            f"{file}: the values of column {column} are mostly {_words(tag)}, so nothing of this "
            "file was loaded. Use the scheme's own references instead."
        )
        raise FileRefused(msg)
    found = {value: tag for value in values if (tag := identifier_in(value))}
    doubted = [v for v in values if v not in found and redact(v, frozenset()).doubtful]
    _note(build, "redaction", column, dict.fromkeys(doubted, ("", False, True)))
    _note(build, "identifier", column, {v: (tag, False, False) for v, tag in found.items()})
    replace_values(build, column, found)


def _redact_column(
    build: Build, column: str, known: frozenset[str], *, small: bool = False
) -> None:
    changed: dict[str, str] = {}
    noted: dict[str, tuple[str, bool, bool]] = {}
    for value in distinct_values(build, column):
        result = redact(value.lower() if small else value, known)
        if result.tags:
            changed[value] = result.text
        if result.tags or result.doubtful:
            noted[value] = (" ".join(result.tags), result.names, result.doubtful)
    _note(build, "redaction", column, noted)
    replace_values(build, column, changed)


def distinct_values(build: Build, column: str, unlike: str = "") -> list[str]:
    """Return the different values of a staged column, but those of the pattern `unlike`."""
    sql = f"SELECT DISTINCT {column} FROM staged WHERE {column} IS NOT NULL"
    if unlike:
        sql += f" AND NOT regexp_full_match({column}, '{unlike}')"
    return [str(row[0]) for row in build.run(sql).fetchall()]


def _most(build: Build, column: str, doubtful: int) -> bool:
    """Tell whether the doubtful values are more than half of the column's distinct ones."""
    found = build.run(f"SELECT count(DISTINCT {column}) FROM staged").fetchone()
    return found is not None and doubtful * 2 > int(found[0])


def _note(build: Build, table: str, column: str, noted: dict[str, tuple[str, bool, bool]]) -> None:
    """Write which rows hold the values, never the values."""
    if not noted:
        return
    columns: dict[str, list[object]] = {
        "value": list(noted),
        "tag": [tag for tag, _, _ in noted.values()],
        "names": [names for _, names, _ in noted.values()],
        "doubtful": [doubtful for _, _, doubtful in noted.values()],
    }
    types = {"value": "VARCHAR", "tag": "VARCHAR", "names": "BOOLEAN", "doubtful": "BOOLEAN"}
    build.add_table("noted", columns, types)
    build.run(
        f"INSERT INTO {table} SELECT row_no, ?, tag, names, doubtful "
        f"FROM staged JOIN noted ON staged.{column} = noted.value",
        [column],
    )


def _words(tag: str) -> str:
    return _IN_WORDS.get(tag, "direct identifiers")

"""Writes the workbooks of the corpus: `python tests/etl/corpus/workbooks.py`; always alike.

What each must load as stands in the expected.toml of its folder, decided from the data dictionary.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl

HERE = Path(__file__).parent
_STAMP = dt.datetime(2025, 1, 1)  # noqa: DTZ001 - Excel's dates have no zone
_DAY = dt.datetime(2025, 6, 23)  # noqa: DTZ001

Cell = str | int | float | bool | dt.datetime | None
Rows = list[list[Cell]]

REFERRAL: list[Cell] = [
    *("referral_id", "received_date", "locality", "referring_agency", "plan_type", "reasons"),
    *("decision", "decision_date"),
]
SESSION: list[Cell] = ["session_id", "referral_id", "session_date", "status"]
ATTENDANCE: list[Cell] = ["session_id", "agency", "attendee", "attended"]
FEEDBACK: list[Cell] = ["session_id", "respondent", "wave", "word_1", "supported", "comment"]
INTERVIEW: list[Cell] = ["interview_id", "question_no", "question", "answer"]
OUTCOME: list[Cell] = ["referral_id", "months_after", "review_date"]
LEARNING: list[Cell] = ["learning_id", "session_id", "raised_date", "scope", "theme"]


def referral(
    reference: Cell,
    received: Cell = "2025-06-23",
    locality: Cell = "Castleford",
    plan: Cell = "CP",
    reasons: Cell = "Complexity",
) -> list[Cell]:
    """Return the cells of a referral without a fault, but for those given."""
    return [
        *(reference, received, locality, "Police", plan, reasons),
        *("approved", dt.datetime(2025, 7, 1)),  # noqa: DTZ001
    ]


CELLS: Rows = [
    [*REFERRAL, "send", "sibling_group_size"],
    [*referral("007", _DAY), True, 2],
    [*referral(7, "23/06/2025"), False, "2"],
    [*referral("A3", 45831), None, None],
    [*referral("A4", "06/23/2025"), None, None],
    [*referral("A5", _DAY, "Atlantis"), None, None],
    [*referral("A6", _DAY, plan=None), None, None],
    [*referral(8.0, dt.datetime(2025, 6, 23, 14, 30)), None, 3.0],  # noqa: DTZ001
]
SECOND_SHEET: Rows = [
    ["Requests for supervision"],
    [],
    ["Wakefield"],
    REFERRAL,
    referral("B1"),
    [],
    referral("B2", plan="Wardship"),
    [],
    [],
    referral("B3"),
]
TENTH_ROW: Rows = [["Requests"], *([[]] * 8), REFERRAL, referral("C1")]
TENTH_ROW.append(referral("C2", reasons="Something new"))
ELEVENTH_ROW: Rows = [["Requests"], *([[]] * 9), REFERRAL, referral("D1")]
NO_TABLE: Rows = [["colour", "who"], ["red", "Jayden Clarke"]]
REFERENCES: Rows = [
    REFERRAL,
    referral("R1"),
    referral(9434765919),
    referral("R3"),
    referral("R4"),
]
TEXTS: Rows = [
    FEEDBACK,
    ["S1", "a", "before", None, 3, "Mrs Okafor rang 07700 900123"],
    ["S1", "b", "before", "calm", 3, 9434765919],
    ["S1", "c", "during", "calm", 3, "mum Sarah, NR1 2DH, born 12/03/2014"],
    ["S1", "d", "before", "calm", 3, "Year 10, Q1 2024"],
]
_HELD: list[Cell] = ["S1", "R1", dt.datetime(2025, 7, 10), "held"]  # noqa: DTZ001
_PRESENT: list[Cell] = ["S1", "Police", 1, True]

WORKBOOKS: dict[str, list[Rows]] = {
    "workbook-cells/requests.xlsx": [CELLS],
    "workbook-layout/second-sheet.xlsx": [[["Notes"], ["Nothing here"]], SECOND_SHEET],
    "workbook-layout/tenth-row.xlsx": [TENTH_ROW],
    "workbook-layout/eleventh-row.xlsx": [ELEVENTH_ROW],
    "workbook-layout/no-table.xlsx": [NO_TABLE],
    "workbook-identifiers/1-requests.xlsx": [REFERENCES],
    "workbook-identifiers/2-sessions.xlsx": [[SESSION, _HELD]],
    "workbook-identifiers/3-feedback.xlsx": [TEXTS],
    "workbook-identifiers/4-header.xlsx": [[[*REFERRAL, "NHS number"], [*referral("E1"), 1]]],
    "workbook-identifiers/5-column.xlsx": [
        [
            [*REFERRAL, "Extra"],
            [*referral("E2"), 9434765919],
            [*referral("E3"), 9990000018],
        ]
    ],
    "workbook-month/1-referral.xlsx": [[REFERRAL, referral("R1"), referral("R2", locality="York")]],
    "workbook-month/2-session.xlsx": [
        [SESSION, _HELD, ["S2", "R1", dt.datetime(2098, 1, 6), "held"]]  # noqa: DTZ001
    ],
    "workbook-month/3-attendance.xlsx": [
        [ATTENDANCE, _PRESENT, _PRESENT, ["S1", "Ministry", 2, "yes"]]
    ],
    "workbook-month/4-feedback.xlsx": [
        [
            FEEDBACK,
            ["S1", "a", "before", "stuck", 10, None],
            ["S1", "b", "before", "stuck", 11, None],
            ["S1", "c", "before", None, None, "n/a"],
        ]
    ],
    "workbook-month/5-interview.xlsx": [
        [INTERVIEW, ["I1", 1, "What helped?", "Time."], ["I1", 2, "What else?", None]]
    ],
    "workbook-month/6-outcome.xlsx": [[OUTCOME, ["R1", 3, _DAY], ["R1", 4, _DAY]]],
    "workbook-month/7-learning.xlsx": [
        [
            LEARNING,
            ["L1", "S1", _DAY, "system", "Thresholds"],
            ["L2", "S1", _DAY, "world", "Thresholds"],
        ]
    ],
}


def content(sheets: list[Rows]) -> bytes:
    """Return a workbook of these sheets, with one time stamp everywhere."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"Sheet{number}")
        for place, cells in enumerate(rows, 1):
            for column, cell in enumerate(cells, 1):
                sheet.cell(place, column).value = cell
    book.properties.created = book.properties.modified = _STAMP
    written = io.BytesIO()
    book.save(written)
    return _stamped(written.getvalue())


def _stamped(workbook: bytes) -> bytes:
    """Return the same ZIP with the time of each part, and of the last change, set."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as stamped,
    ):
        for part in given.infolist():
            inside = given.read(part)
            if part.filename == "docProps/core.xml":
                start, rest = inside.split(b"<dcterms:modified", 1)
                typed, end = rest.split(b">", 1)
                inside = start + b"<dcterms:modified" + typed + b">2025-01-01T00:00:00Z" + end[20:]
            stamped.writestr(zipfile.ZipInfo(part.filename, (2025, 1, 1, 0, 0, 0)), inside)
    return out.getvalue()


def main() -> None:
    """Write every workbook of the corpus."""
    for name, sheets in WORKBOOKS.items():
        (HERE / name).write_bytes(content(sheets))


if __name__ == "__main__":
    main()

from __future__ import annotations

import csv
import datetime as dt
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from config.contracts import contracts
from config.partnerships import partnership
from etl import LoadReport, load
from etl.errors import EtlError, FileRefused
from etl.readers import read_sheets
from etl.recognise import recognise
from etl.template import write_templates
from etl.template.documents import questions_of
from etl.template.lists import offered
from etl.template.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

NAMES = ("norfolk", "wakefield")
TABLES = ("referral", "session", "attendance", "feedback", "interview", "outcome", "learning")
# The kinds of column, and what Excel calls the check each has.
CHECKED_AS = {
    "agency": "list",
    "choice": "list",
    "date": "date",
    "locality": "list",
    "month": "custom",
    "plan": "list",
    "reason": "list",
    "reference": "custom",
    "whole": "whole",
    "yes_no": "list",
}

Row = dict[str, Any]


@pytest.fixture(scope="module", params=NAMES)
def kit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("kit") / request.param
    write_templates(partnership(request.param), folder)
    return folder


@pytest.fixture
def wording(kit: Path) -> Wording:
    return Wording(partnership(kit.name))


def fill(kit: Path, folder: Path, table: str, rows: list[Row]) -> Path:
    """Type rows below the header of a blank workbook, as a person would."""
    book = openpyxl.load_workbook(kit / f"{table}.xlsx")
    sheet = book[table]
    headers = [cell.value for cell in sheet[1]]
    for number, row in enumerate(rows, start=2):
        for place, header in enumerate(headers, start=1):
            if row.get(str(header)) not in (None, ""):
                sheet.cell(number, place).value = row[str(header)]
    folder.mkdir(exist_ok=True)
    book.save(folder / f"{table}.xlsx")
    return folder / f"{table}.xlsx"


def examples(wording: Wording, table: str) -> Row:
    """Return the guide's example of each column: real dates and numbers, text otherwise."""
    return {
        column.name: wording.of_column(table, column)["example"]
        for column in contracts()[table].columns
    }


def validations(sheet: Worksheet) -> dict[str, DataValidation]:
    """Return the check of each column by its header."""
    found = {}
    for check in sheet.data_validations.dataValidation:
        [area] = check.sqref.ranges
        assert (area.min_row, area.max_row) == (2, 2001)
        assert area.min_col == area.max_col
        found[str(sheet.cell(1, area.min_col).value)] = check
    return found


def listed_values(book: openpyxl.Workbook, name: str) -> list[Any]:
    """Return the cells that a defined name stands for."""
    [(title, area)] = book.defined_names[name].destinations
    assert book[title].sheet_state == "hidden"
    return [cell.value for row in book[title][area] for cell in row]


def problems(report: LoadReport) -> list[str]:
    return [f"{f.file} {f.row} {f.column}: {f.reason}" for r in report.files for f in r.findings]


def test_the_headers_are_the_contracts(kit: Path) -> None:
    for table in TABLES:
        sheet = openpyxl.load_workbook(kit / f"{table}.xlsx").worksheets[0]
        columns = contracts()[table].columns
        assert [cell.value for cell in sheet[1]] == [column.name for column in columns]
        bold = {str(cell.value) for cell in sheet[1] if cell.font.bold}
        noted = {str(cell.value) for cell in sheet[1] if cell.comment}
        assert contracts()[table].needed <= bold == noted
        assert sheet.freeze_panes == "B2"
        assert sheet.max_row == 1


def test_the_examples_load_without_a_query(kit: Path, tmp_path: Path, wording: Wording) -> None:
    for table in TABLES:
        fill(kit, tmp_path / "in", table, [examples(wording, table)])
    report = load([tmp_path / "in"], kit.name, tmp_path / "w")
    assert problems(report) == []
    assert {file.table: file.accepted for file in report.files} == dict.fromkeys(TABLES, 1)
    assert not [file.ignored for file in report.files if file.ignored]
    assert report.exit_code == 0


def test_a_month_of_rows_loads_without_a_query(kit: Path, tmp_path: Path, wording: Wording) -> None:
    book = openpyxl.load_workbook(kit / "referral.xlsx")
    agencies = listed_values(book, "list_agency")
    areas = listed_values(book, "list_locality")
    day = dt.datetime(2025, 3, 3)  # noqa: DTZ001 - Excel's dates have no zone
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    for number in range(1, 41):
        known = {"referral_id": f"{number:05}", "session_id": f"0{number}"}
        typed = {table: examples(wording, table) | known for table in TABLES}
        typed["referral"] |= {
            "received_date": day,
            "decision_date": day + dt.timedelta(days=4),
            "locality": areas[number % len(areas)],
            "referring_agency": agencies[number % len(agencies)],
            "reasons": "Many professionals ; Complexity\nDrift and delay",
            "primary_reason": None,
        }
        typed["session"]["session_date"] = day + dt.timedelta(days=20)
        typed["feedback"]["submitted_date"] = day + dt.timedelta(days=20)
        typed["learning"]["learning_id"] = f"{number:03}"
        typed["interview"]["interview_id"] = f"{number:03}"
        for table in TABLES:
            rows[table].append(typed[table])
        rows["feedback"].append(typed["feedback"] | {"wave": "before", "reflective": None})
    for table in TABLES:
        fill(kit, tmp_path / "in", table, rows[table])
    report = load([tmp_path / "in"], kit.name, tmp_path / "w")
    assert problems(report) == []
    assert sum(file.accepted for file in report.files) == 8 * 40


# The column that tells the rows of each table apart, where all else is the example.
OWN = {
    "referral": "referral_id",
    "session": "session_id",
    "attendance": "attendee",
    "feedback": "respondent",
    "interview": "interview_id",
    "outcome": "referral_id",
    "learning": "learning_id",
}


def with_it(table: str, column: str, value: object) -> Row:
    """Return what must go with a value, so that the row contradicts nothing."""
    also: dict[str, Row] = {
        "primary_reason": {"reasons": value},
        "decision": {"decision_date": None} if value == "pending" else {},
        "lead_1_agency": {"lead_2_agency": None},
        "lead_2_agency": {"lead_1_agency": None},
        "change": {"plan_type_now": None, "change": value},
        "wave": {} if value == "after" else {"reflective": None},
    }
    if table == "learning" and column in {"scope", "agency"}:
        scope = value if column == "scope" else "agency"
        also["agency"] = {"scope": "agency", "locality": None}
        also["scope"] = {"agency": "Police"} if scope == "agency" else {}
        also["scope"] |= {} if scope == "locality" else {"locality": None}
    return ({"change": None} if table == "outcome" else {}) | also.get(column, {})


def every_choice(kit: Path, wording: Wording, table: str) -> list[Row]:
    """Return the example, and a row for each value of each drop-down of a workbook."""
    book = openpyxl.load_workbook(kit / f"{table}.xlsx")
    one = examples(wording, table)
    rows = [one]
    for header, check in validations(book[table]).items():
        if check.type == "list":
            for value in listed_values(book, str(check.formula1)):
                changed = {header: value} | with_it(table, header, value)
                rows.append(one | changed | {OWN[table]: f"{len(rows):04}"})
    return rows


def test_every_drop_down_value_is_accepted(kit: Path, tmp_path: Path, wording: Wording) -> None:
    rows = {table: every_choice(kit, wording, table) for table in TABLES}
    assert len(rows["outcome"]) < len(rows["referral"])  # so each outcome has a referral
    for table in TABLES:
        fill(kit, tmp_path / "in", table, rows[table])
    report = load([tmp_path / "in"], kit.name, tmp_path / "w")
    assert problems(report) == []
    assert {file.table: file.accepted for file in report.files} == {
        table: len(rows[table]) for table in TABLES
    }


def test_every_column_has_its_check_and_a_message_that_helps(kit: Path, wording: Wording) -> None:
    for table in TABLES:
        book = openpyxl.load_workbook(kit / f"{table}.xlsx")
        checks = validations(book[table])
        for column in contracts()[table].columns:
            check = checks[column.name]
            assert check.promptTitle == column.name
            assert check.prompt
            expected = CHECKED_AS.get(column.kind)
            if column.name == "months_after":
                expected = "list"
            assert check.type == expected
            if expected:
                assert re.search(r"(is not|must be|at most|longer)", str(check.error))
                assert re.search(r"Press (Retry|Cancel)", str(check.error))
                assert check.errorStyle in (None, "stop")
            if expected == "list":
                assert tuple(listed_values(book, str(check.formula1))) == offered(
                    table, column, wording
                )


def test_dates_to_come_are_refused_but_for_a_planned_session(kit: Path) -> None:
    limits = {
        f"{table}.{header}": check.formula2
        for table in TABLES
        for header, check in validations(
            openpyxl.load_workbook(kit / f"{table}.xlsx")[table]
        ).items()
        if check.type == "date"
    }
    assert limits.pop("session.session_date") == "73050"  # 31 December 2099
    assert set(limits.values()) == {"TODAY()"}


def test_a_month_check_is_one_that_excel_computes_right(kit: Path, tmp_path: Path) -> None:
    """LibreOffice computes the check's own formula over months that are and are not months."""
    check = validations(openpyxl.load_workbook(kit / "referral.xlsx")["referral"])
    formula = str(check["plan_start_month"].formula1)
    given = [
        "2025-04",
        "1999-12",
        "202501-",
        "20251-0",
        "2025-13",
        "2025-4",
        "25-04",
        "2025/04",
        "2125-04",
        "2025-00",
    ]
    book = openpyxl.Workbook()
    assert book.active
    for row, text in enumerate(given, start=1):
        book.active.cell(row, 1).value = text
        # FIND gives an error where a text does not fit: as a check, an error refuses too.
        book.active.cell(row, 2).value = f"=IFERROR({formula.replace('H2', f'A{row}')},FALSE)"
    book.save(tmp_path / "months.xlsx")
    [first, second, *rest] = [line[1] for line in as_csv(tmp_path / "months.xlsx", tmp_path)]
    assert (first, second) == ("TRUE", "TRUE")
    assert set(rest) == {"FALSE"}


def test_no_cell_holds_a_formula_and_references_stay_text(kit: Path) -> None:
    for table in TABLES:
        book = openpyxl.load_workbook(kit / f"{table}.xlsx")
        for sheet in book.worksheets:
            assert not [c.coordinate for row in sheet for c in row if c.data_type == "f"]
        for place, column in enumerate(contracts()[table].columns):
            letter = get_column_letter(place + 1)
            form = book[table].column_dimensions[letter].number_format
            if column.kind in {"reference", "month"}:
                assert form == "@"
            if column.kind == "date":
                assert form == "dd/mm/yyyy"


def test_only_the_sheet_to_fill_in_is_taken_for_data(kit: Path) -> None:
    for table in TABLES:
        sheets = read_sheets(kit / f"{table}.xlsx")
        assert recognise(sheets, partnership(kit.name)).sheet.name == table
        others = [sheet for sheet in sheets if sheet.name != table]
        assert others
        for sheet in others:
            with pytest.raises(FileRefused):
                recognise([sheet], partnership(kit.name))


def test_the_guide_sheet_explains_every_column(kit: Path) -> None:
    for table in TABLES:
        sheet = openpyxl.load_workbook(kit / f"{table}.xlsx")["How to fill this in"]
        explained = {row[0].value: row for row in sheet.iter_rows(max_col=5)}
        for column in contracts()[table].columns:
            cells = explained[column.name]
            assert cells[2].value == column.means
            assert cells[3].value


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_a_workbook(kit: Path, tmp_path: Path) -> None:
    [header] = as_csv(kit / "referral.xlsx", tmp_path)
    assert header == [column.name for column in contracts()["referral"].columns]


def as_csv(workbook: Path, folder: Path) -> list[list[str]]:
    """Return the first sheet as LibreOffice reads it, formulas computed."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "csv", "--outdir", str(folder)]
    subprocess.run([*command, str(workbook)], check=True, capture_output=True, timeout=120)
    with (folder / f"{workbook.stem}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_a_forms_export_of_the_questionnaire_loads_as_it_is(
    kit: Path, tmp_path: Path, wording: Wording
) -> None:
    one = examples(wording, "feedback")
    questions = questions_of(wording)
    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["ID", "Start time", "Completion time", *(q["title"] for q in questions)])
    when = dt.datetime(2025, 6, 19, 12, 4, 31)  # noqa: DTZ001 - Excel's dates have no zone
    book.active.append([1, when, when, *(one[q["column"]] for q in questions)])
    for table in ("referral", "session"):
        fill(kit, tmp_path / "in", table, [examples(wording, table)])
    book.save(tmp_path / "in" / "Feedback(1-1).xlsx")
    report = load([tmp_path / "in"], kit.name, tmp_path / "w")
    assert problems(report) == []
    [file] = [file for file in report.files if file.table == "feedback"]
    assert (file.accepted, file.ignored) == (1, ("ID", "Start time"))


def test_the_questionnaire_asks_for_all_and_says_what_becomes_of_it(kit: Path) -> None:
    columns = {column.name for column in contracts()["feedback"].columns}
    asked = {question["column"] for question in questions_of(Wording(partnership(kit.name)))}
    assert asked == columns - {"submitted_date", "words"}
    paper = (kit / "feedback-form" / "questionnaire.html").read_text(encoding="utf-8")
    forms = (kit / "feedback-form" / "questionnaire.md").read_text(encoding="utf-8")
    for text in (paper, forms):
        for said in ("No names or details that could identify a child", "3 minutes", "token"):
            assert said in text
        assert "never by your name" in text
        assert "fewer than 8 people" in text
    assert paper.count("reflective supervision") == 1  # of three forms, on the one after
    assert not re.search(r"<script|src=|href=", paper)


@pytest.mark.parametrize(
    ("name", "there", "not_there"),
    [
        ("wakefield", ("MAS", "15 working days", "Escalation Policy"), "JAGS"),
        ("norfolk", ("JAGS", "sets no number of days", "reason for calling"), "MAS"),
    ],
)
def test_the_kit_speaks_the_partnerships_words(
    tmp_path: Path, name: str, there: tuple[str, ...], not_there: str
) -> None:
    written = write_templates(partnership(name), tmp_path)
    texts = [p.read_text(encoding="utf-8") for p in written if p.suffix in {".md", ".html"}]
    guide = (tmp_path / "guide.md").read_text(encoding="utf-8")
    assert all(words in guide for words in there)
    for text in texts:
        assert not re.search(rf"\b{not_there}\b", text)
        assert "&#39;" not in re.sub(r"<html.*", "", text, flags=re.DOTALL)
        assert not re.search(r"\{\{|\}\}|\bNone\b", text)


def test_tokens_are_many_different_and_like_nothing_else(kit: Path, tmp_path: Path) -> None:
    header, *tokens = (kit / "feedback-form" / "tokens.csv").read_text("utf-8").splitlines()
    assert header == "token"
    assert len(set(tokens)) == 200
    cards = (kit / "feedback-form" / "token-cards.html").read_text(encoding="utf-8")
    for token in tokens:
        assert re.fullmatch(r"[cdfhjkmnprtvwx]{2}[34679]-[cdfhjkmnprtvwx]{2}[34679]", token)
        packed = token.replace("-", "").upper()
        assert not re.search(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}", packed)  # a postcode
        assert not re.search(r"\d{2}", packed)  # UPN, NHS, National Insurance, phone
        assert f"<b>{token}</b>" in cards
    write_templates(partnership(kit.name), tmp_path / "again")
    again = (tmp_path / "again" / "feedback-form" / "tokens.csv").read_text("utf-8").splitlines()
    assert len(set(again) & set(tokens)) < 10


def test_nothing_is_overwritten(kit: Path, wording: Wording, tmp_path: Path) -> None:
    filled = fill(kit, tmp_path / "out", "session", [examples(wording, "session")])
    before = filled.read_bytes()
    with pytest.raises(EtlError, match=r"already holds session\.xlsx.*--out"):
        write_templates(partnership(kit.name), tmp_path / "out")
    assert filled.read_bytes() == before
    assert list((tmp_path / "out").iterdir()) == [filled]


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(EtlError, match=r"cannot be written.*--out"):
        write_templates(partnership("norfolk"), tmp_path / "file" / "kit")
    # A file stands where the form's folder should be: what was written before is taken away.
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "feedback-form").write_text("in the way", encoding="utf-8")
    with pytest.raises(EtlError, match="Nothing was written"):
        write_templates(partnership("norfolk"), tmp_path / "kit")
    assert [path.name for path in (tmp_path / "kit").iterdir()] == ["feedback-form"]

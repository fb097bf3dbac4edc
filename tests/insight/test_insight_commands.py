"""`python -m insight`: the registry, any measure, and an analyst's SQL, on the command line."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from config.errors import DashboardError
from config.paths import ROOT
from insight.__main__ import main
from insight.access import Viewer
from insight.measures import MEASURES, measure
from insight.measures.calendar import year_dates
from insight.measures.glossary import PAGE, as_markdown
from insight.warehouse import served

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
BOTH = ("norfolk", "wakefield")
COLUMNS = [
    "value",
    "n",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "least",
    "most",
    "parts",
    "status",
    "why",
    "preset",
    "shown",
]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], demo_warehouse: Path) -> Run:
    """Runs a command on the demonstration data: its exit code, and what it printed."""

    def command(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--warehouse", str(demo_warehouse)])
        out, err = capsys.readouterr()
        return code, out, err

    return command


def as_rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


# list


def test_list_names_every_measure_in_each_form(run: Run) -> None:
    tables = [run("list", "--format", form) for form in ("csv", "json", "table")]
    assert [(code, err) for code, _, err in tables] == [(0, "")] * 3
    as_csv, as_json, as_table = (out for _, out, _ in tables)
    assert [row["key"] for row in as_rows(as_csv)] == list(MEASURES)
    assert [row["key"] for row in json.loads(as_json)] == list(MEASURES)
    assert [line.split()[0] for line in as_table.splitlines()[2:]] == list(MEASURES)


def test_list_says_what_each_measure_is(run: Run) -> None:
    rows = {row["key"]: row for row in json.loads(run("list", "--format", "json")[1])}
    assert rows["within_standard"] == {
        "key": "within_standard",
        "title": "Held within the standard",
        "question": "Are sessions held within the standard?",
        "unit": "% of approved referrals due",
        "dimensions": list(MEASURES["within_standard"].dimensions),
    }


def test_the_page_of_measures_is_the_registry(run: Run) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == as_markdown()
    assert run("list", "--format", "markdown")[1] == written
    for key, entry in MEASURES.items():
        assert f"### {entry.title}: `{key}`" in written
        assert entry.numerator in written
        assert entry.method in written


# measure


def as_measured(folder: Path, role: str, key: str, **asked: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """What the pages would get, as JSON has it."""
    frame = measure(key, Viewer(role, BOTH), warehouse=folder, **asked).astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in frame.where(frame.notna(), None).to_dict("records")
    ]


@pytest.mark.parametrize("role", ["board", "evaluator", "admin"])
def test_a_measure_is_what_the_pages_get(run: Run, demo_warehouse: Path, role: str) -> None:
    words = ("measure", "within_standard", "--by", "locality,quarter", "--role", role)
    code, out, _ = run(*words, "--period", "2025 to 2026", "--format", "json")
    wanted = as_measured(
        demo_warehouse, role, "within_standard", by=("locality", "quarter"), period=YEAR
    )
    assert code == 0
    assert json.loads(out) == wanted
    assert list(wanted[0]) == ["locality", "quarter", *COLUMNS]


def test_the_role_is_the_boards_when_none_is_given(run: Run, demo_warehouse: Path) -> None:
    _, out, _ = run("measure", "referrals", "--by", "plan_type", "--format", "json")
    assert json.loads(out) == as_measured(demo_warehouse, "board", "referrals", by=("plan_type",))


def test_csv_has_the_columns_of_measure_and_empty_cells_for_no_number(run: Run) -> None:
    words = ("measure", "overdue_now", "--by", "partnership", "--role", "admin")
    code, out, _ = run(*words, "--format", "csv")
    norfolk, wakefield = as_rows(out)
    assert code == 0
    assert list(norfolk) == ["partnership", *COLUMNS]
    assert (norfolk["status"], norfolk["value"]) == ("not applicable", "")
    assert wakefield["value"] == wakefield["n"] != ""
    assert "." not in wakefield["n"]


def test_the_same_dimension_twice_means_either_value(run: Run, demo_warehouse: Path) -> None:
    def counted(*where: str) -> float:
        words = [word for each in where for word in ("--where", each)]
        out = run("measure", "referrals", "--role", "admin", *words, "--format", "json")[1]
        return float(json.loads(out)[0]["value"])

    places = ("locality=Castleford", "locality=South East")
    assert counted(*places) == sum(map(counted, places)) > 0
    plan = "plan_type=Child Protection"
    [row] = as_measured(
        demo_warehouse,
        "admin",
        "referrals",
        where={"locality": ("Castleford", "South East"), "plan_type": "Child Protection"},
    )
    assert counted(*places, plan) == row["value"] < counted(*places)


def test_a_partnership_can_be_named_by_itself(run: Run) -> None:
    named = run("measure", "referrals", "--partnership", "norfolk", "--format", "csv")
    assert named == run("measure", "referrals", "--where", "partnership=norfolk", "--format", "csv")
    assert named != run("measure", "referrals", "--format", "csv")


def test_a_period_is_a_reporting_year_or_two_days(run: Run) -> None:
    ask = ("measure", "sessions_held", "--role", "admin", "--format", "csv", "--period")
    year = run(*ask, "2025 to 2026")
    assert year == run(*ask, "2025-04-01 to 2026-03-31")
    assert year[1] != run(*ask, "2025-04-02 to 2026-03-15")[1]


def test_reporting_years_start_in_the_partnerships_month() -> None:
    assert year_dates("2025 to 2026", 4) == YEAR
    assert year_dates("2024 to 2025", 9) == (dt.date(2024, 9, 1), dt.date(2025, 8, 31))
    assert year_dates("2024", 1) == (dt.date(2024, 1, 1), dt.date(2024, 12, 31))
    for label, start in (("2025", 4), ("2025 to 2026", 1), ("2025 to 2027", 4), ("soon", 4)):
        with pytest.raises(ValueError, match=label):
            year_dates(label, start)


def test_open_cases_are_judged_at_the_day_asked_for(run: Run, demo_warehouse: Path) -> None:
    ask = ("measure", "overdue_now", "--role", "admin", "--format", "json")
    then = json.loads(run(*ask, "--as-of", "2026-10-05")[1])
    assert then == as_measured(demo_warehouse, "admin", "overdue_now", as_of=dt.date(2026, 10, 5))
    assert then != json.loads(run(*ask)[1])


def test_a_lead_names_their_localities_and_sees_no_other(run: Run) -> None:
    ask = ("measure", "referrals", "--role", "lead", "--format", "csv", "--by", "locality")
    _, out, _ = run(*ask, "--locality", "Castleford")
    assert [row["locality"] for row in as_rows(out)] == ["Castleford", "Whole area"]
    code, out, err = run(*ask, "--locality", "Castleford", "--where", "locality=South East")
    assert (code, out) == (2, "")
    assert "Castleford" in err


def test_a_stricter_preset_can_be_asked_for(run: Run) -> None:
    ask = ("measure", "referrals", "--by", "locality,quarter", "--format", "json")
    strict = run(*ask, "--disclosure", "nhs8")
    assert strict[1] != run(*ask)[1]
    assert "nhs8" in strict[2]


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_every_answer_says_how_it_is_protected_and_that_it_is_invented(run: Run, form: str) -> None:
    code, out, err = run("measure", "referrals", "--partnership", "wakefield", "--format", form)
    said = out if form == "table" else err
    assert code == 0
    for words in ("Disclosure preset gss5", "invented", "Wakefield as at 31 October 2026"):
        assert words in said
    assert "Norfolk" not in out + err


def test_a_table_can_be_read(run: Run) -> None:
    lines = run("measure", "participation", "--by", "agency_group")[1].splitlines()
    assert lines[0].split() == ["agency_group", *COLUMNS]
    police = next(line for line in lines if line.startswith("Police"))
    assert len(lines[1]) >= len(police.rstrip())
    assert police.split()[-1].endswith("%")
    assert "0." in police
    assert all(len(number) <= 6 for number in police.split()[1:3])


# sql


def test_sql_answers_a_select_in_each_form(run: Run) -> None:
    query = (
        "SELECT DATE '2025-04-01' AS day, ['a', 'b'] AS several, NULL AS nothing, true AS yes, "
        "1.50::DECIMAL(4, 2) AS half, 2.0::DOUBLE AS whole, 'nan'::DOUBLE AS unknown, 7 AS day"
    )
    _, out, err = run("sql", query, "--format", "json")
    assert err == ""
    assert json.loads(out) == [
        {
            "day": "2025-04-01",
            "several": ["a", "b"],
            "nothing": None,
            "yes": True,
            "half": 1.5,
            "whole": 2,
            "unknown": None,
            "day_2": 7,
        }
    ]
    [row] = as_rows(run("sql", query, "--format", "csv")[1])
    assert list(row.values()) == ["2025-04-01", "a, b", "", "true", "1.5", "2", "", "7"]
    assert run("sql", query)[1].splitlines()[2].split()[:3] == ["2025-04-01", "a,", "b"]


def test_sql_reads_the_base_tables_and_the_marts(run: Run) -> None:
    for table in ("referral", "feedback_word", "mart_session", "mart_outcome", "load"):
        [row] = as_rows(run("sql", f'SELECT count(*) AS n FROM "{table}"', "--format", "csv")[1])  # noqa: S608
        assert int(row["n"]) > 0


def test_no_cell_runs_in_a_spreadsheet_and_numbers_stay_numbers(run: Run) -> None:
    query = "SELECT '=1+1' AS a, '@x' AS b, '-2' AS c, ['+1'] AS d, -2 AS e, chr(9) || 'x' AS f"
    [row] = csv.reader(run("sql", query, "--format", "csv")[1].splitlines()[1:])
    assert row == ["'=1+1", "'@x", "'-2", "'+1", "-2", "'\tx"]
    table = run("sql", query)[1].splitlines()[2]
    assert table.split() == ["'=1+1", "'@x", "'-2", "'+1", "-2", "'", "x"]


def test_a_table_stays_one_line_a_row(run: Run) -> None:
    out = run("sql", "SELECT 'two' || chr(10) || 'lines' || chr(27) || '[2J' AS a")[1]
    assert out.splitlines()[2] == "two lines [2J"


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO referral SELECT * FROM referral",
        "CREATE TEMP TABLE x AS SELECT 1",
        "DROP TABLE referral",
        "SELECT 1; DROP TABLE referral",
        "COPY referral TO 'taken.csv'",
        "ATTACH 'other.duckdb'",
        "SET threads = 4",
        "",
    ],
)
def test_sql_only_reads(run: Run, query: str) -> None:
    before = run("sql", "SELECT count(*) AS n FROM referral")[1]
    code, out, err = run("sql", query)
    assert (code, out) == (2, "")
    assert err == (
        "Only one SELECT can be run here, and nothing can be changed. Type a single query that "
        "begins with SELECT, WITH, FROM, SHOW or DESCRIBE.\n"
    )
    assert run("sql", "SELECT count(*) AS n FROM referral")[1] == before


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * FROM read_csv('{ROOT / 'data' / 'demo' / 'norfolk' / 'session.csv'}')",  # noqa: S608
        f"SELECT * FROM read_text('{ROOT / 'LICENSE'}')",  # noqa: S608
        f"SELECT * FROM '{ROOT / 'data' / 'demo' / 'norfolk' / 'session.csv'}'",  # noqa: S608
        "SELECT * FROM glob('/*')",
        "SELECT getenv('WAREHOUSE_KEY')",
        "SELEC 1",
        "SELECT no_such_column FROM referral",
        "SELECT * FROM no_such_table",
    ],
)
def test_sql_reaches_no_file_and_says_what_is_wrong(run: Run, query: str) -> None:
    code, out, err = run("sql", query)
    assert (code, out) == (2, "")
    assert err.startswith("The query was not answered: ")
    assert_one_sentence(err)


# What is refused.


def assert_one_sentence(err: str) -> None:
    assert err.endswith("\n")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "lists"),
    [
        (("measure", "happiness"), "within_standard"),
        (("measure", "referrals", "--by", "wave"), "locality"),
        (("measure", "referrals", "--by", "locality,locality"), "once"),
        (("measure", "referrals", "--where", "locality=Leeds"), "Castleford"),
        (("measure", "referrals", "--where", "wave=after"), "locality"),
        (("measure", "referrals", "--where", "locality"), "locality=Castleford"),
        (("measure", "referrals", "--partnership", "leeds"), "norfolk, wakefield"),
        (("measure", "referrals", "--period", "2025"), "2025 to 2026"),
        (("measure", "referrals", "--period", "2025-04-31 to 2025-05-01"), "2025-04-01"),
        (("measure", "referrals", "--period", "2025-05-01 to 2025-04-01"), "earlier"),
        (("measure", "referrals", "--as-of", "31/10/2026"), "2026-10-31"),
        (("measure", "referrals", "--role", "king"), "board, lead, evaluator, admin"),
        (("measure", "referrals", "--role", "lead"), "--locality"),
        (("measure", "referrals", "--role", "lead", "--locality", "Leeds"), "Castleford"),
        (("measure", "referrals", "--locality", "Castleford"), "--where locality"),
        (("measure", "referrals", "--disclosure", "none"), "gss5, nhs8"),
        (("measure", "referrals", "--disclosure", "open"), "none, gss5, nhs8"),
        (("measure", "interviewed", "--role", "admin"), "board, lead, evaluator"),
        (("measure", "referrals", "--format", "xml"), "csv"),
        (("measure", "referrals", "--colour"), "--colour"),
        (("measure",), "KEY"),
        (("sql",), "SELECT"),
        (("draw",), "list"),
    ],
)
def test_what_cannot_be_answered_is_one_sentence_and_exit_2(
    run: Run, words: Sequence[str], lists: str
) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert lists in err
    assert_one_sentence(err)


def test_no_data_yet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for words in (("measure", "referrals"), ("sql", "SELECT 1")):
        assert main([*words, "--warehouse", str(tmp_path)]) == 2
        err = capsys.readouterr().err
        assert "etl demo" in err
        assert_one_sentence(err)


def own_process(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "insight", *words],
        cwd=ROOT,
        env=os.environ | {"WAREHOUSE": str(folder), **settings},
        capture_output=True,
        check=False,
        timeout=60,
    )


def test_data_of_an_earlier_version_say_so(demo_warehouse: Path) -> None:
    with pytest.raises(DashboardError, match=r"earlier version.*partnership NAME --publish"):
        served(demo_warehouse).tuples("SELECT * FROM mart_of_a_later_version")


def test_the_wrong_key_is_told_and_not_a_traceback(demo_warehouse: Path) -> None:
    done = own_process(demo_warehouse, "measure", "referrals", WAREHOUSE_KEY="another key")
    assert done.returncode == 2
    assert b"WAREHOUSE_KEY" in done.stderr
    assert_one_sentence(done.stderr.decode())


def test_a_process_of_its_own_prints_utf_8_whatever_the_terminal(demo_warehouse: Path) -> None:
    query = "SELECT '\N{MINUS SIGN}0.12' AS shift"
    done = own_process(demo_warehouse, "sql", query, "--format", "csv", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert as_rows(done.stdout.decode("utf-8")) == [{"shift": "\N{MINUS SIGN}0.12"}]


def test_a_reader_that_has_had_enough_is_no_error(demo_warehouse: Path) -> None:
    words = ["sql", "SELECT repeat('x', 100) FROM range(20000)", "--format", "csv"]
    with subprocess.Popen(
        [sys.executable, "-m", "insight", *words],
        cwd=ROOT,
        env=os.environ | {"WAREHOUSE": str(demo_warehouse)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_help_names_every_option_of_the_design(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["measure", "--help"])
    assert stopped.value.code == 0
    options = ("--by", "--where", "--period", "--as-of", "--role", "--disclosure", "--format")
    text = capsys.readouterr().out
    assert not [option for option in (*options, "--warehouse") if option not in text]

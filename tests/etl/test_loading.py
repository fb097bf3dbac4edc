from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import TYPE_CHECKING

import openpyxl
import pytest

from config.partnerships import PartnershipError
from config.paths import ROOT
from etl import check, load
from etl.errors import EtlError, LoadRunning, NothingToLoad
from etl.snapshots.store import building
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path


def test_a_session_and_its_words_go_the_whole_way(tmp_path: Path) -> None:
    files = [
        write_csv(tmp_path, "c", [FEEDBACK, FEEDBACK | {"wave": "after", "word_1": "contained"}]),
        write_csv(tmp_path, "b", [SESSION]),
        write_csv(tmp_path, "a", [REFERRAL]),
    ]
    report = load(files, "wakefield", tmp_path / "w")
    assert report.exit_code == 0
    assert [file.table for file in report.files] == ["referral", "session", "feedback"]
    [(before, after, shift)] = served(tmp_path / "w", "SELECT before, after, shift FROM mart_pair")
    assert before < 0 < after
    assert shift == pytest.approx(after - before, abs=1e-4)


def test_headers_match_without_regard_to_case_spaces_and_order(tmp_path: Path) -> None:
    renamed = {f" {key.replace('_', ' ').upper()}": value for key, value in REFERRAL.items()}
    file = write_csv(tmp_path, "odd", [dict(reversed(renamed.items()))], delimiter=";")
    assert load([file], "wakefield", tmp_path / "w").files[0].accepted == 1


@pytest.mark.parametrize("typed", ["2025-07-01", "01/07/2025", "1 July 2025", "1/7/2025"])
def test_dates_may_be_iso_or_day_first(tmp_path: Path, typed: str) -> None:
    load([write_csv(tmp_path, "r", [REFERRAL | {"decision_date": typed}])], "wakefield", tmp_path)
    assert served(tmp_path, "SELECT decision_date FROM referral") == [(dt.date(2025, 7, 1),)]


@pytest.mark.parametrize("typed", ["04/13/2025", "31/02/2025", "01/07/25", "45839", "soon"])
def test_other_dates_are_rejected_not_guessed(tmp_path: Path, typed: str) -> None:
    good = REFERRAL | {"referral_id": "R2"}
    file = write_csv(tmp_path, "r", [REFERRAL | {"received_date": typed}, good])
    report = load([file], "wakefield", tmp_path)
    assert (report.files[0].accepted, report.files[0].rejected, report.exit_code) == (1, 1, 1)
    [finding] = report.files[0].findings
    assert (finding.row, finding.column) == (2, "received_date")
    assert typed not in finding.reason + finding.remedy


def test_a_workbook_with_real_dates_and_a_title_above_the_header(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Requests for supervision"])
    sheet = book.create_sheet("Data")
    for row in ([], ["Wakefield"], list(REFERRAL), list(REFERRAL.values())):
        sheet.append(row)
    sheet.cell(4, 2).value = dt.datetime(2025, 6, 23)  # noqa: DTZ001 - Excel's dates have no zone
    book.save(tmp_path / "r.xlsx")
    report = load([tmp_path / "r.xlsx"], "wakefield", tmp_path / "w")
    assert report.files[0].accepted == 1
    assert served(tmp_path / "w", "SELECT received_date FROM referral")[0][0].year == 2025


def test_one_bad_row_is_rejected_with_place_reason_and_remedy(tmp_path: Path) -> None:
    rows = [REFERRAL, REFERRAL | {"referral_id": "R2", "plan_type": "Wardship"}]
    report = load([write_csv(tmp_path, "r", rows)], "wakefield", tmp_path)
    [finding] = report.files[0].findings
    assert (finding.row, finding.column, finding.severity) == (3, "plan_type", "reject")
    assert finding.reason
    assert finding.remedy
    assert served(tmp_path, "SELECT row_no, column_name FROM reject") == [(3, "plan_type")]


def test_an_unknown_locality_and_reason_are_kept_with_a_query(tmp_path: Path) -> None:
    row = REFERRAL | {"locality": "Atlantis", "reasons": "Complexity; Something new"}
    report = load([write_csv(tmp_path, "r", [row])], "wakefield", tmp_path)
    assert (report.files[0].accepted, report.files[0].queried, report.exit_code) == (1, 1, 0)
    assert served(tmp_path, "SELECT locality, reasons FROM referral") == [
        ("Not recorded", ["Complexity", "Other"])
    ]


def test_rows_with_one_key_are_merged_when_alike_and_rejected_when_not(tmp_path: Path) -> None:
    other = REFERRAL | {"referral_id": "R2"}
    rows = [REFERRAL, REFERRAL, other, other | {"plan_type": "CIN"}]
    report = load([write_csv(tmp_path, "r", rows)], "wakefield", tmp_path)
    file = report.files[0]
    assert (file.accepted, file.repeated, file.rejected) == (1, 1, 2)
    assert [finding.row for finding in file.findings] == [4, 5]


def test_a_session_needs_its_referral(tmp_path: Path) -> None:
    report = load([write_csv(tmp_path, "s", [SESSION])], "wakefield", tmp_path)
    assert report.exit_code == 2
    assert "load the referral first" in report.files[0].findings[0].remedy


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    file = write_csv(tmp_path, "r", [REFERRAL])
    load([file], "wakefield", tmp_path)
    pointer = (tmp_path / "CURRENT").read_text()
    again = load([file], "wakefield", tmp_path)
    assert (again.exit_code, again.snapshot, again.files[0].outcome) == (0, None, "repeat")
    assert (tmp_path / "CURRENT").read_text() == pointer


def test_a_file_with_rejected_rows_is_not_taken_twice_either(tmp_path: Path) -> None:
    file = write_csv(tmp_path, "r", [REFERRAL, REFERRAL | {"referral_id": "R2", "plan_type": "?"}])
    load([file], "wakefield", tmp_path / "w")
    assert load([file], "wakefield", tmp_path / "w").files[0].outcome == "repeat"
    assert served(tmp_path / "w", "SELECT count(*) FROM reject") == [(1,)]


def test_a_file_whose_parents_were_missing_may_be_tried_again(tmp_path: Path) -> None:
    sessions = write_csv(tmp_path, "s", [SESSION])
    load([sessions], "wakefield", tmp_path / "w")
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", tmp_path / "w")
    assert load([sessions], "wakefield", tmp_path / "w").files[0].accepted == 1


def test_a_corrected_row_replaces_the_old_one(tmp_path: Path) -> None:
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", tmp_path)
    load([write_csv(tmp_path, "r", [REFERRAL | {"plan_type": "CIN"}])], "wakefield", tmp_path)
    assert served(tmp_path, "SELECT plan_type FROM referral") == [("Child in Need",)]


def test_the_first_real_load_leaves_the_invented_rows_out(tmp_path: Path) -> None:
    invented = write_csv(tmp_path, "i", [REFERRAL | {"referral_id": "INVENTED"}])
    load([invented], "wakefield", tmp_path / "w", demonstration=True)
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", tmp_path / "w")
    assert served(tmp_path / "w", "SELECT referral_id FROM referral") == [("R1",)]
    assert served(tmp_path / "w", "SELECT demonstration FROM mart_partnership") == [(False,)]


def test_the_demonstration_is_refused_where_real_data_are(tmp_path: Path) -> None:
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", tmp_path / "w")
    invented = write_csv(tmp_path, "i", [REFERRAL | {"referral_id": "INVENTED"}])
    with pytest.raises(EtlError, match="real data"):
        load([invented], "wakefield", tmp_path / "w", demonstration=True)
    assert served(tmp_path / "w", "SELECT referral_id FROM referral") == [("R1",)]


def test_check_writes_nothing(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "in", "r", [REFERRAL | {"plan_type": "Wardship"}])
    report = check([file], "wakefield", tmp_path / "w")
    assert report.files[0].rejected == 1
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    "header", ["Child's name", "DOB", "NHS number", "Postcode", "E-mail", "Surname"]
)
def test_a_direct_identifier_in_the_headers_refuses_the_file(tmp_path: Path, header: str) -> None:
    bad = write_csv(tmp_path, "bad", [REFERRAL | {header: "x"}])
    report = load([bad], "wakefield", tmp_path / "w")
    assert report.exit_code == 2
    assert header in report.files[0].message
    assert not (tmp_path / "w" / "CURRENT").exists()


def test_each_refusal_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    unknown = write_csv(tmp_path, "unknown", [{"colour": "red", "size": "9"}])
    partial = write_csv(tmp_path, "partial", [{"session_id": "S1", "status": "held"}])
    (tmp_path / "broken.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "notes.docx").write_bytes(b"")
    (tmp_path / "empty.csv").write_bytes(b"")
    names = ["missing.csv", "broken.xlsx", "notes.docx", "empty.csv"]
    report = load([unknown, partial, *(tmp_path / n for n in names)], "wakefield", tmp_path / "w")
    said = {file.file: file.message for file in report.files}
    assert report.exit_code == 2
    assert all(message.startswith(file) for file, message in said.items())
    assert "referral_id" in said["partial.csv"]
    assert "no such file" in said["missing.csv"]
    assert "headers match no table" in said["unknown.csv"]


def test_a_bad_file_does_not_stop_a_good_one(tmp_path: Path) -> None:
    good = write_csv(tmp_path, "good", [REFERRAL])
    report = load([tmp_path / "missing.csv", good], "wakefield", tmp_path)
    assert report.exit_code == 1
    assert served(tmp_path, "SELECT count(*) FROM referral") == [(1,)]


def test_an_unknown_partnership_is_named_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(PartnershipError, match=r"norfolk.*wakefield"):
        load([write_csv(tmp_path, "r", [REFERRAL])], "atlantis", tmp_path)


def test_an_empty_folder_is_nothing_to_load(tmp_path: Path) -> None:
    with pytest.raises(NothingToLoad):
        load([tmp_path], "wakefield", tmp_path / "w")


def test_a_second_load_is_told_that_one_is_running(tmp_path: Path) -> None:
    file = write_csv(tmp_path, "r", [REFERRAL])
    with building(tmp_path / "w", write=True), pytest.raises(LoadRunning):
        load([file], "wakefield", tmp_path / "w")


def test_a_command_line_fault_is_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "etl", "load", "nowhere.csv", "--partnership", "atlantis"]
    done = subprocess.run(
        [*command, "--warehouse", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 2
    assert "atlantis" in done.stderr
    assert "Traceback" not in done.stderr

from __future__ import annotations

import contextlib
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.partnerships import partnership
from config.paths import ROOT
from etl import load
from etl.errors import FileRefused
from etl.headers import folded_header, is_identifier
from etl.readers import Sheet
from etl.recognise import Recognised, recognise
from tests.small_files import FEEDBACK, REFERRAL, SESSION

if TYPE_CHECKING:
    from pathlib import Path

FORMS = ROOT / "tests" / "etl" / "forms"


def found(*rows: list[str], name: str = "wakefield") -> Recognised:
    sheet = Sheet(ROOT / "f.csv", "", lambda: enumerate(map(list, rows), start=1))
    return recognise([sheet], partnership(name))


def refusal(*rows: list[str], name: str = "wakefield") -> str:
    with pytest.raises(FileRefused) as refused:
        found(*rows, name=name)
    assert str(refused.value).startswith("f.csv: ")
    return str(refused.value)


@pytest.mark.parametrize("name", ["wakefield", "norfolk"])
def test_the_worked_forms_exports_load_without_a_query(tmp_path: Path, name: str) -> None:
    report = load([FORMS / name], name, tmp_path)
    assert [file.table for file in report.files] == ["referral", "session", "feedback"]
    assert not [finding for file in report.files for finding in file.findings]
    assert all(file.accepted == file.rows_in > 0 for file in report.files)
    assert "Start time" in report.files[0].ignored


@pytest.mark.parametrize(
    "header",
    [
        "SESSION ID",
        "session-id",
        "\ufeffsession_id",
        "Session\u00a0Id:",
        " séssion_íd * ",
        "ses\u200bsion_id",
        "Session ID (required)",
        "Session\nID [Required]",
        "\uff33ession id",
    ],
)
def test_a_header_is_known_however_it_is_dressed(header: str) -> None:
    assert found([header, "respondent", "wave"]).places["session_id"] == 0


def test_order_does_not_matter_and_what_is_not_known_is_ignored() -> None:
    one = found(["wave", "Colour", "respondent", "", "session_id", "word_1"])
    assert one.contract.table == "feedback"
    assert one.places == {"wave": 0, "respondent": 2, "session_id": 4, "word_1": 5}
    assert one.ignored == ("Colour",)


def test_the_header_is_the_first_of_the_fullest_rows() -> None:
    header = list(SESSION)
    assert found(["Sessions of May"], header, header).header_row == 2
    assert found(header, [*header, "mode"]).header_row == 2


def test_headers_of_two_tables_are_the_table_with_more_of_them() -> None:
    both = ["session_id", "referral_id", "status", "learning_id", "raised_date", "scope", "theme"]
    assert found(both).contract.table == "learning"
    assert found(list(reversed(both))).contract.table == "learning"


def test_the_first_sheet_that_matches_is_taken() -> None:
    headers = (["notes"], list(FEEDBACK), list(SESSION))
    sheets = [Sheet(ROOT / "f.xlsx", "", partial(enumerate, [row], 1)) for row in headers]
    assert recognise(sheets, partnership("wakefield")).sheet is sheets[1]


def test_forms_own_completion_time_gives_way_to_a_question() -> None:
    headers = ["Completion time", *REFERRAL]
    assert found(headers).places["received_date"] == headers.index("received_date")
    headers.remove("received_date")
    assert found(headers).places["received_date"] == 0


@pytest.mark.parametrize("second", ["word_1", "Word 1", "word_1 2", "First word", "First word2"])
def test_two_headers_for_one_column_are_named(second: str) -> None:
    said = refusal([*FEEDBACK, second])
    assert "word_1 (columns D and E)" in said


def test_numbered_columns_are_not_taken_for_duplicates() -> None:
    one = found([*FEEDBACK, "word_2", "word_3", "words"])
    assert {"word_1", "word_2", "word_3", "words"} <= one.places.keys()


def test_a_slip_in_a_needed_header_is_asked_about() -> None:
    said = refusal(["refferal_id", *list(REFERRAL)[1:]])
    assert "missing: referral_id" in said
    assert "Did you mean referral_id in column A?" in said


def test_a_slip_in_another_header_is_asked_about_where_it_is_reported() -> None:
    headers = [header.replace("decision_date", "desicion_date") for header in REFERRAL]
    assert found(headers).ignored == ('desicion_date (did you mean "decision_date"?)',)


def test_a_file_without_a_header_row_is_refused_without_showing_its_cells() -> None:
    said = refusal(list(REFERRAL.values()), ["R2", "Sarah", "x"])
    assert "match no table" in said
    assert not any(value in said for value in [*REFERRAL.values(), "Sarah"] if len(value) > 2)


IDENTIFIERS = """Child's Forename(s)|D.O.B.|DoB|dob1|NHS No.|NHS #|NHSNo|N H S number|Home Postcode
|Mosaic ID|MosaicID|LiquidLogic ID|Liquid Logic no|Contact Tel|E-mail addr|NI No|N.I. Number
|Unique Pupil No|U.P.N.|ULN|Name|NAMES|na\u200bme|\uff2eame|childsname|Child's name|Name of child
|Worker's name|What is your name?|Your name and agency|Date of Birth|DateOfBirth|dateofbirth
|Post-code|Address|Addresses
|Child's address|Address line 1|Email|EmailAddress|Mobile 2
|Phone (home)|Telephone|First name|Surname_2|Person ID|Name of agency lead|username|Initials
|Place of birth|National Insurance""".replace("\n", "").split("|")
HARMLESS = """Scheme name|agency name|Name of agency|Locality name|session name|School names
|file name|What is the name of the organisation you work for?
|What is the name of your agency?|ID|Start time
|Completion time|Last modified time|Language
|How well did the session address the concerns?
|Was the plan addressed?|NHS trust|Tell us about the tournament|contacts made""".replace(
    "\n", ""
).split("|")


@pytest.mark.parametrize("header", IDENTIFIERS)
def test_a_header_for_a_direct_identifier_is_seen(header: str) -> None:
    assert is_identifier(header)


@pytest.mark.parametrize("header", HARMLESS)
def test_a_harmless_header_is_let_through(header: str) -> None:
    assert not is_identifier(header)


@pytest.mark.parametrize("name", ["wakefield", "norfolk"])
def test_no_listed_header_is_an_identifier(name: str) -> None:
    listed = partnership(name).column_synonyms.values()
    headers = [header for columns in listed for many in columns.values() for header in many]
    assert headers
    assert not [header for header in headers if is_identifier(header)]


def test_every_identifier_is_named_and_forms_ones_with_how_to_be_rid_of_them() -> None:
    said = refusal(["ID", "Completion time", "Email", "Name", *FEEDBACK])
    assert "columns C ('Email') and D ('Name')" in said
    assert "Microsoft Forms" in said
    assert "Microsoft Forms" not in refusal([*FEEDBACK, "NHS No"])


@given(st.lists(st.lists(st.text(max_size=12) | st.sampled_from(sorted(REFERRAL)), max_size=12)))
def test_any_headers_are_recognised_or_refused(rows: list[list[str]]) -> None:
    with contextlib.suppress(FileRefused):  # and nothing else
        one = found(*rows)
        assert one.contract.needed <= one.places.keys()


@given(st.text())
def test_folding_twice_is_folding_once(header: str) -> None:
    assert folded_header(folded_header(header)) == folded_header(header)

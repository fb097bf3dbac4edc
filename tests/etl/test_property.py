"""Whatever stands in a file, nothing but the project's own error family leaves the loader."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.errors import DashboardError
from etl import LoadReport, check, load, problems_csv, rejected_rows_csv
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

FEW = settings(
    max_examples=settings().max_examples // 4,  # each is a load
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
ANY_TEXT = st.text(max_size=40)
LIKE_A_DATE = st.from_regex(r"[0-9]{1,5}[-/. ][A-Za-z0-9]{1,9}[-/. ][0-9]{1,6}", fullmatch=True)
LIKE_SQL = st.sampled_from(
    ["'; DROP TABLE target.referral; --", "{table}", "$1", "?", "%s", '"', "\\", "\x00", "\ufeff"]
)
COLUMNS = (*REFERRAL, "send", "sibling_group_size", "plan_start_month", "primary_reason")


def sheet(rows: list[list[str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8", "surrogatepass")


def outcome(content: bytes, name: str = "f.csv", *, checked: bool = True) -> LoadReport | str:
    """Return the report of a file of this content, or the sentence that was raised."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        try:
            warehouse = Path(folder) / "w"
            report = (check if checked else load)([file], "wakefield", warehouse)
        except DashboardError as error:
            return str(error)
    for one in report.files:
        assert problems_csv(one.findings)
        assert rejected_rows_csv(one.rejected_rows) is not None
        if one.outcome == "loaded":
            assert one.accepted + one.rejected + one.repeated == one.rows_in
        else:
            assert one.message.endswith(".")
    return report


@FEW
@given(st.lists(ANY_TEXT | LIKE_A_DATE | LIKE_SQL, min_size=1, max_size=30))
@example(
    [
        "9999-99-99",
        "31/12/9999",
        "1 Smarch 2025",
        "0000-00-00",
        "\u0661/\u0664/\u0662\u0660\u0662\u0665",
        "1e400",
    ]
)
def test_any_date_is_read_or_rejected(dates: list[str]) -> None:
    rows = [list(REFERRAL)]
    for number, typed in enumerate(dates):
        faulty = REFERRAL | {"referral_id": f"R{number}", "received_date": typed}
        rows.append(list(faulty.values()))
    report = outcome(sheet(rows))
    assert isinstance(report, LoadReport)


@FEW
@given(st.lists(ANY_TEXT | LIKE_SQL | st.sampled_from(COLUMNS), max_size=12))
@example([*REFERRAL, "x" * 5000])
@example([*REFERRAL, "'; DROP TABLE staged; --", "{tag}"])
def test_any_header_is_taken_or_refused(headers: list[str]) -> None:
    rows = [headers, list(REFERRAL.values())]
    report = outcome(sheet(rows))
    assert isinstance(report, LoadReport)
    assert report.files[0].outcome in {"loaded", "refused"}


@FEW
@given(
    st.lists(st.tuples(st.sampled_from(COLUMNS), ANY_TEXT | LIKE_A_DATE | LIKE_SQL), max_size=25)
)
@example([("sibling_group_size", "9" * 400), ("reasons", ";" * 50), ("plan_type", "'")])
def test_any_cell_is_read_or_rejected(cells: list[tuple[str, str]]) -> None:
    rows = [list(COLUMNS)]
    for number, (column, typed) in enumerate(cells):
        faulty = REFERRAL | {"referral_id": f"R{number}", column: typed}
        rows.append([faulty.get(name, "") for name in COLUMNS])
    report = outcome(sheet(rows))
    assert isinstance(report, LoadReport)


@settings(FEW, max_examples=settings().max_examples // 8)
@given(st.lists(st.tuples(ANY_TEXT | LIKE_SQL, ANY_TEXT | LIKE_A_DATE), max_size=15))
def test_any_words_and_comment_go_the_whole_way(said: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        write_csv(place, "1", [REFERRAL])
        write_csv(place, "2", [SESSION])
        rows = [
            FEEDBACK | {"respondent": f"t{number}", "word_1": word, "comment": comment}
            for number, (word, comment) in enumerate(said)
        ]
        file = place / "3.csv"
        headers = [*FEEDBACK, "comment"]
        file.write_bytes(sheet([headers, *([row[name] for name in headers] for row in rows)]))
        report = load(sorted(place.glob("*.csv")), "wakefield", place / "w")
    found = {one.file: one for one in report.files}
    assert found["1.csv"].accepted == found["2.csv"].accepted == 1


@FEW
@given(st.binary(max_size=300), st.sampled_from(["f.csv", "f.xlsx"]))
@example(b"PK\x03\x04" + bytes(60), "f.xlsx")
@example(b'"' * 99, "f.csv")
def test_any_bytes_are_refused_with_a_sentence(content: bytes, name: str) -> None:
    report = outcome(content, name)
    assert isinstance(report, LoadReport)
    assert report.files[0].outcome == "refused"


@pytest.mark.parametrize("name", ["wakefield", "WAKEFIELD "])
@pytest.mark.parametrize("path", ["nowhere.csv", "\0.csv", "x" * 300 + ".csv"])
def test_any_path_is_loaded_or_refused_with_a_sentence(
    name: str, path: str, tmp_path: Path
) -> None:
    report = check([path], name, tmp_path / "w")
    assert report.files[0].outcome == "refused"
    assert report.files[0].message.endswith(".")

"""Direct identifiers never get in: not into a table, a report, a download or a message."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from config.snapshot import current_snapshot, open_snapshot
from etl import load, problems_csv, rejected_rows_csv
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from etl import LoadReport

SECRETS = ("943 476 5919", "9434765919", "NR1 2DH", "07700 900123", "Okafor", "mum Sarah")


def _everything(warehouse: Path, report: LoadReport) -> str:
    """Return all that is stored and all that is said, as one text."""
    connection = open_snapshot(current_snapshot(warehouse))
    connection.execute("USE snapshot")
    tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
    stored = "".join(str(connection.table(table).fetchall()) for table in tables)
    connection.close()
    rejected = [row for file in report.files for row in file.rejected_rows]
    found = [one for file in report.files for one in file.findings]
    said = (problems_csv(found) + rejected_rows_csv(rejected)).decode()
    return stored + said + repr(report)


def _load(tmp_path: Path, feedback: list[dict[str, str]]) -> LoadReport:
    files = [
        write_csv(tmp_path, "r", [REFERRAL]),
        write_csv(tmp_path, "s", [SESSION]),
        write_csv(tmp_path, "f", feedback),
    ]
    return load(files, "wakefield", tmp_path / "w")


def test_free_text_is_redacted_before_it_is_stored(tmp_path: Path) -> None:
    comment = (
        "Mrs Okafor rang 07700 900123 about NHS 943 476 5919 at NR1 2DH; mum Sarah was worried."
    )
    report = _load(tmp_path, [FEEDBACK | {"comment": comment}])
    assert (report.files[2].accepted, report.files[2].redacted) == (1, 1)
    [(stored,)] = served(tmp_path / "w", "SELECT comment FROM feedback")
    for tag in ("[NAME]", "[PHONE]", "[NHS NUMBER]", "[POSTCODE]"):
        assert tag in stored
    everything = _everything(tmp_path / "w", report)
    assert not [secret for secret in SECRETS if secret in everything]


def test_likely_names_go_to_a_review_list_without_the_name(tmp_path: Path) -> None:
    _load(tmp_path, [FEEDBACK | {"comment": "Mrs Okafor was helpful"}])
    assert served(tmp_path / "w", "SELECT file, row_no, column_name FROM name_review") == [
        ("f.csv", 2, "comment")
    ]


def test_a_reference_that_looks_like_an_identifier_rejects_the_row(tmp_path: Path) -> None:
    good = [FEEDBACK | {"respondent": f"kx{i}"} for i in range(9)]
    report = _load(tmp_path, [*good, FEEDBACK | {"respondent": "943 476 5919"}])
    file = report.files[2]
    assert (file.accepted, file.rejected) == (9, 1)
    assert {(one.row, one.column) for one in file.findings} == {(11, "respondent")}
    everything = _everything(tmp_path / "w", report)
    assert not [secret for secret in SECRETS if secret in everything]


def test_a_rejected_row_is_kept_redacted_ready_to_fix(tmp_path: Path) -> None:
    row = FEEDBACK | {"wave": "during", "comment": "mum Sarah rang 07700 900123"}
    report = _load(tmp_path, [row])
    rows = list(report.files[2].rejected_rows)
    [cells] = csv.DictReader(io.StringIO(rejected_rows_csv(rows).decode("utf-8-sig")))
    assert cells["wave"] == "during"
    assert "[PHONE]" in cells["comment"]
    cells["wave"] = "before"
    again = load([write_csv(tmp_path, "fixed", [cells])], "wakefield", tmp_path / "w")
    assert again.files[0].accepted == 1
    everything = _everything(tmp_path / "w", again)
    assert not [secret for secret in SECRETS if secret in everything]


def test_an_unused_column_of_identifiers_refuses_the_file(tmp_path: Path) -> None:
    rows = [FEEDBACK | {"respondent": f"k{i}", "more": f"07700 90012{i}"} for i in range(8)]
    report = _load(tmp_path, rows)
    [refused] = [file for file in report.files if file.outcome == "refused"]
    assert "more" in refused.message
    assert "07700" not in repr(report)


def test_an_nhs_shape_that_fails_its_check_is_a_query(tmp_path: Path) -> None:
    report = _load(tmp_path, [FEEDBACK | {"comment": "reference 943 476 5918 in our file"}])
    file = report.files[2]
    assert (file.accepted, file.queried, file.redacted) == (1, 1, 0)


@pytest.mark.parametrize("wave", ["before", "after"])
def test_references_are_keyed_hashes_where_the_partnership_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wave: str
) -> None:
    from dataclasses import replace  # noqa: PLC0415 - used here alone

    from config.partnerships import partnership  # noqa: PLC0415

    monkeypatch.setenv("REFERENCE_SECRET", "a secret")
    asked = replace(partnership("wakefield"), hash_references=True)
    monkeypatch.setattr("etl.loading.partnership_named", lambda _: asked)
    _load(tmp_path, [FEEDBACK | {"wave": wave}])
    [(session, referral)] = served(tmp_path / "w", "SELECT session_id, referral_id FROM session")
    assert session.startswith("h-")
    assert served(tmp_path / "w", "SELECT session_id FROM feedback") == [(session,)]
    assert served(tmp_path / "w", "SELECT referral_id FROM referral") == [(referral,)]


def test_a_file_named_after_a_child_is_kept_and_shown_without_the_name(tmp_path: Path) -> None:
    row = FEEDBACK | {"wave": "during"}
    files = [
        write_csv(tmp_path, "Sarah Okafor 9434765919 r", [REFERRAL]),
        write_csv(tmp_path, "session_sarah_okafor_2025-04-01", [SESSION]),
        write_csv(tmp_path, "notes on mum Sarah", [row]),
        tmp_path / "NR1 2DH missing.csv",
    ]
    report = load(files, "wakefield", tmp_path / "w")
    assert {one.outcome for one in report.files} == {"loaded", "refused"}
    everything = _everything(tmp_path / "w", report).replace(str(tmp_path), "").casefold()
    assert not [secret for secret in ("sarah", "9434765919", "nr1 2dh") if secret in everything]
    kept = {name for (name,) in served(tmp_path / "w", 'SELECT file FROM "load"')}
    assert "session_[NAME]_2025-04-01.csv" in {name.replace("_okafor", "") for name in kept}

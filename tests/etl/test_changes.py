"""What a file says, what it leaves alone, and what a load says that it changes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from config import contracts, partnerships
from etl import ChangedCell, check, load
from etl.__main__ import main
from etl.history.past_loads import history, under_older_lists
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from etl import Changes

NEEDED = ("referral_id", "received_date", "locality", "referring_agency", "plan_type", "reasons")
SIX = {name: REFERRAL[name] for name in NEEDED}
OTHERS = [REFERRAL | {"referral_id": "R2"}, REFERRAL | {"referral_id": "R3"}]
OUTCOME = {
    "referral_id": "R1",
    "months_after": "3",
    "review_date": "2025-10-20",
    "plan_type_now": "Child in Need",
}


EARLY = """
[checks.early]
columns = ["received_date"]
severity = "query"
when = "row.received_date < DATE '2025-07-01'"
problem = "Early."
remedy = "Check the date."
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse with three referrals, each decided."""
    load([write_csv(tmp_path, "a", [REFERRAL, *OTHERS])], "wakefield", tmp_path / "w")
    return tmp_path / "w"


def decided(warehouse: Path) -> list[str]:
    return [row[0] for row in served(warehouse, "SELECT decision FROM referral ORDER BY 1")]


def changes(tmp_path: Path, rows: list[dict[str, str]]) -> Changes:
    """What checking these rows as one file says that it would change."""
    file = write_csv(tmp_path / "checked", "b", rows)
    [report] = check([file], "wakefield", tmp_path / "w").files
    return report.changes


def test_a_column_that_a_file_does_not_have_leaves_what_is_stored(
    warehouse: Path, tmp_path: Path
) -> None:
    rows = [SIX | {"plan_type": "CIN"}, SIX | {"referral_id": "R4"}]
    report = load([write_csv(tmp_path, "six", rows)], "wakefield", warehouse)
    assert report.exit_code == 0  # the row that will stand has its decision and its date
    sql = "SELECT referral_id, plan_type, decision FROM referral WHERE referral_id IN ('R1', 'R4')"
    assert sorted(served(warehouse, sql)) == [
        ("R1", "Child in Need", "approved"),
        ("R4", "Child Protection", "pending"),
    ]


def test_a_cell_that_is_there_and_blank_clears_what_is_stored(
    warehouse: Path, tmp_path: Path
) -> None:
    blank = REFERRAL | {"decision": "", "decision_date": ""}
    said = changes(tmp_path, [blank])
    assert said.changed == (
        ChangedCell(2, "decision", "default", "approved", "pending"),
        ChangedCell(2, "decision_date", "blanked", "2025-07-01", None),
    )
    assert [cell.column for cell in said.blanked] == ["decision_date"]
    load([write_csv(tmp_path, "blank", [blank])], "wakefield", warehouse)
    assert decided(warehouse) == ["approved", "approved", "pending"]


def test_a_check_judges_the_row_that_will_stand(warehouse: Path, tmp_path: Path) -> None:
    """The stored decision is of 1 July: a request received later does not fit it."""
    late = {name: SIX[name] for name in NEEDED} | {"received_date": "2025-07-15"}
    [report] = load([write_csv(tmp_path, "late", [late])], "wakefield", warehouse).files
    assert [(one.column, one.severity) for one in report.findings] == [("decision_date", "reject")]


def test_rows_are_told_as_new_changed_and_the_same(warehouse: Path, tmp_path: Path) -> None:
    rows = [
        REFERRAL | {"plan_type": "CIN", "family_ref": "F1"},
        OTHERS[0] | {"family_ref": ""},
        REFERRAL | {"referral_id": "R4", "family_ref": ""},
    ]
    said = changes(tmp_path, rows)
    assert (list(said.new), list(said.same), said.gone) == ([4], [3], ("R3",))
    assert said.changed == (
        ChangedCell(2, "family_ref", "changed"),  # of a reference the values are not told
        ChangedCell(2, "plan_type", "changed", "Child Protection", "Child in Need"),
    )
    assert (said.changed_rows, said.columns) == (1, {"family_ref": 1, "plan_type": 1})
    assert not (warehouse / "checked").exists()
    assert served(warehouse, "SELECT count(*) FROM referral") == [(3,)]


def test_of_free_text_and_words_only_a_change_is_told(warehouse: Path, tmp_path: Path) -> None:
    first = FEEDBACK | {"comment": "It helped a little.", "confidence": "3"}
    files = [write_csv(tmp_path, "s", [SESSION]), write_csv(tmp_path, "f", [first])]
    load(files, "wakefield", warehouse)
    said = changes(tmp_path, [first | {"comment": "It helped.", "confidence": "7", "word_1": ""}])
    assert {(cell.column, cell.how, cell.was, cell.becomes) for cell in said.changed} == {
        ("comment", "changed", None, None),
        ("confidence", "changed", None, None),
        ("word_1", "blanked", None, None),
    }


def test_a_value_that_is_worked_out_follows_its_parent(warehouse: Path, tmp_path: Path) -> None:
    outcome = write_csv(tmp_path, "o", [OUTCOME])
    change = "SELECT change FROM outcome"
    load([outcome], "wakefield", warehouse)
    assert served(warehouse, change) == [("stepped down",)]
    load([write_csv(tmp_path, "r", [REFERRAL | {"plan_type": "CIN"}])], "wakefield", warehouse)
    assert served(warehouse, change) == [("same",)]
    typed = write_csv(tmp_path, "typed", [OUTCOME | {"change": "stepped up"}])
    load([typed], "wakefield", warehouse)
    assert served(warehouse, change) == [("stepped up",)]
    said = changes(tmp_path, [OUTCOME | {"change": ""}])
    assert said.changed == (ChangedCell(2, "change", "worked out", "stepped up", "same"),)


def test_a_file_loaded_again_after_a_wrong_one_puts_its_values_back(
    warehouse: Path, tmp_path: Path
) -> None:
    wrong = [row | {"decision": "withdrawn"} for row in (REFERRAL, *OTHERS)]
    load([write_csv(tmp_path, "b", wrong)], "wakefield", warehouse)
    assert decided(warehouse) == ["withdrawn"] * 3
    again = load([tmp_path / "a.csv"], "wakefield", warehouse)
    assert (again.files[0].outcome, again.files[0].changes.changed_rows) == ("loaded", 3)
    assert decided(warehouse) == ["approved"] * 3
    assert load([tmp_path / "a.csv"], "wakefield", warehouse).files[0].outcome == "repeat"


def test_a_form_counts_as_soon_as_its_session_is_there(tmp_path: Path) -> None:
    """What was found in a file is told anew when it is loaded again, although no row changes."""
    forms = write_csv(tmp_path, "f", [FEEDBACK])
    load([forms], "wakefield", tmp_path / "w")
    others = [write_csv(tmp_path, "r", [REFERRAL]), write_csv(tmp_path, "s", [SESSION])]
    load(others, "wakefield", tmp_path / "w")
    [report] = load([forms], "wakefield", tmp_path / "w").files
    assert (report.outcome, report.queried) == ("loaded", 0)


def test_a_changed_list_reads_the_same_file_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write_csv(tmp_path, "r", [REFERRAL | {"locality": "Cas"}])
    load([file], "wakefield", tmp_path / "w")
    assert under_older_lists(history(tmp_path / "w")) == []
    before = partnerships.partnership("wakefield")
    [castleford] = [one for one in before.localities if one.name == "Castleford"]
    named = replace(castleford, aliases=(*castleford.aliases, "Cas"))
    after = replace(
        before, localities=(named, *(one for one in before.localities if one is not castleford))
    )
    for module in ("loading", "history.past_loads", "rows.names", "snapshots.model"):
        for name in ("partnership_named", "partnership"):
            monkeypatch.setattr(f"etl.{module}.{name}", lambda _: after, raising=False)
    [older] = under_older_lists(history(tmp_path / "w"))
    assert (older.file, older.load_id) == ("r.csv", 1)
    main(["history", "--warehouse", str(tmp_path / "w")])
    assert "load it again" in capsys.readouterr().out
    assert load([file], "wakefield", tmp_path / "w").files[0].changes.columns == {"locality": 1}
    assert served(tmp_path / "w", "SELECT locality FROM referral") == [("Castleford",)]
    assert under_older_lists(history(tmp_path / "w")) == []


def test_a_changed_contract_reads_the_same_file_anew(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(contracts.FOLDER, tmp_path / "contracts")
    contract = folder / "referral.toml"
    text = contract.read_text("utf-8") + EARLY
    contract.write_text(text, encoding="utf-8")
    monkeypatch.setattr(contracts, "FOLDER", folder)
    [report] = load([tmp_path / "a.csv"], "wakefield", warehouse).files
    assert (report.outcome, report.queried, report.changes.changed_rows) == ("loaded", 3, 0)


def test_the_command_line_tells_each_kind_and_lists_its_rows(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [REFERRAL | {"plan_type": "CIN"}, REFERRAL | {"referral_id": "R4"}]
    file = write_csv(tmp_path / "checked", "b", rows)
    main(
        [
            "check",
            str(file),
            "--changes",
            "--partnership",
            "wakefield",
            "--warehouse",
            str(warehouse),
        ]
    )
    said = capsys.readouterr().out
    assert "1 new, 1 changed (plan_type 1), 2 of earlier files not in this one." in said
    assert "row 2: plan_type changed from Child Protection to Child in Need." in said
    assert "b.csv, row 3: new." in said
    assert "b.csv: R2 is not in this file." in said

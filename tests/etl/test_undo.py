"""Undoing a load, whole lists, rows that follow their parent, and faults of one file alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from etl import FileReport, check, load, undo
from etl.__main__ import main
from etl.errors import EtlError
from etl.history import ledger
from etl.history.past_loads import history
from etl.rows.journal import Undone
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from etl.build import Build

TWO = [REFERRAL, REFERRAL | {"referral_id": "R2"}]
PLANS = "SELECT referral_id, plan_type FROM referral ORDER BY 1"
CP, CIN, CIC = "Child Protection", "Child in Need", "Child in Care"


def take(
    folder: Path, name: str, rows: list[dict[str, str]], *, remove_gone: int | None = None
) -> FileReport:
    """Load rows as one file into the warehouse `w` and return its report."""
    file = write_csv(folder, name, rows)
    [report] = load([file], "wakefield", folder / "w", remove_gone=remove_gone).files
    return report


def plans(folder: Path) -> dict[str, str]:
    return dict(served(folder / "w", PLANS))


def test_a_load_is_undone_with_all_its_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    take(tmp_path, "a", TWO)
    wrong = [TWO[0] | {"plan_type": "CIN"}, REFERRAL | {"referral_id": "R3"}]
    files = [write_csv(tmp_path, "b", wrong), write_csv(tmp_path, "s", [SESSION])]
    load(files, "wakefield", tmp_path / "w")
    assert main(["undo", "2", "--warehouse", str(tmp_path / "w")]) == 0
    said = capsys.readouterr().out
    assert "Referral: 1 put back, 1 taken out." in said
    assert "Session: 1 taken out." in said
    assert plans(tmp_path) == {"R1": CP, "R2": CP}
    assert served(tmp_path / "w", "SELECT * FROM session UNION ALL FROM session") == []
    assert [(one.load_id, bool(one.undone_by)) for one in history(tmp_path / "w")] == [
        (2, True),
        (2, True),
        (1, False),
    ]
    # to undo an undo, the file is loaded again
    assert take(tmp_path, "b", wrong).outcome == "loaded"
    assert plans(tmp_path) == {"R1": CIN, "R2": CP, "R3": CP}


@pytest.mark.parametrize("first", [2, 3])
def test_a_later_correction_is_kept_and_undoing_both_goes_back_to_before(
    tmp_path: Path, first: int
) -> None:
    take(tmp_path, "a", TWO)
    take(tmp_path, "b", [TWO[0] | {"plan_type": "CIN"}, TWO[1] | {"plan_type": "CIN"}])
    take(tmp_path, "c", [TWO[0] | {"plan_type": "CIC"}])
    done = undo(first, tmp_path / "w").tables["referral"]
    assert done == (Undone(1, 0, 1) if first == 2 else Undone(1, 0, 0))
    assert plans(tmp_path) == ({"R1": CIC, "R2": CP} if first == 2 else {"R1": CIN, "R2": CIN})
    undo(5 - first, tmp_path / "w")
    assert plans(tmp_path) == {"R1": CP, "R2": CP}


def test_a_row_is_put_back_as_it_was_in_every_column(tmp_path: Path) -> None:
    full = REFERRAL | {"send": "yes", "sibling_group_size": "3", "plan_start_month": "2025-04"}
    take(tmp_path, "a", [full])
    before = served(tmp_path / "w", "SELECT * EXCLUDE (seen_in) FROM referral")
    bare = {name: REFERRAL[name] if name != "reasons" else "SEND" for name in REFERRAL}
    take(tmp_path, "b", [bare | {"send": "", "sibling_group_size": "", "plan_start_month": ""}])
    assert served(tmp_path / "w", "SELECT send, reasons FROM referral") == [(None, ["SEND"])]
    undo(2, tmp_path / "w")
    assert served(tmp_path / "w", "SELECT * EXCLUDE (seen_in) FROM referral") == before


@pytest.mark.parametrize("number", [1, 9])
def test_a_load_that_cannot_be_undone_is_named_in_a_sentence(tmp_path: Path, number: int) -> None:
    take(tmp_path, "a", TWO)
    if number == 1:
        undo(1, tmp_path / "w")
    with pytest.raises(EtlError, match=r"undone on .* already|There is no load 9"):
        undo(number, tmp_path / "w")
    assert len(plans(tmp_path)) == (0 if number == 1 else 2)


def test_a_whole_list_takes_out_what_it_lacks_with_all_that_belongs_to_it(tmp_path: Path) -> None:
    files = {"r": TWO, "s": [SESSION | {"referral_id": "R2"}], "f": [FEEDBACK]}
    paths = [write_csv(tmp_path, name, rows) for name, rows in files.items()]
    load(paths, "wakefield", tmp_path / "w")
    shorter = write_csv(tmp_path, "shorter", TWO[:1])
    assert check([shorter], "wakefield", tmp_path / "w").files[0].changes.gone == ("R2",)
    with pytest.raises(EtlError, match="lack 1 row of what is stored, and 2 was typed"):
        take(tmp_path, "shorter", TWO[:1], remove_gone=2)
    report = take(tmp_path, "shorter", TWO[:1], remove_gone=1)
    assert (report.removed, report.removed_beside) == (1, {"session": 1, "feedback": 1})
    counts = "SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM feedback)"
    assert plans(tmp_path) == {"R1": CP}
    assert served(tmp_path / "w", counts) == [(0, 0)]
    undo(2, tmp_path / "w")
    assert plans(tmp_path) == {"R1": CP, "R2": CP}
    assert served(tmp_path / "w", counts) == [(1, 1)]


def test_what_a_file_lacks_is_told_of_the_files_it_holds_rows_of(tmp_path: Path) -> None:
    take(tmp_path, "january", TWO)
    february = [REFERRAL | {"referral_id": name} for name in ("R3", "R4", "R5")]
    assert take(tmp_path, "february", february).changes.gone == ()
    corrected = [february[0] | {"plan_type": "CIN"}, february[1]]
    assert take(tmp_path, "corrected", corrected).changes.gone == ("R5",)
    file = write_csv(tmp_path, "corrected", corrected)
    [whole] = check([file], "wakefield", tmp_path / "w", whole_list=True).files
    assert whole.changes.gone == ("R1", "R2", "R5")


def test_files_of_one_kind_in_one_load_do_not_lack_each_others_rows(tmp_path: Path) -> None:
    take(tmp_path, "all", TWO)
    files = [write_csv(tmp_path, name, [row]) for name, row in zip("ab", TWO, strict=True)]
    reports = load(files, "wakefield", tmp_path / "w").files
    assert [report.changes.gone for report in reports] == [(), ()]


def test_rows_whose_parent_is_rejected_are_told_to_follow_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [TWO[0] | {"plan_type": "?"}, TWO[1]]
    sessions = [SESSION, SESSION | {"session_id": "S2", "status": "?"}]
    attended = [{"session_id": "S1", "agency": "Police", "attendee": "1", "attended": "yes"}]
    tables = {"r": bad, "s": sessions, "t": attended}
    files = [str(write_csv(tmp_path, name, rows)) for name, rows in tables.items()]
    into = ["--partnership", "wakefield", "--warehouse", str(tmp_path / "w")]
    main(["load", *files, *into])
    said = capsys.readouterr().out
    assert "2 rejected; 1 to put right, 1 follow by themselves" in said
    assert "s.csv, 2 rows: Its referral is rejected in row 2 of r.csv." in said
    assert "t.csv, 1 row: Its session is rejected in row 2 of s.csv." in said
    write_csv(tmp_path, "r", TWO)
    assert main(["load", *files, *into]) == 1  # one session is still to be put right
    assert served(tmp_path / "w", "SELECT count(*) FROM attendance") == [(1,)]


def test_an_unexpected_fault_refuses_one_file_and_leaves_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault comes after the file's rows are written: they are taken back."""
    files = [write_csv(tmp_path, "r", TWO), write_csv(tmp_path, "s", [SESSION])]
    write_entry = ledger.write_entry

    def faulty(build: Build, report: FileReport, *more: Any, **named: Any) -> None:  # noqa: ANN401
        if report.table == "session":
            msg = "kx1 is the cell"
            raise ValueError(msg)
        write_entry(build, report, *more, **named)

    monkeypatch.setattr(ledger, "write_entry", faulty)
    taken, refused = load(files, "wakefield", tmp_path / "w").files
    assert (taken.outcome, refused.outcome) == ("loaded", "refused")
    assert "a fault of its own (ValueError)" in refused.message
    assert "kx1" not in refused.message
    assert served(tmp_path / "w", "SELECT count(*) FROM session") == [(0,)]
    assert plans(tmp_path) == {"R1": CP, "R2": CP}


def test_a_file_name_that_is_not_utf_8_is_loaded_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = write_csv(tmp_path / "in", "r", TWO)
    odd = os.fsdecode(os.fsencode(given.parent) + b"/caf\xe9.csv")
    os.rename(given, odd)  # noqa: PTH104 - a name as the system gives it
    write_csv(tmp_path / "in", "s", [SESSION])
    into = ["--partnership", "wakefield", "--warehouse", str(tmp_path / "w")]
    assert main(["load", odd, *into]) == 0
    assert main(["load", str(tmp_path / "in"), *into]) == 0
    assert "caf?.csv: 2 rows read as referral" in capsys.readouterr().out
    assert {entry.file for entry in history(tmp_path / "w")} == {"caf?.csv", "s.csv"}

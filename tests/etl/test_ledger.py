from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from config.snapshot import current_snapshot
from etl.__main__ import main
from etl.errors import EtlError
from etl.history.ledger import problems
from etl.history.past_loads import history
from etl.safekeeping.going_back import roll_back
from etl.snapshots.folder import stamps
from tests.small_files import REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

BAD = REFERRAL | {"referral_id": "R2", "plan_type": "Wardship"}


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    for name, rows in (("first", [REFERRAL, BAD]), ("second", [SESSION])):
        file = write_csv(tmp_path / "in", name, rows)
        main(["load", str(file), "--partnership", "wakefield", "--warehouse", str(folder)])
    return folder


def test_the_ledger_says_what_was_loaded(warehouse: Path) -> None:
    newest, oldest = history(warehouse)
    assert (newest.file, newest.table, newest.accepted) == ("second.csv", "session", 1)
    assert (oldest.rows_in, oldest.accepted, oldest.rejected) == (2, 1, 1)
    assert oldest.loaded_by


def test_problems_are_those_of_the_latest_load_unless_one_is_named(warehouse: Path) -> None:
    assert problems(warehouse) == []
    [found] = problems(warehouse, 1)
    assert (found.file, found.row, found.column) == ("first.csv", 3, "plan_type")
    with pytest.raises(EtlError, match="no load 9"):
        problems(warehouse, 9)


def test_rejects_are_written_for_excel_and_the_fixed_rows_load(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed, rows = tmp_path / "problems.csv", tmp_path / "rows"
    done = main(
        [
            *("rejects", "--load", "1", "--csv", str(listed), "--rows", str(rows)),
            *("--warehouse", str(warehouse)),
        ]
    )
    assert done == 0
    with listed.open(encoding="utf-8-sig", newline="") as file:
        [line] = csv.DictReader(file)
    assert list(line) == ["file", "row", "column", "severity", "reason", "remedy"]
    fixed = (rows / "rejected-referral.csv").read_text("utf-8-sig").replace("Wardship", "CIN")
    (tmp_path / "fixed.csv").write_text(fixed, encoding="utf-8")
    again = ["load", str(tmp_path / "fixed.csv"), "--partnership", "wakefield"]
    assert main([*again, "--warehouse", str(warehouse)]) == 0
    assert served(warehouse, "SELECT count(*) FROM referral") == [(2,)]
    assert "Traceback" not in capsys.readouterr().err


def test_going_back_serves_the_earlier_snapshot_and_loads_go_on_from_it(
    warehouse: Path, tmp_path: Path
) -> None:
    newest, oldest = stamps(warehouse)
    assert roll_back(warehouse).stem == f"warehouse-{oldest}"
    assert served(warehouse, "SELECT count(*) FROM session") == [(0,)]
    assert roll_back(warehouse, newest) == current_snapshot(warehouse)
    roll_back(warehouse, oldest)
    file = write_csv(tmp_path, "third", [REFERRAL | {"referral_id": "R3"}])
    main(["load", str(file), "--partnership", "wakefield", "--warehouse", str(warehouse)])
    assert served(warehouse, "SELECT count(*) FROM referral") == [(2,)]
    assert served(warehouse, "SELECT count(*) FROM session") == [(0,)]


def test_there_may_be_nothing_to_go_back_to(warehouse: Path) -> None:
    roll_back(warehouse)
    with pytest.raises(EtlError, match="no earlier snapshot"):
        roll_back(warehouse)
    with pytest.raises(EtlError, match="no such snapshot"):
        roll_back(warehouse, "../../etc/passwd")

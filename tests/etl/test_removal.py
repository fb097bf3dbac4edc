"""Retention and erasure: rows go from every snapshot kept, and the ledger says only how many."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from config import partnerships
from config.snapshot import open_snapshot
from etl import load, undo
from etl.__main__ import main
from etl.errors import EtlError
from etl.removal.erasure import erase, expire
from etl.snapshots.folder import snapshots
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

GONE, STAYS = "R-gone-17", "R-stays"
TABLES = ("referral", "session", "attendance", "feedback", "outcome", "learning", "interview")


@pytest.fixture
def warehouse(loaded: Path, tmp_path: Path) -> Path:
    shutil.copytree(loaded, tmp_path / "w")
    return tmp_path / "w"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two families' rows, loaded in three snapshots; the second load rejects a row of each."""
    held = [
        SESSION | {"referral_id": referral, "session_id": f"S-{referral}"}
        for referral in (GONE, STAYS)
    ]
    attended = [
        {"session_id": one["session_id"], "agency": "Police", "attendee": "1", "attended": "yes"}
        for one in held
    ]
    reviewed = {"months_after": "3", "review_date": "2025-09-01"}
    tmp_path = tmp_path_factory.mktemp("removal")
    batches = (
        {
            "referral": [REFERRAL | {"referral_id": one} for one in (GONE, STAYS)],
            "session": held,
        },
        {
            "attendance": attended,
            "feedback": [
                FEEDBACK | {"session_id": one["session_id"], "respondent": f"k{place}"}
                for place, one in enumerate(held)
            ],
            "wrong": [FEEDBACK | {"session_id": h["session_id"], "wave": "during"} for h in held],
        },
        {"outcome": [reviewed | {"referral_id": one} for one in (GONE, STAYS)]},
    )
    for batch in batches:
        files = [write_csv(tmp_path, name, rows) for name, rows in batch.items()]
        report = load(files, "wakefield", tmp_path / "w")
        assert {one.outcome for one in report.files} == {"loaded"}, report
    return tmp_path / "w"


def _everything(warehouse: Path) -> list[str]:
    """Return every cell of every table of every snapshot kept, a text a snapshot."""
    texts = []
    for path in sorted(warehouse.glob("warehouse-*.duckdb")):
        connection = open_snapshot(path)
        connection.execute("USE snapshot")
        tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        texts.append("".join(str(connection.table(table).fetchall()) for table in tables))
        connection.close()
    return texts


def _counts(warehouse: Path) -> dict[str, int]:
    return {
        table: served(warehouse, f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        for table in (*TABLES, "quarantine", "reject")
    }


def test_asking_shows_how_much_and_removes_nothing(warehouse: Path) -> None:
    before = _everything(warehouse)
    found = erase(GONE, "wakefield", warehouse)
    assert dict(found.removed) == {
        "referral": 1,
        "session": 1,
        "attendance": 1,
        "feedback": 1,
        "outcome": 1,
        "rejected": 1,
    }
    assert found.snapshots == 3
    assert _everything(warehouse) == before


def test_a_referral_goes_with_all_that_belongs_to_it_from_every_snapshot(warehouse: Path) -> None:
    before = _counts(warehouse)
    erase(GONE, "wakefield", warehouse, remove=True)
    kept = _everything(warehouse)
    assert len(kept) == 3
    assert all(STAYS in text for text in kept)
    after = _counts(warehouse)
    for table in ("referral", "session", "attendance", "feedback", "outcome"):
        assert (before[table], after[table]) == (2, 1)
    assert not [text for text in kept if GONE in text]


def test_a_rejected_row_goes_by_its_own_reference(warehouse: Path) -> None:
    found = erase(f"S-{GONE}", "wakefield", warehouse, remove=True)
    assert found.removed["rejected"] == 1
    left = served(warehouse, "SELECT file, row_no FROM quarantine")
    assert left == [("wrong.csv", 3)]
    assert _counts(warehouse)["quarantine"] == 1
    assert _counts(warehouse)["reject"] == 1
    assert not [text for text in _everything(warehouse) if f"S-{GONE}" in text]


def test_the_ledger_says_how_many_and_never_what(warehouse: Path) -> None:
    erase(GONE, "wakefield", warehouse, remove=True)
    rows = served(warehouse, "SELECT partnership, reason, table_name, removed FROM removal")
    assert ("wakefield", "erasure", "feedback", 1) in rows
    assert GONE not in str(served(warehouse, "SELECT * FROM removal"))


def test_what_only_the_ledger_still_keeps_is_found_and_goes(tmp_path: Path) -> None:
    """A row that a whole list lacked was removed; undoing that load could put it back."""
    both = [REFERRAL | {"referral_id": one} for one in (GONE, STAYS)]
    load([write_csv(tmp_path, "both", both)], "wakefield", tmp_path / "w")
    load([write_csv(tmp_path, "one", both[1:])], "wakefield", tmp_path / "w", remove_gone=1)
    for path in snapshots(tmp_path / "w")[1:]:
        path.unlink()
    assert erase(GONE, "wakefield", tmp_path / "w", remove=True).removed == {"ledger": 2}
    assert GONE not in str(_everything(tmp_path / "w"))
    undo(2, tmp_path / "w")
    assert served(tmp_path / "w", "SELECT referral_id FROM referral") == [(STAYS,)]


def test_figures_are_worked_out_again(warehouse: Path) -> None:
    erase(GONE, "wakefield", warehouse, remove=True)
    assert served(warehouse, "SELECT count(*) FROM mart_session WHERE held") == [(1,)]


def test_an_unknown_reference_is_a_sentence(warehouse: Path) -> None:
    with pytest.raises(EtlError, match="Nothing that is kept carries this reference"):
        erase("R-nobody", "wakefield", warehouse, remove=True)


def test_an_attendees_running_number_is_no_reference(warehouse: Path) -> None:
    with pytest.raises(EtlError):
        erase("1", "wakefield", warehouse)


def test_another_partnerships_rows_stay(warehouse: Path) -> None:
    with pytest.raises(EtlError):
        erase(GONE, "norfolk", warehouse, remove=True)
    assert _counts(warehouse)["referral"] == 2


def test_rows_past_their_retention_go(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"session": 12, "rejected": 6}
    wakefield = replace(partnerships.partnership("wakefield"), retention_months=kept)
    monkeypatch.setattr("etl.removal.erasure.partnership_named", lambda _: wakefield)
    held = dt.date.fromisoformat(SESSION["session_date"])
    same_day = held.replace(year=held.year + 1)
    today = dt.datetime.now(dt.UTC).date()
    assert not expire("wakefield", warehouse, today=min(same_day, today)).removed.get("session")
    found = expire("wakefield", warehouse, today=same_day + dt.timedelta(days=1), remove=True)
    assert {"session": 2, "attendance": 2, "feedback": 2}.items() <= dict(found.removed).items()
    assert "referral" not in found.removed
    assert _counts(warehouse)["session"] == 0
    assert served(warehouse, "SELECT DISTINCT reason FROM removal") == [("retention",)]


def test_a_load_leaves_out_what_is_past_its_retention_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A session by its own date, and with it its attendance; the referral has no retention."""
    wakefield = replace(partnerships.partnership("wakefield"), retention_months={"session": 12})
    monkeypatch.setattr("etl.loading.partnership_named", lambda _: wakefield)
    today = dt.datetime.now().astimezone().date()
    old, new = SESSION, SESSION | {"session_id": "S2", "session_date": today.isoformat()}
    attended = {"agency": "Police", "attendee": "1", "attended": "yes"}
    files = [
        write_csv(tmp_path, "r", [REFERRAL]),
        write_csv(tmp_path, "s", [old, new]),
        write_csv(tmp_path, "a", [attended | {"session_id": one} for one in ("S1", "S2")]),
    ]
    asked = ["load", *map(str, files), "--partnership", "wakefield"]
    assert main([*asked, "--warehouse", str(tmp_path / "w")]) == 0
    assert capsys.readouterr().out.count("1 row past retention left out") == 2
    assert served(tmp_path / "w", "SELECT session_id FROM session") == [("S2",)]
    assert served(tmp_path / "w", "SELECT session_id FROM attendance") == [("S2",)]
    assert served(tmp_path / "w", "SELECT count(*) FROM quarantine") == [(0,)]


def test_without_a_retention_the_file_to_write_is_named(warehouse: Path) -> None:
    with pytest.raises(EtlError, match=r"data/partnerships/norfolk\.toml"):
        expire("norfolk", warehouse)


def test_the_command_says_what_it_would_do_and_then_does_it(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["erase", GONE, "--partnership", "wakefield", "--warehouse", str(warehouse)]
    assert main(asked) == 0
    assert "Would be taken out of the 3 snapshots kept: 1 of referral" in capsys.readouterr().out
    assert main([*asked, "--remove"]) == 0
    said = capsys.readouterr().out
    assert "Taken out of the 3 snapshots kept" in said
    assert GONE not in said
    assert main([*asked, "--remove"]) == 2

"""Publishing and opening snapshots: encrypted, hardened, never torn."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from config.snapshot import SnapshotError, current_snapshot, open_snapshot
from etl import load
from etl.errors import PublishFailed
from etl.snapshots.publish import KEPT
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    files = [
        write_csv(tmp_path / "in", "r", [REFERRAL]),
        write_csv(tmp_path / "in", "s", [SESSION]),
        write_csv(tmp_path / "in", "f", [FEEDBACK | {"comment": "we left with one shared plan"}]),
    ]
    load(files, "wakefield", tmp_path / "w")
    return tmp_path / "w"


def test_nothing_of_the_data_stands_readable_in_the_folder(warehouse: Path) -> None:
    written = b"".join(path.read_bytes() for path in warehouse.iterdir())
    assert len(written) > 10_000
    for text in (b"one shared plan", b"Castleford", b"helpless", b"referral"):
        assert text not in written


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY referral TO 'stolen.csv'",
        "ATTACH 'other.duckdb'",
        "SET enable_external_access = true",
        "INSERT INTO referral (referral_id) VALUES ('R9')",
        "INSTALL spatial",
    ],
)
def test_the_reading_connection_refuses_all_but_reading(warehouse: Path, statement: str) -> None:
    connection = open_snapshot(current_snapshot(warehouse))
    connection.execute("USE snapshot")
    with pytest.raises(duckdb.Error):
        connection.execute(statement)


def test_another_key_is_one_sentence(warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAREHOUSE_KEY", "another")
    with pytest.raises(SnapshotError, match="another key"):
        open_snapshot(current_snapshot(warehouse))


def test_a_damaged_snapshot_is_one_sentence(warehouse: Path) -> None:
    path = current_snapshot(warehouse)
    path.write_bytes(os.urandom(40_000))
    with pytest.raises(SnapshotError, match="damaged or is not a snapshot"):
        open_snapshot(path)


def test_a_foreign_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "warehouse-1.duckdb"
    duckdb.connect(str(path)).execute("CREATE TABLE orders (id INT)").close()
    with pytest.raises(SnapshotError, match="not a snapshot"):
        open_snapshot(path)


def test_no_warehouse_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="python -m etl demo"):
        current_snapshot(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["../elsewhere.duckdb", "warehouse-gone.duckdb", ""])
def test_a_pointer_to_something_else_is_refused(warehouse: Path, name: str) -> None:
    (warehouse / "CURRENT").write_text(name)
    with pytest.raises(SnapshotError, match="not there"):
        current_snapshot(warehouse)


def test_a_failed_load_leaves_the_last_snapshot_and_no_litter(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(path.name for path in warehouse.iterdir())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("etl.snapshots.publish._flush", full)
    with pytest.raises(PublishFailed, match="disk is full"):
        load([write_csv(tmp_path, "n", [REFERRAL | {"referral_id": "R2"}])], "wakefield", warehouse)
    assert sorted(path.name for path in warehouse.iterdir()) == before
    assert served(warehouse, "SELECT count(*) FROM referral") == [(1,)]


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("a file where the folder should be")
    with pytest.raises(PublishFailed, match="Nothing was changed"):
        load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", tmp_path / "w")


def test_the_last_few_snapshots_are_kept_and_unfinished_ones_swept(
    warehouse: Path, tmp_path: Path
) -> None:
    (warehouse / "warehouse-20200101T000000-aaaa.duckdb.tmp").write_bytes(b"half")
    for i in range(KEPT + 1):
        row = REFERRAL | {"referral_id": f"N{i}"}
        load([write_csv(tmp_path, f"n{i}", [row])], "wakefield", warehouse)
    kept = sorted(warehouse.glob("warehouse-*.duckdb"))
    assert len(kept) == KEPT
    assert current_snapshot(warehouse) == kept[-1]
    assert not list(warehouse.glob("*.tmp"))


def test_a_reader_keeps_its_snapshot_while_the_next_is_published(
    warehouse: Path, tmp_path: Path
) -> None:
    reader = open_snapshot(current_snapshot(warehouse))
    reader.execute("USE snapshot")
    load([write_csv(tmp_path, "n", [REFERRAL | {"referral_id": "R2"}])], "wakefield", warehouse)
    assert reader.execute("SELECT count(*) FROM referral").fetchone() == (1,)
    assert served(warehouse, "SELECT count(*) FROM referral") == [(2,)]


def test_a_copied_folder_opens_elsewhere_with_the_key(warehouse: Path, tmp_path: Path) -> None:
    shutil.copytree(warehouse, tmp_path / "copy")
    assert served(tmp_path / "copy", "SELECT count(*) FROM session") == [(1,)]

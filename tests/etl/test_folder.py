"""The folder of snapshots: closed to others, and in the order of publication."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from config.key import key_file, reference_secret, warehouse_key
from config.snapshot import current_snapshot
from etl import load
from etl.safekeeping.going_back import roll_back
from etl.snapshots.folder import stamps
from tests.small_files import REFERRAL, served, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has permissions of its own")


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def month(folder: Path, number: int) -> Path:
    return write_csv(folder, f"m{number}", [REFERRAL | {"referral_id": f"R{number}"}])


@posix
@pytest.mark.usefixtures("open_umask")
def test_what_a_load_makes_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = tmp_path / "new" / "w"
    seen: dict[str, int] = {}

    def look(_: object) -> None:
        seen.update({path.name: mode(path) for path in warehouse.iterdir()})

    monkeypatch.setattr("etl.loading.build_marts", look)
    load([month(tmp_path, 1)], "wakefield", warehouse)
    unfinished = next(name for name in seen if name.endswith(".tmp"))
    assert seen == {unfinished: 0o600, ".load.lock": 0o600, ".spill": 0o700}
    left = {path.name: mode(path) for path in warehouse.iterdir()}
    names = (current_snapshot(warehouse).name, "CURRENT", ".load.lock")
    assert left == dict.fromkeys(names, 0o600)
    assert (mode(warehouse), mode(warehouse.parent)) == (0o700, 0o700)


@posix
@pytest.mark.usefixtures("open_umask")
def test_keys_and_their_folder_are_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WAREHOUSE_KEY")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / "config"))
    warehouse_key(make=True)
    reference_secret("wakefield")
    made = {path: mode(path) for path in key_file().parent.iterdir()}
    assert set(made.values()) == {0o600}
    assert len(made) == 2
    folders = [key_file().parent, tmp_path / "home" / "config", tmp_path / "home"]
    assert [mode(folder) for folder in folders] == [0o700] * 3


@posix
@pytest.mark.usefixtures("open_umask")
def test_what_an_earlier_version_left_open_is_closed_by_the_next_load(tmp_path: Path) -> None:
    warehouse = tmp_path / "w"
    (warehouse / ".spill").mkdir(parents=True)
    load([month(tmp_path, 1)], "wakefield", warehouse)
    (warehouse / "CURRENT").chmod(0o644)
    (warehouse / "CURRENT.tmp").write_text("half")
    load([month(tmp_path, 2)], "wakefield", warehouse)
    assert mode(warehouse / "CURRENT") == 0o600
    assert not (warehouse / ".spill").exists()
    assert not (warehouse / "CURRENT.tmp").exists()


def test_after_the_clock_was_set_back_a_new_snapshot_is_still_the_last_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.snapshots.publish.KEPT", 2)
    warehouse = tmp_path / "w"
    load([month(tmp_path, 0)], "wakefield", warehouse)
    ahead = warehouse / "warehouse-20991231T235959999998-aaaa.duckdb"
    current_snapshot(warehouse).rename(ahead)
    (warehouse / "CURRENT").write_text(ahead.name)
    for number in (1, 2):
        load([month(tmp_path, number)], "wakefield", warehouse)
        assert served(warehouse, "SELECT count(*) FROM referral") == [(number + 1,)]
        assert stamps(warehouse)[0] in current_snapshot(warehouse).name
    assert not ahead.exists()
    roll_back(warehouse)
    assert served(warehouse, "SELECT count(*) FROM referral") == [(2,)]


@pytest.mark.parametrize("name", ["20261126T010203-aaaa", "20269999T999999-aaaa"])
def test_names_of_the_first_version_and_of_others_do_not_stop_a_load(
    tmp_path: Path, name: str
) -> None:
    warehouse = tmp_path / "w"
    load([month(tmp_path, 1)], "wakefield", warehouse)
    current_snapshot(warehouse).rename(warehouse / f"warehouse-{name}.duckdb")
    (warehouse / "CURRENT").write_text(f"warehouse-{name}.duckdb")
    load([month(tmp_path, 2)], "wakefield", warehouse)
    assert served(warehouse, "SELECT count(*) FROM referral") == [(2,)]

"""The safe copy and back: whole or not at all, elsewhere too, and never what was erased."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import zipfile
from typing import TYPE_CHECKING

import pytest

from config.errors import DashboardError
from config.judgements.store import SETTING
from config.key import key_file, reference_file, reference_secret
from config.paths import ROOT
from config.snapshot import SnapshotError, current_snapshot
from etl import load
from etl.__main__ import main
from etl.errors import BackupRefused, ErasuresUnknown, LoadRunning
from etl.removal.erasure import erase
from etl.safekeeping.copies import backup, restore
from etl.safekeeping.going_back import roll_back
from etl.snapshots.folder import locked, stamps
from insight.access import Viewer
from insight.workspace import (
    ACCEPTED,
    CLEARED,
    NameEntry,
    WordValue,
    judge_name,
    judge_word,
    local_words,
    name_history,
)
from tests.postgresql import postgresql
from tests.small_files import REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADMIN = Viewer("admin", ("wakefield",))
EVALUATOR = Viewer("evaluator", ("wakefield",))
ENTRY = NameEntry("wakefield", 1, "ab" * 32, "feedback", 7, "comment")
MARDY = WordValue("wakefield", "mardy", "scored", "Said for sullen here", -0.4, "low")
REFERENCES = "SELECT referral_id FROM referral ORDER BY 1"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse of two loads and a judgement, its safe copy, and its own home."""
    base = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(base / "home"))
        reference_secret("wakefield")
        add(base / "w", base / "in", 1, 2)
        add(base / "w", base / "in", 3)
        judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=base / "w")
        judge_word(EVALUATOR, MARDY, who="ida", warehouse=base / "w")
        backup(base / "copy.zip", base / "w")
    return base


def add(warehouse: Path, folder: Path, *numbers: int) -> None:
    """Load requests of these numbers, each with its session, as one more snapshot."""
    first = numbers[0]
    requests = [REFERRAL | {"referral_id": f"R-{number}"} for number in numbers]
    sessions = [SESSION | {"referral_id": f"R-{n}", "session_id": f"S-{n}"} for n in numbers]
    files = [write_csv(folder, f"r{first}", requests), write_csv(folder, f"s{first}", sessions)]
    load(files, "wakefield", warehouse)


@pytest.fixture
def base(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a copy of all that to change, at the same home."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.fixture
def elsewhere(base: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give another user's empty folder: nothing of the first home is there but the safe copy."""
    other = base / "elsewhere"
    other.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(other / "home"))
    (base / "copy.zip").rename(other / "copy.zip")
    shutil.rmtree(base / "w")
    shutil.rmtree(base / "home")
    return other


def contents(folder: Path) -> dict[str, bytes]:
    """Return all that stands in a warehouse, the lock aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".load.lock"
    }


def test_a_safe_copy_goes_on_at_another_home(elsewhere: Path) -> None:
    secret = zipfile.ZipFile(elsewhere / "copy.zip").read("references-wakefield.key")
    done = restore(elsewhere / "copy.zip", elsewhere / "w", none_erased=True)
    assert done.served == current_snapshot(elsewhere / "w")
    assert done.kept_in is None
    assert served(elsewhere / "w", REFERENCES) == [("R-1",), ("R-2",), ("R-3",)]
    assert len(stamps(elsewhere / "w")) == 2
    assert [one.who for one in name_history(ADMIN, warehouse=elsewhere / "w")] == ["jo"]
    assert [one.value for one in local_words(EVALUATOR, warehouse=elsewhere / "w")] == [MARDY]
    assert reference_file("wakefield").read_text().strip().encode() not in secret
    roll_back(elsewhere / "w")
    add(elsewhere / "w", elsewhere / "in", 4)
    assert served(elsewhere / "w", REFERENCES) == [("R-1",), ("R-2",), ("R-4",)]


def test_what_is_copied_and_restored_is_closed_to_others_and_holds_no_key(elsewhere: Path) -> None:
    before = os.umask(0)
    try:
        restore(elsewhere / "copy.zip", elsewhere / "w", none_erased=True)
        backup(elsewhere / "again.zip", elsewhere / "w")
    finally:
        os.umask(before)
    for path in (
        elsewhere / "again.zip",
        reference_file("wakefield"),
        *(elsewhere / "w").iterdir(),
    ):
        assert stat.S_IMODE(path.stat().st_mode) & 0o77 == 0, path.name
    raw = (elsewhere / "again.zip").read_bytes()
    secret = reference_file("wakefield").read_bytes().strip()
    for text in (b"a-key-for-the-tests-only", secret, b"Child Protection", b"Castleford", b"mardy"):
        assert text not in raw
    assert not key_file().exists()


def test_the_copy_says_which_key_it_needs(
    base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(base / "two.zip"), "--warehouse", str(base / "w")]) == 0
    said = capsys.readouterr().out
    assert "kept in WAREHOUSE_KEY" in said
    name = json.loads(zipfile.ZipFile(base / "two.zip").read("contents.json"))["key_name"]
    assert name in said
    was = contents(base / "w")
    for other in ("another key", ""):
        monkeypatch.setenv("WAREHOUSE_KEY", other)
        with pytest.raises(BackupRefused, match=rf"named {name}, which was kept in WAREHOUSE_KEY"):
            restore(base / "two.zip", base / "w")
        assert contents(base / "w") == was


def test_a_restore_puts_back_what_was_served_and_keeps_aside_what_was_there(base: Path) -> None:
    add(base / "w", base / "in", 4)
    there = current_snapshot(base / "w").stem.removeprefix("warehouse-")
    done = restore(base / "copy.zip", base / "w")
    assert served(base / "w", REFERENCES) == [("R-1",), ("R-2",), ("R-3",)]
    assert there not in stamps(base / "w")
    assert done.kept_in
    assert served(done.kept_in, REFERENCES) == [("R-1",), ("R-2",), ("R-3",), ("R-4",)]
    assert not list((base / "w").glob(".safe-copy-*"))


def test_what_was_judged_since_is_not_lost_by_a_restore(base: Path) -> None:
    judge_name(ADMIN, ENTRY, ACCEPTED, who="kim", warehouse=base / "w")
    restore(base / "copy.zip", base / "w")
    assert [one.who for one in name_history(ADMIN, warehouse=base / "w")] == ["jo", "kim"]


def test_what_was_erased_since_is_left_out_and_told(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    erase("R-2", "wakefield", base / "w", remove=True)
    assert main(["restore", str(base / "copy.zip"), "--warehouse", str(base / "w")]) == 0
    assert "2 rows of erased references left out" in capsys.readouterr().out
    assert served(base / "w", REFERENCES) == [("R-1",), ("R-3",)]
    for stamp in stamps(base / "w"):
        roll_back(base / "w", stamp)
        assert ("R-2",) not in served(base / "w", REFERENCES)


def test_what_the_copy_knows_to_be_erased_is_erased_where_it_is_put_back(base: Path) -> None:
    erase("R-2", "wakefield", base / "w", remove=True)
    backup(base / "later.zip", base / "w")
    (base / "w" / "workspace.sqlite").unlink()
    add(base / "other", base / "in", 7, 8)
    erase("R-7", "wakefield", base / "other", remove=True)
    restore(base / "later.zip", base / "other", none_erased=True)
    assert served(base / "other", REFERENCES) == [("R-1",), ("R-3",)]
    for number in (2, 7, 8):
        rows = [REFERRAL | {"referral_id": f"R-{number}"}]
        load([write_csv(base / "in", f"more{number}", rows)], "wakefield", base / "other")
    assert served(base / "other", REFERENCES) == [("R-1",), ("R-3",), ("R-8",)]


@pytest.mark.parametrize("lost", ["new place", "store gone", "store damaged", "store older"])
def test_where_erasures_since_cannot_be_known_they_are_asked_for(
    base: Path, lost: str, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse, store = base / "w", base / "w" / "workspace.sqlite"
    if lost == "store older":
        shutil.copy(store, base / "older.sqlite")
        erase("R-1", "wakefield", warehouse, remove=True)
        (base / "copy.zip").unlink()
        backup(base / "copy.zip", warehouse)
        shutil.copy(base / "older.sqlite", store)
    elif lost == "store gone":
        store.unlink()
    elif lost == "store damaged":
        store.write_bytes(b"nonsense" * 1000)
    else:
        warehouse = base / "new"
    words = ["restore", str(base / "copy.zip"), "--warehouse", str(warehouse)]
    was = contents(warehouse) if warehouse.exists() else {}
    assert main(words) == 2
    said = capsys.readouterr().err
    assert "what was erased since is not known here" in said
    assert contents(warehouse) == was
    assert main([*words, "--erased", "wakefield", "r 2"]) == 0
    assert ("R-2",) not in served(warehouse, REFERENCES)
    assert not list(warehouse.glob("before-restore-*"))
    if lost != "new place":
        return
    rows = [REFERRAL | {"referral_id": "R2"}]
    load([write_csv(base / "in", "back", rows)], "wakefield", warehouse)
    assert ("R2",) not in served(warehouse, REFERENCES)


def spoil(path: Path, how: str) -> None:
    raw = path.read_bytes()
    if how == "cut":
        path.write_bytes(raw[: len(raw) // 2])
    elif how == "one byte":
        place = len(raw) // 2
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
    elif how == "foreign":
        with zipfile.ZipFile(path, "w") as other:
            other.writestr("notes.txt", "something else")
    elif how == "empty":
        path.write_bytes(b"")
    else:
        rewrite(path, how)


def rewrite(path: Path, how: str) -> None:
    """Write the copy again with one thing changed by somebody who has no key."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if how == "climbs out":
        members["../out.duckdb"] = b"out"
    elif how == "one more":
        members["warehouse-20990101T000000-aaaa.duckdb"] = b"more"
    elif how == "one less":
        del members["CURRENT"]
    elif how == "one changed":
        told = json.loads(members["contents.json"])
        members["CURRENT"] = b"warehouse-1-a.duckdb"
        digest = hashlib.sha256(members["CURRENT"]).hexdigest()
        told["files"]["CURRENT"] = [len(members["CURRENT"]), digest]
        members["contents.json"] = json.dumps(told).encode()
    packed = zipfile.ZIP_DEFLATED if how == "packed" else zipfile.ZIP_STORED
    with zipfile.ZipFile(path, "w", packed) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    "how",
    [
        *("cut", "one byte", "foreign", "empty"),
        *("climbs out", "one more", "one less", "one changed", "packed"),
    ],
)
def test_a_copy_that_is_damaged_or_foreign_changes_nothing(
    base: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(base / "copy.zip", how)
    was = contents(base)
    assert main(["restore", str(base / "copy.zip"), "--warehouse", str(base / "w")]) == 2
    assert "it is damaged. Nothing was changed" in capsys.readouterr().err
    assert contents(base) == was


def test_a_copy_made_by_a_newer_version_is_said_to_be_newer(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("etl.safekeeping.archive._VERSION", 2)
        backup(base / "newer.zip", base / "w")
    with pytest.raises(BackupRefused, match="This program is older than the safe copy"):
        restore(base / "newer.zip", base / "w")
    with monkeypatch.context() as patch:
        patch.setattr("config.snapshot.FORMAT", 2)
        with pytest.raises(SnapshotError, match="This program is older than the data"):
            restore(base / "copy.zip", base / "w")


def test_another_secret_of_references_here_is_named_and_nothing_changed(elsewhere: Path) -> None:
    reference_secret("wakefield")
    with pytest.raises(BackupRefused, match=r"Move .*references-wakefield\.key away"):
        restore(elsewhere / "copy.zip", elsewhere / "w", none_erased=True)
    assert contents(elsewhere / "w") == {}
    reference_file("wakefield").rename(elsewhere / "away")
    restore(elsewhere / "copy.zip", elsewhere / "w", none_erased=True)


STEPS = (
    "etl.safekeeping.putting_back.keep",
    "etl.safekeeping.putting_back.clean",
    "etl.safekeeping.putting_back.point_to",
)


@pytest.mark.parametrize(("step", "place"), [*((step, "w") for step in STEPS), (STEPS[-1], "new")])
def test_a_restore_that_fails_leaves_what_was_there(
    base: Path, step: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "w":
        (base / "w" / "workspace.sqlite").unlink()
        judge_name(ADMIN, ENTRY, ACCEPTED, who="kim", warehouse=base / "w")
    was = {n: c for n, c in contents(base / "w").items() if "sqlite" not in n}

    def full(*_: object, **__: object) -> None:
        raise DashboardError(step)

    with monkeypatch.context() as patch:
        patch.setattr(step, full)
        with pytest.raises(DashboardError, match=step):
            restore(base / "copy.zip", base / place, none_erased=True)
    if place == "w":
        assert {n: c for n, c in contents(base / "w").items() if "sqlite" not in n} == was
        assert [one.who for one in name_history(ADMIN, warehouse=base / "w")] == ["kim"]
    else:
        assert not list((base / place).glob("*.duckdb"))
    restore(base / "copy.zip", base / place, none_erased=True)
    assert served(base / place, REFERENCES) == [("R-1",), ("R-2",), ("R-3",)]


KILLED = """
import os, signal, sys
from etl.safekeeping import putting_back
from etl.safekeeping import copies as safekeeping
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
setattr(putting_back, sys.argv[3], die)
safekeeping.restore(sys.argv[1], sys.argv[2], none_erased=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal of Unix")
@pytest.mark.parametrize("step", [pytest.param("clean", marks=pytest.mark.everything), "point_to"])
def test_a_restore_that_is_killed_leaves_the_data_served_and_can_be_done_again(
    base: Path, step: str
) -> None:
    add(base / "w", base / "in", 4)
    command = [sys.executable, "-c", KILLED, str(base / "copy.zip"), str(base / "w"), step]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert ("R-4",) in served(base / "w", REFERENCES)
    restore(base / "copy.zip", base / "w")
    assert served(base / "w", REFERENCES) == [("R-1",), ("R-2",), ("R-3",)]


def test_a_copy_waits_for_a_load_and_is_of_one_moment(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked(base / "w"):
        with monkeypatch.context() as patch:
            patch.setattr("etl.safekeeping.copies._WAIT_SECONDS", 0.1)
            with pytest.raises(LoadRunning):
                backup(base / "never.zip", base / "w")
        assert not (base / "never.zip").exists()
        copying = threading.Thread(target=backup, args=(base / "waited.zip", base / "w"))
        copying.start()
    copying.join()
    restore(base / "waited.zip", base / "w")


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda base: backup(base / "copy.zip", base / "w"), "never replaces one"),
        (lambda base: backup(base / "no" / "copy.zip", base / "w"), "cannot be written"),
        (lambda base: backup(base / "two.zip", base / "nowhere"), "There is no data"),
        (lambda base: restore(base / "none.zip", base / "w"), "is not there"),
        (lambda base: restore(base, base / "w"), "not a safe copy"),
    ],
)
def test_what_cannot_be_is_a_sentence(base: Path, ask: Callable[[Path], object], said: str) -> None:
    with pytest.raises(DashboardError, match=said):
        ask(base)
    assert not list(base.glob("*.tmp"))


def test_erasures_that_are_unknown_are_of_their_own_kind(base: Path) -> None:
    with pytest.raises(ErasuresUnknown, match="--none-erased"):
        restore(base / "copy.zip", base / "new")


def test_judgements_in_postgresql_are_in_the_copy_and_go_on_in_a_file(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql() as address:
        monkeypatch.setenv(SETTING, address)
        judge_name(ADMIN, ENTRY, ACCEPTED, who="kim", warehouse=base / "w")
        backup(base / "shared.zip", base / "w")
        erase("R-2", "wakefield", base / "w", remove=True)
        restore(base / "shared.zip", base / "w")
        assert served(base / "w", REFERENCES) == [("R-1",), ("R-3",)]
        assert [one.who for one in name_history(ADMIN, warehouse=base / "w")] == ["kim"]
        with pytest.raises(ErasuresUnknown):
            restore(base / "copy.zip", base / "w")
    monkeypatch.delenv(SETTING)
    restore(base / "shared.zip", base / "new", none_erased=True)
    assert [one.who for one in name_history(ADMIN, warehouse=base / "new")] == ["kim"]

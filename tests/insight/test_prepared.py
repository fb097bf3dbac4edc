"""What is worked out after a load: it answers as if it were not there, and goes with its rows."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from config import prepared
from config.paths import ROOT
from config.snapshot import current_snapshot
from etl import load
from etl.snapshots.publish import KEPT
from insight.access import Viewer
from insight.measures import MEASURES, Asked, answered, look, preparing
from insight.measures.answer import _answer, _answered_rows
from insight.measures.protection import judged, kept
from insight.measures.protection.hiding import Hiding, hiding
from insight.warehouse import Snapshot, served
from tests.insight.test_same_answers import KEYS, fingerprint, recorded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEW = ("within_standard", "reason_cited", "lasting_shift", "reflective_score", "overdue_now")
BOARD = Viewer("board", ("wakefield",))


@pytest.fixture
def copied(demo_warehouse: Path, tmp_path: Path) -> Iterator[Path]:
    """A demonstration warehouse of one's own, with nothing remembered of it."""
    folder = tmp_path / "warehouse"
    shutil.copytree(demo_warehouse, folder)
    _forget()
    yield folder
    _forget()


def _forget() -> None:
    kept.forget()
    for remembered in (hiding, _answer, _answered_rows):
        remembered.cache_clear()


def _prepare_few(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    monkeypatch.setattr(preparing, "MEASURES", {key: MEASURES[key] for key in FEW})
    assert preparing.prepare(folder).endswith("tables are ready.")
    return served(folder)


def _used(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Record of each table that is asked whether it had been made."""
    found: list[bool] = []

    def asked(*table: object) -> object:
        one = hiding(*table)
        found.append(not isinstance(one, Hiding))
        return one

    monkeypatch.setattr(judged, "hiding", asked)
    return found


def test_what_was_made_answers_as_if_it_were_not_there(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _prepare_few(copied, monkeypatch)
    used = _used(monkeypatch)
    for key in FEW:
        for role in ("board", "lead", "evaluator"):
            for number in (0, 1):
                expected = recorded()[str(number)][f"{key} {role}"]
                assert fingerprint(key, role, number, copied) == expected, (key, role, number)
    assert any(used)


def test_two_filters_and_a_year_are_answered_from_what_was_made(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = {"locality": "Castleford", "plan_type": "Child Protection"}
    asked = Asked("reason_cited", BOARD, ("reason",), {**where, "reporting_year": "2025 to 2026"})
    before = answered(asked, served(copied))
    _forget()
    snapshot = _prepare_few(copied, monkeypatch)
    used = _used(monkeypatch)
    assert answered(asked, snapshot).equals(before)
    assert used
    assert all(used)


@pytest.mark.everything
def test_all_that_is_made_answers_as_if_it_were_not_there(copied: Path) -> None:
    preparing.prepare(copied)
    for key, role in KEYS:
        for number in (0, 1, 2):
            expected = recorded()[str(number)][f"{key} {role}"]
            assert fingerprint(key, role, number, copied) == expected, (key, role, number)


@pytest.mark.parametrize("how", ["damaged", "cut", "other code", "other data"])
def test_what_is_not_of_this_snapshot_and_these_rules_is_not_read(
    how: str, copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "MEASURES", {"overdue_now": MEASURES["overdue_now"]})
    preparing.prepare(copied)
    snapshot, path = served(copied), prepared.beside(served(copied).path)
    sound = path.read_bytes()
    kept.forget()
    assert look(snapshot)
    kept.forget()
    if how == "damaged":
        path.write_bytes(sound[:100] + bytes([sound[100] ^ 1]) + sound[101:])
    elif how == "cut":
        path.write_bytes(sound[: len(sound) // 2])
    elif how == "other code":
        monkeypatch.setattr(kept, "_rules", lambda: "another day's")
    else:
        os.utime(snapshot.path, (1, 1))
        snapshot = served(copied)
    assert not look(snapshot)
    assert len(answered(Asked("overdue_now", BOARD), snapshot)) == 1


def test_it_goes_when_its_snapshot_goes(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "MEASURES", {"overdue_now": MEASURES["overdue_now"]})
    preparing.prepare(copied)
    snapshot = served(copied)
    left = prepared.beside(snapshot.path)
    unfinished = left.with_name(f"{left.name}.tmp")
    unfinished.write_bytes(b"half")
    assert left.exists()
    assert look(snapshot)
    snapshot.path.unlink()
    prepared.sweep(copied)
    assert not look(snapshot)
    assert not left.exists()
    assert not unfinished.exists()
    assert not kept.keep(snapshot, [])  # one that was being made when it went
    assert not left.exists()


def test_only_what_is_kept_has_something_beside_it(tmp_path: Path) -> None:
    learning = tmp_path / "learning.csv"
    for number in range(KEPT + 2):
        learning.write_text(
            f"learning_id,session_id,raised_date,scope,theme\nL{number},,2026-01-05,system,Timing\n",
            encoding="utf-8",
        )
        load([learning], "wakefield", tmp_path / "w")
        prepared.beside(current_snapshot(tmp_path / "w")).write_bytes(b"made")
    assert len(list((tmp_path / "w").glob("*.prepared"))) == KEPT


def test_it_is_started_by_a_load_and_not_where_that_is_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda words, **_: started.append(words))
    prepared.start(tmp_path)
    assert not started
    monkeypatch.delenv("PREPARE")
    prepared.start(tmp_path)
    [words] = started
    assert words[1:] == ["-m", "insight", "prepare", "--warehouse", str(tmp_path)]


@pytest.mark.everything
def test_twenty_kills_leave_nothing_half_read(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = random.Random(13)
    few = (
        "import sys; from insight.measures import MEASURES, preparing; "
        f"preparing.MEASURES = {{key: MEASURES[key] for key in {FEW}}}; "
        "preparing.prepare(sys.argv[1])"
    )
    command = [sys.executable, "-c", few, str(copied)]
    began = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    takes = time.monotonic() - began
    path = prepared.beside(current_snapshot(copied))
    for _ in range(20):
        path.unlink(missing_ok=True)
        with subprocess.Popen(command, cwd=ROOT) as made:
            time.sleep(takes * draw.uniform(0.7, 1.05))
            made.kill()
        kept.forget()
        assert look(served(copied)) == path.exists()
    path.unlink(missing_ok=True)
    kept.forget()
    _prepare_few(copied, monkeypatch)  # no lock is left by the killed

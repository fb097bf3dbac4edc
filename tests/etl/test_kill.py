"""A load that is killed at any moment leaves the last good snapshot, and the next one completes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT
from config.snapshot import CURRENT
from etl import load
from etl.errors import LoadRunning
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

KILLS = 20
ROWS = 40

# Loads the files named, one load each, from a process that is ready before the first one begins.
LOADER = """
import sys
from etl.__main__ import main
import etl.redact.words, etl.sentiment
warehouse, *files = sys.argv[1:]
print("ready", flush=True)
for file in files:
    code = main(["load", file, "--partnership", "wakefield", "--warehouse", warehouse])
    print("code", code, flush=True)
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal of Unix")


def month(folder: Path, number: int) -> Path:
    """Write forty requests that no other month holds."""
    rows = [REFERRAL | {"referral_id": f"M{number}-{row}"} for row in range(ROWS)]
    return write_csv(folder, f"month-{number:03}", rows)


def start(warehouse: Path, files: Sequence[Path]) -> subprocess.Popen[str]:
    loader = subprocess.Popen(
        [sys.executable, "-c", LOADER, str(warehouse), *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert loader.stdout
    assert loader.stdout.readline() == "ready\n"
    return loader


def kill_after(loader: subprocess.Popen[str], seconds: float) -> str:
    """Let it run on for a while, kill it, and return what it had said."""
    time.sleep(seconds)
    loader.send_signal(signal.SIGKILL)
    said, _ = loader.communicate(timeout=60)
    assert loader.returncode == -signal.SIGKILL
    return said


def stored(warehouse: Path) -> dict[str, int]:
    """Return how many rows of each month the snapshot that is served holds."""
    rows = served(
        warehouse,
        "SELECT month, held, in_mart, (SELECT sum(accepted) FROM load), (SELECT count(*) FROM load)"
        " FROM (SELECT split_part(referral_id, '-', 1) AS month, count(*) AS held FROM referral"
        " GROUP BY 1) JOIN (SELECT split_part(referral_id, '-', 1) AS month, count(*) AS in_mart"
        " FROM mart_referral GROUP BY 1) USING (month)",
    )
    assert {tuple(row[2:]) for row in rows} == {(ROWS, ROWS * len(rows), len(rows))}
    return {month: held for month, held, *_ in rows}


@posix
def test_twenty_kills_leave_whole_months_and_lose_nothing_acknowledged(tmp_path: Path) -> None:
    warehouse, chance = tmp_path / "w", random.Random(20251121)
    load([month(tmp_path, 0)], "wakefield", warehouse)
    began = time.monotonic()
    load([month(tmp_path, 1)], "wakefield", warehouse)
    length = time.monotonic() - began
    held, number, torn = {"M0", "M1"}, 2, 0
    for _ in range(KILLS):
        files = [month(tmp_path, place) for place in range(number, number + 3)]
        tried = [f"M{place}" for place in range(number, number + 3)]
        said = kill_after(start(warehouse, files), chance.uniform(0, 1.2 * length))
        published = said.count("Published ")
        torn += bool(list(warehouse.glob("*.tmp*")))
        found = stored(warehouse)
        assert set(found.values()) == {ROWS}
        assert set(found) >= held | set(tried[:published])
        assert set(found) <= held | set(tried[: published + 1])
        held, number = set(found), number + 3
    assert torn, "no kill came while a snapshot was being written"
    report = load([month(tmp_path, number)], "wakefield", warehouse)
    assert report.exit_code == 0
    assert set(stored(warehouse)) == held | {f"M{number}"}
    assert list(warehouse.glob("*.tmp*")) == []


@posix
def test_a_kill_in_the_first_load_of_all_leaves_nothing_or_all(tmp_path: Path) -> None:
    file = month(tmp_path, 0)
    kill_after(start(tmp_path / "w", [file]), 0.3)
    assert not (tmp_path / "w" / CURRENT).exists() or stored(tmp_path / "w") == {"M0": ROWS}
    load([file], "wakefield", tmp_path / "w")
    assert stored(tmp_path / "w") == {"M0": ROWS}


def test_of_two_loads_at_once_the_second_is_told_and_the_first_completes(tmp_path: Path) -> None:
    warehouse = tmp_path / "w"
    rows = [REFERRAL | {"referral_id": f"R{row}"} for row in range(5000)]
    write_csv(tmp_path / "in", "1", rows)
    write_csv(tmp_path / "in", "2", [SESSION | {"session_id": f"S{n}"} for n in range(2000)])
    write_csv(tmp_path / "in", "3", [FEEDBACK | {"respondent": f"t{n}"} for n in range(5000)])
    other = write_csv(tmp_path, "other", [REFERRAL | {"referral_id": "OTHER"}])
    first = start(warehouse, [tmp_path / "in"])
    while not list(warehouse.glob("*.tmp*")):
        assert first.poll() is None
    with pytest.raises(LoadRunning, match="Another load is running"):
        load([other], "wakefield", warehouse)
    said, _ = first.communicate(timeout=60)
    assert "Published " in said
    assert load([other], "wakefield", warehouse).exit_code == 0
    assert served(warehouse, "SELECT count(*) FROM referral") == [(5001,)]

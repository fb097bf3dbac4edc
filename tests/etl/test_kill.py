"""A load that is killed at any moment leaves the last good snapshot, and the next one completes."""

from __future__ import annotations

import itertools
import json
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Self

import pytest

from config.paths import ROOT
from config.snapshot import CURRENT
from etl import load
from etl.errors import LoadRunning
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

RANDOM_KILLS = 4
ROWS = 40

# Loads a file in a child of its own for each line that it reads: the modules are ready by then.
# The child kills itself before the step given, of those that change something in the warehouse,
# or is killed after the seconds given; what it did not get to say in time is not said.
LOADER = """
import json, os, signal, sys, time
from etl.__main__ import main
import etl.redact.words, etl.sentiment

STEPS = {"open", "os.rename", "os.remove", "os.chmod", "os.mkdir", "os.rmdir"}
WRITING = os.O_WRONLY | os.O_RDWR

def load(file, warehouse, last, said):
    sys.stdout, taken = open(said, "w", buffering=1), 0

    def step(event, told):
        nonlocal taken
        if event not in STEPS or not str(told[0]).startswith(warehouse):
            return
        taken += event != "open" or told[2] & WRITING > 0
        if taken and taken == last:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(step)
    main(["load", file, "--partnership", "wakefield", "--warehouse", warehouse])
    print("Steps:", taken)

print("ready", flush=True)
for line in sys.stdin:
    *job, seconds = json.loads(line)
    child = os.fork()
    if child == 0:
        load(*job)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

posix = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal of Unix")


def month(folder: Path, number: int) -> Path:
    """Write forty requests that no other month holds."""
    rows = [REFERRAL | {"referral_id": f"M{number}-{row}"} for row in range(ROWS)]
    return write_csv(folder, f"month-{number:03}", rows)


class Loader:
    """A process that loads files, one in each child, and says what became of it."""

    def __init__(self, folder: Path) -> None:
        self.warehouse, self.said = folder / "w", folder / "said.txt"
        self.process = subprocess.Popen(
            [sys.executable, "-c", LOADER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._answer() == "ready"

    def load(self, file: Path, before_step: int = 0, after: float | None = None) -> tuple[int, str]:
        """Load a file, killed if so asked; return the exit code and what was said."""
        assert self.process.stdin
        self.said.unlink(missing_ok=True)
        job = [str(file), str(self.warehouse), before_step, str(self.said), after]
        self.process.stdin.write(f"{json.dumps(job)}\n")
        self.process.stdin.flush()
        code = int(self._answer())
        return code, self.said.read_text(encoding="utf-8") if self.said.exists() else ""

    def _answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=60)


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
def test_a_kill_at_any_step_leaves_whole_months_and_loses_nothing_acknowledged(
    tmp_path: Path,
) -> None:
    warehouse, chance = tmp_path / "w", random.Random(20251121)
    with Loader(tmp_path) as loader:
        loader.load(month(tmp_path, 0))
        began = time.monotonic()
        _, said = loader.load(month(tmp_path, 1))
        length = time.monotonic() - began
        steps = int(said.split("Steps: ")[1])
        kills: list[dict[str, Any]] = [{"before_step": step} for step in range(1, steps + 1)]
        kills += [{"after": chance.uniform(0, length)} for _ in range(RANDOM_KILLS)]
        held, torn, last_only = {"M0", "M1"}, 0, 0
        for number, kill in enumerate(kills, 2):
            code, said = loader.load(month(tmp_path, number), **kill)
            assert code == -signal.SIGKILL or "after" in kill
            torn += bool(list(warehouse.glob("*.duckdb.tmp*")))
            found = stored(warehouse)
            assert set(found.values()) == {ROWS}
            published = set(found) - held
            assert set(found) >= held
            assert published <= {f"M{number}"}
            assert published or "Published " not in said
            last_only += bool(published)
            held = set(found)
    assert torn > steps / 3, "hardly a kill came while a snapshot was being written"
    assert last_only, "no kill came after the new snapshot was published"
    report = load([month(tmp_path, 0)], "wakefield", warehouse)
    assert report.exit_code == 0
    assert set(stored(warehouse)) == held
    assert load([month(tmp_path, 999)], "wakefield", warehouse).exit_code == 0
    assert set(stored(warehouse)) == held | {"M999"}
    assert list(warehouse.glob("*.tmp*")) == []


@posix
def test_a_kill_in_the_first_load_of_all_leaves_nothing_or_all(tmp_path: Path) -> None:
    file = month(tmp_path, 0)
    with Loader(tmp_path) as loader:
        for steps in itertools.count(1, 3):
            shutil.rmtree(tmp_path / "w", ignore_errors=True)
            code, _ = loader.load(file, before_step=steps)
            if code == 0:
                break
            there = (tmp_path / "w" / CURRENT).exists()
            assert not there or stored(tmp_path / "w") == {"M0": ROWS}
            load([file], "wakefield", tmp_path / "w")
            assert stored(tmp_path / "w") == {"M0": ROWS}
    assert steps > 5


def test_of_two_loads_at_once_the_second_is_told_and_the_first_completes(tmp_path: Path) -> None:
    warehouse = tmp_path / "w"
    rows = [REFERRAL | {"referral_id": f"R{row}"} for row in range(5000)]
    write_csv(tmp_path / "in", "1", rows)
    write_csv(tmp_path / "in", "2", [SESSION | {"session_id": f"S{n}"} for n in range(2000)])
    write_csv(tmp_path / "in", "3", [FEEDBACK | {"respondent": f"t{n}"} for n in range(5000)])
    other = write_csv(tmp_path, "other", [REFERRAL | {"referral_id": "OTHER"}])
    command = [sys.executable, "-m", "etl", "load", str(tmp_path / "in")]
    command += ["--partnership", "wakefield", "--warehouse", str(warehouse)]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    while not list(warehouse.glob("*.tmp*")):
        assert first.poll() is None
    with pytest.raises(LoadRunning, match="Another load is running"):
        load([other], "wakefield", warehouse)
    said, _ = first.communicate(timeout=60)
    assert "Published " in said
    assert load([other], "wakefield", warehouse).exit_code == 0
    assert served(warehouse, "SELECT count(*) FROM referral") == [(5001,)]

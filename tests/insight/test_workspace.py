"""Judgements: who may give and read them, that none is lost, and that a copy tells nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from config.errors import DashboardError
from config.judgements import store
from config.judgements.tables import LOCAL_WORD
from config.paths import ROOT
from config.roles import ROLES
from config.sealing import digest
from etl import load
from etl.removal.erasure import erase
from etl.safekeeping.going_back import roll_back
from insight import ledger
from insight.access import Viewer
from insight.warehouse import served
from insight.workspace import (
    ACCEPTED,
    CLEARED,
    NameEntry,
    WordValue,
    judge_name,
    judge_word,
    local_words,
    name_history,
    name_judgements,
)
from tests.postgresql import postgresql
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from pathlib import Path

    from sqlalchemy import Row

ADMIN = Viewer("admin", ("wakefield",))
EVALUATOR = Viewer("evaluator", ("wakefield",))
ENTRY = NameEntry("wakefield", 3, "ab" * 32, "feedback", 7, "comment")
MARDY = WordValue("wakefield", "mardy", "scored", "Said for sullen here", -0.4, "low")

# Adds name judgements one after another and says the number of each once it is kept.
WRITER = """
import sys
from insight.access import Viewer
from insight.workspace import CLEARED, NameEntry, judge_name
folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for row in range(first, first + count):
    entry = NameEntry("wakefield", 1, "cd" * 32, "feedback", row, "comment")
    judge_name(Viewer("admin", ("wakefield",)), entry, CLEARED, who="w", warehouse=folder)
    print(row, flush=True)
"""


def _writer(folder: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), str(first), str(count)]
    return subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=-1, text=True
    )


def _entry(found: dict[Hashable, Any]) -> NameEntry:
    """The entry of a line of the ledger's list."""
    return NameEntry(**{str(name): value for name, value in found.items() if name != "file"})


def _rows_judged(folder: Path) -> list[int]:
    return [one.entry.row_no for one in name_history(ADMIN, warehouse=folder)]


def test_a_judgement_of_a_name_is_read_back_with_who_and_when(tmp_path: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    [found] = name_history(ADMIN, warehouse=tmp_path)
    assert (found.entry, found.judgement, found.who) == (ENTRY, CLEARED, "jo")
    assert before <= found.judged_at <= dt.datetime.now(dt.UTC)


def test_a_later_judgement_of_a_name_holds_and_the_earlier_is_not_lost(tmp_path: Path) -> None:
    judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    judge_name(ADMIN, replace(ENTRY, row_no=8), CLEARED, who="jo", warehouse=tmp_path)
    judge_name(ADMIN, replace(ENTRY, load_id=9), ACCEPTED, who="kim", warehouse=tmp_path)
    holding = name_judgements(ADMIN, warehouse=tmp_path)
    assert {cell[3]: (one.judgement, one.who) for cell, one in holding.items()} == {
        7: (ACCEPTED, "kim"),
        8: (CLEARED, "jo"),
    }
    said = [(one.entry.row_no, one.judgement) for one in name_history(ADMIN, warehouse=tmp_path)]
    assert said == [(7, CLEARED), (8, CLEARED), (7, ACCEPTED)]


def said_of(word: str, folder: Path) -> list[Row[Any]]:
    """All that was ever said of a word of Wakefield's, the oldest first."""
    return store.rows(LOCAL_WORD, LOCAL_WORD.c.digest == digest(word, "wakefield"), folder)


def test_a_local_word_is_read_back_tidied(tmp_path: Path) -> None:
    typed = replace(MARDY, text="  Can’t  be\tARSED ", reason=" Said   for weary ")
    judge_word(EVALUATOR, typed, who="ida", warehouse=tmp_path)
    [word] = local_words(EVALUATOR, warehouse=tmp_path)
    assert word.value == replace(MARDY, text="can't be arsed", reason="Said for weary")
    assert word.who == "ida"
    assert [row.state for row in said_of("can't be arsed", tmp_path)] == ["scored"]


def test_the_latest_value_of_a_word_holds_and_all_are_kept(tmp_path: Path) -> None:
    other = WordValue("wakefield", "nesh", "ambiguous", "Cold, or timid")
    values = [
        MARDY,
        other,
        replace(MARDY, text="MARDY", polarity=-0.6),
        replace(other, state="withdrawn", reason="It was one person's word"),
    ]
    for value in values:
        judge_word(EVALUATOR, value, who="ida", warehouse=tmp_path)
    [holds] = local_words(EVALUATOR, warehouse=tmp_path)
    assert (holds.value.text, holds.value.polarity) == ("mardy", -0.6)
    assert [row.state for row in said_of("nesh", tmp_path)] == ["ambiguous", "withdrawn"]
    assert [row.polarity for row in said_of("mardy", tmp_path)] == [-0.4, -0.6]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_an_administrator_reviews_names(role: str, tmp_path: Path) -> None:
    viewer = Viewer(role, ("wakefield",))
    with pytest.raises(ValueError, match="open to: admin"):
        judge_name(viewer, ENTRY, CLEARED, who="x", warehouse=tmp_path)
    with pytest.raises(ValueError, match="open to: admin"):
        name_judgements(viewer, warehouse=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "evaluator"])
def test_only_an_evaluator_gives_and_reads_local_words(role: str, tmp_path: Path) -> None:
    viewer = Viewer(role, ("wakefield",))
    asked: list[Callable[[], object]] = [
        lambda: judge_word(viewer, MARDY, who="x", warehouse=tmp_path),
        lambda: local_words(viewer, warehouse=tmp_path),
    ]
    for ask in asked:
        with pytest.raises(ValueError, match="open to: evaluator"):
            ask()
    assert list(tmp_path.iterdir()) == []


def test_another_partnerships_judgements_are_out_of_reach(tmp_path: Path) -> None:
    judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    judge_word(EVALUATOR, MARDY, who="ida", warehouse=tmp_path)
    with pytest.raises(ValueError, match="They may see: norfolk"):
        judge_name(Viewer("admin", ("norfolk",)), ENTRY, CLEARED, who="x", warehouse=tmp_path)
    other = Viewer("evaluator", ("norfolk",))
    with pytest.raises(ValueError, match="They may see: norfolk"):
        judge_word(other, MARDY, who="x", warehouse=tmp_path)
    assert name_history(Viewer("admin", ("norfolk",)), warehouse=tmp_path) == []
    assert local_words(other, warehouse=tmp_path) == []
    judge_word(other, replace(MARDY, partnership="norfolk"), who="x", warehouse=tmp_path)
    both = Viewer("evaluator", ("norfolk", "wakefield"))
    found = local_words(both, warehouse=tmp_path)
    assert [word.value.partnership for word in found] == ["norfolk", "wakefield"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"polarity": None}, "value from -1"),
        ({"polarity": 1.01}, "value from -1"),
        ({"polarity": float("nan")}, "value from -1"),
        ({"family": None}, "family: stuck"),
        ({"family": "joyous"}, "family: stuck"),
        ({"state": "silent"}, "scored, ambiguous, withdrawn"),
        ({"state": "ambiguous"}, "leave both out"),
        ({"text": "  "}, "word of 1 to 80"),
        ({"text": "x" * 81}, "word of 1 to 80"),
        ({"reason": ""}, "reason of 1 to 500"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    wrong: dict[str, object], said: str, tmp_path: Path
) -> None:
    value = replace(MARDY, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=said):
        judge_word(EVALUATOR, value, who="ida", warehouse=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_judgement_of_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="accepted, cleared"):
        judge_name(ADMIN, ENTRY, "maybe", who="jo", warehouse=tmp_path)


def test_reading_makes_nothing(tmp_path: Path) -> None:
    assert name_judgements(ADMIN, warehouse=tmp_path / "w") == {}
    assert local_words(EVALUATOR, warehouse=tmp_path / "w") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX")
def test_the_store_and_its_log_are_for_this_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
        with closing(sqlite3.connect(tmp_path / store.FILE)) as reader:
            reader.execute("SELECT * FROM name_review").fetchall()
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
            [(mode,)] = reader.execute("PRAGMA journal_mode")
    finally:
        os.umask(before)
    assert mode == "wal"
    assert modes == dict.fromkeys([store.FILE, f"{store.FILE}-shm", f"{store.FILE}-wal"], 0o600)


def test_no_word_reason_or_file_name_can_be_read_in_a_copy(tmp_path: Path) -> None:
    row = FEEDBACK | {"comment": "We spoke to Mrs Sarah Okonkwo."}
    written = write_csv(tmp_path, "Kayleigh Marsden", [row])
    load([write_csv(tmp_path, "s", [SESSION]), written], "wakefield", tmp_path / "w")
    [found] = ledger.names_to_review(served(tmp_path / "w"), ADMIN).to_dict("records")
    entry = replace(ENTRY, file_sha256=found["file_sha256"], row_no=found["row_no"])
    judge_name(ADMIN, entry, CLEARED, who="jo", warehouse=tmp_path / "w")
    secret = replace(MARDY, text="okonkwoish", reason="After Sarah of Castleford")
    with closing(sqlite3.connect(tmp_path / "w" / store.FILE)) as reader:
        reader.execute("SELECT * FROM name_review").fetchall()  # keeps the log from being emptied
        judge_word(EVALUATOR, secret, who="ida", warehouse=tmp_path / "w")
        content = b"".join(p.read_bytes() for p in (tmp_path / "w").glob(f"{store.FILE}*"))
    assert content.count(b"wakefield") >= 2
    for told in (b"okonkwo", b"sarah", b"castleford", b"kayleigh", b"marsden"):
        assert told not in content.lower()


def test_another_key_is_a_sentence_and_opens_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge_word(EVALUATOR, MARDY, who="ida", warehouse=tmp_path)
    monkeypatch.setenv("WAREHOUSE_KEY", "another key")
    with pytest.raises(DashboardError, match="Set WAREHOUSE_KEY"):
        local_words(EVALUATOR, warehouse=tmp_path)
    assert said_of("mardy", tmp_path) == []


def test_a_text_put_beside_another_word_is_refused(tmp_path: Path) -> None:
    judge_word(EVALUATOR, MARDY, who="ida", warehouse=tmp_path)
    judge_word(EVALUATOR, replace(MARDY, text="nesh"), who="ida", warehouse=tmp_path)
    with closing(sqlite3.connect(tmp_path / store.FILE)) as changed:
        changed.execute("UPDATE local_word SET reason = (SELECT reason FROM local_word LIMIT 1)")
        changed.commit()
    with pytest.raises(DashboardError, match="was changed since"):
        local_words(EVALUATOR, warehouse=tmp_path)


def test_a_reload_and_a_roll_back_keep_every_judgement(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    row = FEEDBACK | {"comment": "We spoke to Mrs Sarah Okonkwo."}
    files = [write_csv(tmp_path, "s", [SESSION]), write_csv(tmp_path, "f", [row])]
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", folder)
    load(files, "wakefield", folder)
    [found] = ledger.names_to_review(served(folder), ADMIN).to_dict("records")
    entry = _entry(found)
    judge_name(ADMIN, entry, CLEARED, who="jo", warehouse=folder)
    roll_back(folder)
    load([write_csv(tmp_path, "other", [SESSION | {"session_id": "S2"}])], "wakefield", folder)
    assert ledger.names_to_review(served(folder), ADMIN).empty
    load([write_csv(tmp_path, "renamed", [row]), files[0]], "wakefield", folder)
    [again] = ledger.names_to_review(served(folder), ADMIN).to_dict("records")
    assert (again["file"], again["load_id"]) == ("renamed.csv", 3)
    entry = _entry(again)
    assert name_judgements(ADMIN, warehouse=folder)[entry.cell].who == "jo"


def test_what_was_judged_of_erased_rows_is_forgotten(tmp_path: Path) -> None:
    kept = FEEDBACK | {"comment": "mum Sarah was there"}
    taken = FEEDBACK | {"respondent": "kx8", "comment": "mum Sarah came"}
    wrong = FEEDBACK | {"respondent": "kx9", "wave": "during", "comment": "mum Sarah rang"}
    files = [
        write_csv(tmp_path / "in", name, [row])
        for name, row in (("r", REFERRAL), ("s", SESSION), ("f", kept), ("g", wrong), ("h", taken))
    ]
    load(files, "wakefield", tmp_path)
    entries = [
        _entry(one) for one in ledger.names_to_review(served(tmp_path), ADMIN).to_dict("records")
    ]
    assert len(entries) == 3
    for entry in entries:
        judge_name(ADMIN, entry, ACCEPTED, who="Ann", warehouse=tmp_path)
    erase("kx9", "wakefield", tmp_path)
    assert len(name_history(ADMIN, warehouse=tmp_path)) == 3
    for respondent in ("kx9", "kx8"):
        erase(respondent, "wakefield", tmp_path, remove=True)
    [left] = name_history(ADMIN, warehouse=tmp_path)
    assert left.entry.file_sha256 == hashlib.sha256(files[2].read_bytes()).hexdigest()


def test_eight_threads_lose_nothing(tmp_path: Path) -> None:
    def judge(first: int) -> None:
        for row in range(first, first + 10):
            entry = replace(ENTRY, row_no=row)
            judge_name(ADMIN, entry, CLEARED, who="jo", warehouse=tmp_path)
            assert row in _rows_judged(tmp_path)

    threads = [threading.Thread(target=judge, args=(first * 10,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(_rows_judged(tmp_path)) == list(range(80))


def test_processes_that_write_at_once_from_the_first_row_lose_nothing(tmp_path: Path) -> None:
    writers = [_writer(tmp_path, first * 20, 20) for first in range(4)]
    codes = [writer.wait() for writer in writers if writer.communicate()]
    assert codes == [0, 0, 0, 0]
    assert sorted(_rows_judged(tmp_path)) == list(range(80))


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    for first in (0, 100_000, 200_000):
        writer = _writer(tmp_path, first, 100_000)
        assert writer.stdout
        told = [int(writer.stdout.readline()) for _ in range(15)]
        writer.kill()
        told += [int(line) for line in writer.communicate()[0].splitlines()]
        kept = [row for row in _rows_judged(tmp_path) if first <= row < first + 100_000]
        assert told == kept[: len(told)]
        assert len(kept) <= len(told) + 1


def test_while_another_program_writes_there_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.05)
    judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    with closing(sqlite3.connect(tmp_path / store.FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DashboardError, match="another program is writing"):
            judge_name(ADMIN, ENTRY, ACCEPTED, who="jo", warehouse=tmp_path)
        assert len(name_history(ADMIN, warehouse=tmp_path)) == 1
    judge_name(ADMIN, ENTRY, ACCEPTED, who="jo", warehouse=tmp_path)
    assert len(name_history(ADMIN, warehouse=tmp_path)) == 2


def test_a_writer_waits_for_another_one(tmp_path: Path) -> None:
    judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    with closing(
        sqlite3.connect(tmp_path / store.FILE, isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        let_go = threading.Timer(0.5, other.execute, ["COMMIT"])
        let_go.start()
        judge_name(ADMIN, ENTRY, ACCEPTED, who="jo", warehouse=tmp_path)
        let_go.join()
    assert len(name_history(ADMIN, warehouse=tmp_path)) == 2


def _closed(folder: Path) -> None:
    """Nothing can be made in the folder, whoever asks: it is a file."""
    folder.write_text("a file", encoding="utf-8")


def _taken(folder: Path) -> None:
    (folder / store.FILE).mkdir(parents=True)


def _damaged(folder: Path) -> None:
    folder.mkdir()
    (folder / store.FILE).write_bytes(b"Sarah Okonkwo, written over by mistake. " * 200)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (_closed, "closed to this program"),
        (_taken, "closed to this program"),
        (_damaged, "Put it back from its safe copy"),
    ],
)
def test_a_store_that_cannot_be_used_is_a_sentence(
    fault: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    fault(tmp_path / "w")
    with pytest.raises(DashboardError, match=said) as told:
        judge_word(EVALUATOR, MARDY, who="ida", warehouse=tmp_path / "w")
    assert not any(value in str(told.value) for value in ("mardy", "Okonkwo", "sqlite3"))
    assert told.value.__cause__ is None


@pytest.mark.skipif(os.name != "posix", reason="a limit on file size is POSIX")
def test_a_full_disk_is_a_sentence_and_what_was_there_stays(tmp_path: Path) -> None:
    judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
    catch = "\nexcept DashboardError as error:\n    print(error)\n"
    body = "".join(f"    {line}\n" for line in WRITER.strip().splitlines())
    script = f"{full}from config.errors import DashboardError\ntry:\n{body}{catch}"
    command = [sys.executable, "-c", script, str(tmp_path), "1", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "the disk is full" in done.stdout
    assert done.stderr == ""
    assert _rows_judged(tmp_path) == [7]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("not an address", "not the address of a PostgreSQL database"),
        ("mysql://jo:hunter2@127.0.0.1/x", "not the address of a PostgreSQL database"),
        ("postgresql://jo:hunter2@127.0.0.1:1/x", "did not answer"),
    ],
)
def test_a_database_that_cannot_be_reached_is_a_sentence_without_its_password(
    address: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(store.SETTING, address)
    with pytest.raises(DashboardError, match=said) as told:
        judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path)
    assert "hunter2" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_judgements_can_be_shared_in_postgresql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgresql() as address:
        monkeypatch.setenv(store.SETTING, address)
        assert name_history(ADMIN, warehouse=tmp_path / "w") == []
        judge_name(ADMIN, ENTRY, CLEARED, who="jo", warehouse=tmp_path / "w")
        judge_name(ADMIN, ENTRY, ACCEPTED, who="kim", warehouse=tmp_path / "w")
        judge_word(EVALUATOR, MARDY, who="ida", warehouse=tmp_path / "w")
        writers = [_writer(tmp_path / "w", first * 20, 20) for first in range(1, 4)]
        assert [writer.wait() for writer in writers if writer.communicate()] == [0, 0, 0]
        holding = name_judgements(ADMIN, warehouse=tmp_path / "w")
        assert holding[ENTRY.cell].who == "kim"
        assert len(name_history(ADMIN, warehouse=tmp_path / "w")) == 62
        [word] = local_words(EVALUATOR, warehouse=tmp_path / "w")
        assert (word.value, word.who) == (MARDY, "ida")
    assert not (tmp_path / "w").exists()

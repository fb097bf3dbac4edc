"""All that is held of one reference, written for a subject access request."""

from __future__ import annotations

import csv
import os
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from etl import load
from etl.__main__ import main
from etl.removal.erasure import erase
from insight import ledger
from insight.access import Viewer
from insight.warehouse import served
from insight.workspace import CLEARED, NameEntry, judge_name
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from pathlib import Path

ASKED, OTHER = "MAS-6101", "MAS-6102"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two families; the asked one's referral was corrected, and one of its forms rejected."""
    folder = tmp_path_factory.mktemp("subject")
    referrals = [REFERRAL | {"referral_id": one} for one in (ASKED, OTHER)]
    sessions = [
        SESSION | {"referral_id": one, "session_id": f"S{place}"}
        for place, one in enumerate((ASKED, OTHER), 1)
    ]
    forms = [
        FEEDBACK | {"session_id": one, "comment": "=SUM(A1) and mum Sarah rang", "word_1": "stuck"}
        for one in ("S1", "S2")
    ]
    wrong = [FEEDBACK | {"session_id": one, "wave": "during"} for one in ("s1", "s2")]
    first = [
        write_csv(folder, name, rows)
        for name, rows in (("r", referrals), ("s", sessions), ("f", forms), ("w", wrong))
    ]
    load(first, "wakefield", folder / "w")
    again = REFERRAL | {"referral_id": "mas 6101", "plan_type": "Child in Need"}
    load([write_csv(folder, "again", [again])], "wakefield", folder / "w")
    return folder / "w"


def _rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _ask(warehouse: Path, reference: str, out: Path) -> int:
    asked = ["subject", reference, "--partnership", "wakefield", "--warehouse", str(warehouse)]
    return main([*asked, "--out", str(out)])


def test_all_that_is_held_is_written_for_one_reader(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    admin = Viewer("admin", ("wakefield",))
    for found in ledger.names_to_review(served(warehouse), admin).to_dict("records"):
        entry = NameEntry(**{str(k): v for k, v in found.items() if k != "file"})
        judge_name(admin, entry, CLEARED, who="jo", warehouse=warehouse)
    out = tmp_path / "out"
    assert _ask(warehouse, " mas6101", out) == 0
    said = capsys.readouterr().out
    assert f"Written to {out}" in said
    assert "6101" not in said
    plans = [row["plan_type"] for row in _rows(out, "referral")]
    assert plans == ["Child in Need", "Child Protection"]  # as it is, and as an older one has it
    assert [row["session_id"] for row in _rows(out, "session")] == ["S1"]
    [form] = _rows(out, "feedback")
    assert form["comment"] == "'=SUM(A1) and mum [NAME] rang"
    cells = {row["column"]: row["cell"] for row in _rows(out, "rejected")}
    assert (cells["session_id"], cells["wave"]) == ("S1", "during")
    [why] = _rows(out, "findings-rejected")
    assert (why["file"], why["row_no"], why["column_name"]) == ("w.csv", "2", "wave")
    assert [(row["file"], row["row_no"]) for row in _rows(out, "likely-names")] == [("f.csv", "2")]
    [judged] = _rows(out, "judged")
    assert (judged["judgement"], judged["who"], judged["row_no"]) == ("cleared", "jo", "2")
    files = {row["file"] for row in _rows(out, "loads")}
    assert files == {f"{name}.csv" for name in ("r", "s", "f", "w", "again")}
    index = (out / "index.txt").read_text(encoding="utf-8-sig")
    assert all(path.name in index for path in out.glob("*.csv"))
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in out.iterdir())
    assert OTHER not in everything
    assert "S2" not in everything


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_files_are_closed_to_others(warehouse: Path, tmp_path: Path) -> None:
    _ask(warehouse, ASKED, tmp_path / "out")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_a_folder_with_something_in_it_is_not_added_to(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.txt").write_text("somebody else's", encoding="utf-8")
    assert _ask(warehouse, ASKED, tmp_path) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["other.txt"]


def test_of_an_erased_reference_it_says_when_and_that_nothing_is_held(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copytree(warehouse, tmp_path / "w")
    erase(ASKED, "wakefield", copy, remove=True)
    assert _ask(copy, "MAS 6101", tmp_path / "out") == 0
    said = capsys.readouterr().out
    assert "were erased on" in said
    assert "Nothing is held of it" in said
    assert not (tmp_path / "out").exists()
    assert _ask(copy, "MAS-6199", tmp_path / "out") == 2

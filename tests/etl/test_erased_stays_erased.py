"""What was erased does not come back: by no load, spelling, roll-back, copied file or hash."""

from __future__ import annotations

import hashlib
import hmac
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from config import key
from config.errors import DashboardError
from config.partnerships import partnership
from config.references import folded
from config.snapshot import CURRENT, SnapshotError, current_snapshot, open_snapshot
from config.tombstones import tombstones
from etl import check, load
from etl.__main__ import main
from etl.errors import EtlError
from etl.removal.erasure import clean, erase
from etl.safekeeping.going_back import roll_back
from etl.snapshots.folder import locked, snapshots
from tests.small_files import FEEDBACK, REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from etl.reports import FileReport, LoadReport

GONE, STAYS = "MAS-6101", "MAS-6102"
ATTENDED = {"session_id": "S-1", "agency": "Police", "attendee": "1", "attended": "yes"}
SPELLINGS = (
    "mas 6101",
    "MAS\N{EN DASH}6101",
    " MAS-6101 ",
    "Mas6101",
    "MAS_6101.",
    "MAS\N{ZERO WIDTH SPACE}-6101",
    "\N{FULLWIDTH LATIN CAPITAL LETTER M}AS 6101",
)


def _export(folder: Path, gone: str, **more: str) -> Path:
    """A month's whole export: two families, each with a session and what belongs to it."""
    held = [
        SESSION | {"referral_id": gone, "session_id": "S-1"},
        SESSION | {"referral_id": STAYS, "session_id": "S-2"},
    ]
    tables = {
        "referral": [REFERRAL | {"referral_id": one} for one in (gone, STAYS)],
        "session": held,
        "attendance": [ATTENDED | {"session_id": one["session_id"]} for one in held],
        "feedback": [FEEDBACK | {"session_id": one["session_id"]} for one in held],
    }
    for name, rows in tables.items():
        write_csv(folder, name, [row | more for row in rows])
    return folder


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("before")
    load([_export(folder / "files", GONE)], "wakefield", folder / "w")
    return folder / "w"


@pytest.fixture(scope="module")
def after(before: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shutil.copytree(before, tmp_path_factory.mktemp("after") / "w")
    erase(GONE, "wakefield", folder, remove=True)
    return folder


@pytest.fixture
def warehouse(before: Path, tmp_path: Path) -> Path:
    """Both families are loaded."""
    return shutil.copytree(before, tmp_path / "w")


@pytest.fixture
def erased(after: Path, tmp_path: Path) -> Path:
    """One of the two was erased."""
    return shutil.copytree(after, tmp_path / "w")


def everything(warehouse: Path) -> str:
    """Every cell of every table of every snapshot that is kept."""
    texts = []
    for path in snapshots(warehouse):
        connection = open_snapshot(path)
        connection.execute("USE snapshot")
        tables = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        texts += [str(connection.table(table).fetchall()) for table in tables]
        connection.close()
    return "".join(texts)


def _of(report: LoadReport) -> dict[str, FileReport]:
    return {file.table: file for file in report.files}


def _hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = replace(partnership("wakefield"), hash_references=True)
    for place in ("loading", "removal.erasure"):
        monkeypatch.setattr(f"etl.{place}.partnership_named", lambda _: asked)


def test_the_next_export_leaves_it_out_and_says_so(erased: Path, tmp_path: Path) -> None:
    files = _export(tmp_path / "next", "mas 6101", columns="one more")
    report = _of(load([files], "wakefield", erased))
    tables = ("referral", "session", "attendance", "feedback")
    counts = {name: (f.rows_in, f.accepted, f.rejected, f.erased) for name, f in report.items()}
    assert counts == dict.fromkeys(tables, (2, 1, 0, 1))
    assert served(erased, "SELECT referral_id FROM referral") == [(STAYS,)]
    assert "6101" not in everything(erased)
    assert "S-1'" not in everything(erased)
    assert served(erased, "SELECT count(*) FROM quarantine") == [(0,)]


def test_no_spelling_brings_it_back(
    erased: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [REFERRAL | {"referral_id": one} for one in (GONE, *SPELLINGS, "MAS-6110")]
    path = write_csv(tmp_path, "spelt", rows)
    assert _of(check([path], "wakefield", erased))["referral"].erased == len(rows) - 1
    asked = ["load", str(path), "--partnership", "wakefield", "--warehouse", str(erased)]
    assert main(asked) == 0
    assert f"{len(rows) - 1} rows of erased references left out" in capsys.readouterr().out
    found = served(erased, "SELECT referral_id FROM referral ORDER BY 1")
    assert found == [(STAYS,), ("MAS-6110",)]


def test_what_belongs_to_a_row_left_out_is_left_out_with_it(erased: Path, tmp_path: Path) -> None:
    """A session that was not loaded before the erasure, in the same export as its feedback."""
    new = SESSION | {"referral_id": GONE, "session_id": "S-9"}
    paths = [
        write_csv(tmp_path, "s", [new]),
        write_csv(tmp_path, "a", [ATTENDED | {"session_id": "S-9"}]),
        write_csv(tmp_path, "f", [FEEDBACK | {"session_id": "s9"}]),
    ]
    report = load(paths, "wakefield", erased)
    assert [file.erased for file in report.files] == [1, 1, 1]
    assert "S-9" not in everything(erased)


def test_a_respondent_or_another_partnership_may_have_the_same_letters(
    erased: Path, tmp_path: Path
) -> None:
    row = FEEDBACK | {"session_id": "S-2", "respondent": "S-1"}
    report = _of(check([write_csv(tmp_path, "f", [row])], "wakefield", erased))
    assert (report["feedback"].accepted, report["feedback"].erased) == (1, 0)
    row = REFERRAL | {"referral_id": GONE, "locality": "Norwich"}
    report = _of(check([write_csv(tmp_path, "r", [row])], "norfolk", erased))
    assert (report["referral"].accepted, report["referral"].erased) == (1, 0)


def _copied_back(warehouse: Path, tmp_path: Path) -> Path:
    """A snapshot from before the erasure, put back by hand and pointed to."""
    old = current_snapshot(warehouse)
    shutil.copy(old, tmp_path / old.name)
    erase(GONE, "wakefield", warehouse, remove=True)
    shutil.copy(tmp_path / old.name, old)
    (warehouse / CURRENT).write_text(f"{old.name}\n", encoding="ascii")
    return old


def test_a_snapshot_from_before_is_not_opened(warehouse: Path, tmp_path: Path) -> None:
    old = _copied_back(warehouse, tmp_path)
    stamp = old.stem.removeprefix("warehouse-")
    with pytest.raises(SnapshotError, match=f"rollback --to {stamp}"):
        open_snapshot(old)


def test_going_back_to_a_snapshot_from_before_serves_it_without_them(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = _copied_back(warehouse, tmp_path)
    asked = ["rollback", "--to", old.stem.removeprefix("warehouse-")]
    assert main([*asked, "--warehouse", str(warehouse)]) == 0
    assert "4 rows of erased references left out" in capsys.readouterr().out
    assert served(warehouse, "SELECT referral_id FROM referral") == [(STAYS,)]
    assert served(warehouse, "SELECT count(*) FROM mart_session WHERE held") == [(1,)]
    assert not old.exists()
    assert GONE not in everything(warehouse)


def test_a_load_on_a_snapshot_from_before_goes_on_without_them(
    warehouse: Path, tmp_path: Path
) -> None:
    _copied_back(warehouse, tmp_path)
    load([write_csv(tmp_path, "r", [REFERRAL])], "wakefield", warehouse)
    rows = served(warehouse, "SELECT referral_id FROM referral ORDER BY 1")
    assert rows == [(STAYS,), ("R1",)]


def test_all_snapshots_are_cleaned_at_once(warehouse: Path, tmp_path: Path) -> None:
    old = _copied_back(warehouse, tmp_path)
    with locked(warehouse):
        built, left_out = clean(warehouse)
        again = clean(warehouse)
    assert list(built) == [old]
    assert dict(left_out) == {"referral": 1, "session": 1, "attendance": 1, "feedback": 1}
    assert again == ({}, {})
    assert GONE not in everything(warehouse)
    assert served(warehouse, "SELECT referral_id FROM referral") == [(STAYS,)]


def test_an_erasure_that_was_stopped_half_way_serves_nothing_erased(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("etl.removal.erasure._rebuild", killed)
    with pytest.raises(KeyboardInterrupt):
        erase(GONE, "wakefield", warehouse, remove=True)
    with pytest.raises(SnapshotError, match="erased since"):
        open_snapshot(current_snapshot(warehouse))
    monkeypatch.undo()
    kept = len(tombstones(warehouse).found)
    erase(GONE, "wakefield", warehouse, remove=True)
    assert served(warehouse, "SELECT referral_id FROM referral") == [(STAYS,)]
    assert len(tombstones(warehouse).found) == kept


def test_an_erased_reference_is_said_to_be_erased(erased: Path) -> None:
    with pytest.raises(EtlError, match=r"were erased on \d\d/\d\d/\d{4}"):
        erase("mas 6101", "wakefield", erased)


def test_a_tombstone_tells_nobody_whose_it_is(erased: Path) -> None:
    found = tombstones(erased).found
    assert {(one.table, one.column) for one in found} == {
        ("referral", "referral_id"),
        ("session", "session_id"),
    }
    kept = b"".join(path.read_bytes() for path in erased.glob("workspace.sqlite*"))
    assert GONE.encode() not in kept
    assert folded(GONE).encode() not in kept


def test_a_new_key_of_the_snapshots_changes_nothing(
    erased: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new").mkdir()
    for path in erased.glob("workspace.sqlite*"):
        shutil.copy(path, tmp_path / "new")
    monkeypatch.setenv("WAREHOUSE_KEY", "another key")
    row = write_csv(tmp_path, "r", [REFERRAL | {"referral_id": GONE}])
    assert _of(check([row], "wakefield", tmp_path / "new"))["referral"].erased == 1


def test_without_the_secret_of_the_references_nothing_is_taken_in(
    erased: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFERENCE_SECRET", "another secret")
    row = write_csv(tmp_path, "r", [REFERRAL | {"referral_id": "R7"}])
    with pytest.raises(DashboardError, match=r"Restore the file references-wakefield\.key"):
        load([row], "wakefield", erased)


def test_a_hashed_reference_is_erased_and_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the hash is of an older form: of a reference as it was typed, with a space."""
    secret = key.reference_secret("wakefield")
    older = f"h-{hmac.new(secret, b'mas 6101', hashlib.sha256).hexdigest()[:32]}"
    folder = tmp_path / "w"
    load([_export(tmp_path / "older", older)], "wakefield", folder)
    asked = replace(partnership("wakefield"), hash_references=True)
    for place in ("loading", "removal.erasure"):
        monkeypatch.setattr(f"etl.{place}.partnership_named", lambda _: asked)
    again = _export(tmp_path / "again", "mas 6101") / "session.csv"
    assert _of(load([again], "wakefield", folder))["session"].accepted == 1
    removed = erase(GONE, "wakefield", folder, remove=True).removed
    assert removed == {"referral": 1, "session": 2, "attendance": 1, "feedback": 1}
    rows = [REFERRAL | {"referral_id": one} for one in (older, GONE, *SPELLINGS)]
    path = write_csv(tmp_path, "spelt", rows)
    assert _of(check([path], "wakefield", folder))["referral"].erased == len(rows)


_NUMBERS = ("6101", "7202")
_SPELT = ("MAS-{}", "mas {}", "MAS\N{EN DASH}{}", " Mas_{}.")
_STEP = st.one_of(
    st.tuples(st.just("load"), st.sampled_from(_NUMBERS), st.sampled_from(_SPELT)),
    st.tuples(st.just("erase"), st.sampled_from(_NUMBERS), st.sampled_from(_SPELT)),
    st.tuples(st.just("back"), st.integers(0, 4), st.none()),
)


@settings(max_examples=3, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.lists(_STEP, min_size=4, max_size=6))
def test_no_sequence_of_loads_erasures_and_roll_backs_serves_what_was_erased(
    steps: list[tuple[str, str | int, str | None]],
) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        load([_family(folder, number, "MAS-{}") for number in _NUMBERS], "wakefield", folder / "w")
        gone: set[str] = set()
        for name, what, spelt in steps:
            if name == "back":
                kept = snapshots(folder / "w")
                roll_back(folder / "w", kept[int(what) % len(kept)].stem.removeprefix("warehouse-"))
            elif name == "load":
                load([_family(folder, str(what), str(spelt))], "wakefield", folder / "w")
            elif what not in gone:
                erase(str(spelt).format(what), "wakefield", folder / "w", remove=True)
                gone.add(str(what))
            text = everything(folder / "w")
            assert not [number for number in gone if number in text]
        rows = served(folder / "w", "SELECT referral_id FROM referral")
        assert {row[0][-5:].strip("_. ")[-4:] for row in rows} == set(_NUMBERS) - gone


def _family(folder: Path, number: str, spelt: str) -> Path:
    """A family's referral in this spelling; the remark makes each file another."""
    row = REFERRAL | {"referral_id": spelt.format(number), "family_ref": f"F{number}"}
    return write_csv(folder / number, "referral", [row | {"remark": spelt}])

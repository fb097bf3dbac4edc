"""Snapshots of every format so far are brought up to this one; newer ones are told from them.

tests/etl/formats holds a snapshot of each, made by the code of its time from the same small files
and stored without its encryption, because what is encrypted cannot be packed.
"""

from __future__ import annotations

import gzip
import io
import shutil
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from config import snapshot
from config.contracts import contracts, people_tables
from config.key import warehouse_key
from config.snapshot import current_snapshot, quoted, start_duckdb
from etl import load
from etl.__main__ import main
from etl.removal.erasure import erase
from insight.access import Viewer
from insight.measures import MEASURES, measure
from tests.small_files import REFERRAL, served, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS = sorted((Path(__file__).parent / "formats").glob("*.gz"))
STAMP = "20251121T060000-aaaa"
MADE_GOOD = {"07700 900123": "[PHONE]", "'change': None": "'change': 'stepped down'"}
"""What the first formats stored otherwise: a number in a text, a change of plan not worked out."""
NEWER = "This program is older than the data"


def encrypted(fixture: Path, path: Path) -> None:
    """Write a fixture as the snapshot that it was, encrypted with the tests' key."""
    plain = path.with_suffix(".plain")
    plain.write_bytes(gzip.decompress(fixture.read_bytes()))
    connection = start_duckdb()
    connection.execute(f"ATTACH {quoted(plain)} AS plain (READ_ONLY)")
    connection.execute(f"ATTACH {quoted(path)} AS made (ENCRYPTION_KEY {quoted(warehouse_key())})")
    connection.execute("COPY FROM DATABASE plain TO made")
    connection.close()
    plain.unlink()


def folder_of(fixture: Path, warehouse: Path) -> Path:
    """Make a folder whose current snapshot is of an earlier format."""
    warehouse.mkdir()
    encrypted(fixture, warehouse / f"warehouse-{STAMP}.duckdb")
    (warehouse / "CURRENT").write_text(f"warehouse-{STAMP}.duckdb\n")
    return warehouse


@dataclass(frozen=True)
class Upgraded:
    """A folder that was brought up to this version, and how it was before."""

    warehouse: Path
    rows: dict[str, list[Any]]
    content: bytes
    said: str


@pytest.fixture(scope="module", params=FORMATS, ids=lambda path: path.name.split(".")[0])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    warehouse = folder_of(request.param, tmp_path_factory.mktemp("earlier") / "w")
    path, said = current_snapshot(warehouse), io.StringIO()
    rows, content = stored(path), path.read_bytes()
    with redirect_stdout(said):
        assert main(["upgrade", "--warehouse", str(warehouse)]) == 0
    return Upgraded(warehouse, rows, content, said.getvalue())


@pytest.fixture(scope="module")
def two_loads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    for number in (1, 2):
        file = write_csv(folder, f"r{number}", [REFERRAL | {"referral_id": f"R{number}"}])
        load([file], "wakefield", folder / "w")
    return folder / "w"


@pytest.fixture
def warehouse(two_loads: Path, tmp_path: Path) -> Path:
    return shutil.copytree(two_loads, tmp_path / "w")


@pytest.fixture
def newer(warehouse: Path) -> Path:
    """Give a folder whose two snapshots are of a format one higher than this version's."""
    for path in warehouse.glob("*.duckdb"):
        mark(path, snapshot.FORMAT + 1)
    return warehouse


def mark(path: Path, version: int, more: str = "") -> None:
    connection = start_duckdb()
    connection.execute(f"ATTACH {quoted(path)} AS it (ENCRYPTION_KEY {quoted(warehouse_key())})")
    connection.execute("UPDATE it.snapshot_format SET version = ?", [version])
    connection.execute(more or "SELECT 1")
    connection.close()


def stored(path: Path) -> dict[str, list[Any]]:
    """Return the rows of every table of people and of the ledger, as they are stored."""
    connection = start_duckdb()
    key = quoted(warehouse_key())
    connection.execute(f"ATTACH {quoted(path)} AS it (READ_ONLY, ENCRYPTION_KEY {key})")
    tables = [*contracts(), "load", "reject", "query"]
    found = {t: connection.execute(f'FROM it."{t}" ORDER BY ALL').df() for t in tables}
    connection.close()
    return {table: rows.to_dict("records") for table, rows in found.items()}


@pytest.mark.parametrize("fixture", FORMATS, ids=lambda path: path.name.split(".")[0])
def test_rows_are_erased_from_a_snapshot_of_an_earlier_version(
    fixture: Path, tmp_path: Path
) -> None:
    """Tables that it does not have are passed over; what is left is of this version."""
    warehouse = folder_of(fixture, tmp_path / "w")
    [gone, *_] = [row[0] for row in _referrals(current_snapshot(warehouse))]
    assert erase(gone.lower(), "wakefield", warehouse, remove=True).removed["referral"] == 1
    left = served(warehouse, "SELECT referral_id FROM referral WHERE partnership = 'wakefield'")
    assert gone not in {row[0] for row in left}


def _referrals(path: Path) -> list[Any]:
    connection = start_duckdb()
    connection.execute(f"ATTACH {quoted(path)} AS old (ENCRYPTION_KEY {quoted(warehouse_key())})")
    sql = "SELECT referral_id FROM old.referral WHERE partnership = 'wakefield' ORDER BY 1"
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_every_format_so_far_has_a_fixture() -> None:
    versions = {int(path.name.split("-")[1].split(".")[0]) for path in FORMATS}
    assert versions == set(range(1, snapshot.FORMAT))


def test_an_upgrade_keeps_every_row(upgraded: Upgraded) -> None:
    after = stored(current_snapshot(upgraded.warehouse))
    for table, rows in upgraded.rows.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]] if rows else []
        as_now = str(rows)
        for was, now in MADE_GOOD.items():
            as_now = as_now.replace(was, now)
        assert str(kept) == as_now, table
    assert all(upgraded.rows[table] for table in people_tables())


def test_after_an_upgrade_every_figure_is_drawn(upgraded: Upgraded) -> None:
    admin = Viewer(role="admin", partnerships=("wakefield",))
    counted = {"referrals": 3, "sessions_held": 2, "referrals_approved": 2, "plan_change": 1}
    for key, value in counted.items():
        assert measure(key, admin, warehouse=upgraded.warehouse)["n"].sum() == value, key
    board = Viewer(role="board", partnerships=("wakefield",))
    for key in MEASURES:
        measure(key, board, warehouse=upgraded.warehouse)


def test_what_a_format_lacked_is_made_good(upgraded: Upgraded) -> None:
    texts = served(upgraded.warehouse, "SELECT comment FROM feedback WHERE comment IS NOT NULL")
    assert texts == [("We left with one shared plan. Ring [PHONE].",)]
    sql = 'SELECT count(*) FROM "load" WHERE redacted IS NULL'
    assert served(upgraded.warehouse, sql) == [(0,)]
    for table in ("local_word", "removal", "quarantine", "name_review"):
        assert len(served(upgraded.warehouse, f"FROM {table}")) >= 0


def test_the_snapshots_as_they_were_are_kept_aside(upgraded: Upgraded) -> None:
    aside = upgraded.warehouse / f"before-format-{snapshot.FORMAT}"
    assert str(aside) in upgraded.said
    assert current_snapshot(aside).name == f"warehouse-{STAMP}.duckdb"
    assert current_snapshot(aside).read_bytes() == upgraded.content


def test_an_upgrade_that_was_done_is_not_done_again(
    upgraded: Upgraded, capsys: pytest.CaptureFixture[str]
) -> None:
    before = current_snapshot(upgraded.warehouse).stat()
    assert main(["upgrade", "--warehouse", str(upgraded.warehouse)]) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert current_snapshot(upgraded.warehouse).stat().st_ino == before.st_ino


def test_commands_that_read_name_the_one_that_helps_and_those_that_write_do_it_themselves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = folder_of(FORMATS[0], tmp_path / "w")
    file = write_csv(tmp_path / "in", "r", [REFERRAL | {"referral_id": "R9"}])
    for command in ("history", "rejects"):
        assert main([command, "--warehouse", str(warehouse)]) == 2
        assert "python -m etl upgrade" in capsys.readouterr().err
    words = [str(file), "--partnership", "wakefield", "--warehouse", str(warehouse)]
    assert main(["check", *words]) == 0
    assert "brought up" not in capsys.readouterr().out
    assert main(["load", *words]) == 0
    assert "brought up to this version" in capsys.readouterr().out
    assert main(["history", "--warehouse", str(warehouse)]) == 0
    assert served(warehouse, "SELECT count(*) FROM referral") == [(4,)]


def test_an_erasure_reaches_what_an_upgrade_kept_aside(tmp_path: Path) -> None:
    warehouse = folder_of(FORMATS[0], tmp_path / "w")
    words = ["erase", "R2", "--partnership", "wakefield", "--warehouse", str(warehouse)]
    assert main(words) == 0
    assert list(warehouse.glob("before-*"))
    assert main([*words, "--remove"]) == 0
    assert not list(warehouse.glob("before-*"))


def test_going_back_to_an_earlier_format_brings_it_up(warehouse: Path) -> None:
    encrypted(FORMATS[0], warehouse / f"warehouse-{STAMP}.duckdb")
    assert main(["rollback", "--to", STAMP, "--warehouse", str(warehouse)]) == 0
    assert served(warehouse, "SELECT count(*) FROM session") == [(2,)]
    aside = warehouse / f"before-format-{snapshot.FORMAT}"
    assert snapshot.format_of(aside / f"warehouse-{STAMP}.duckdb") == 1


def test_after_an_upgrade_the_files_that_lists_would_read_otherwise_are_named(
    warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in warehouse.glob("*.duckdb"):
        mark(path, snapshot.FORMAT - 1, "UPDATE it.load SET lists = 'older' WHERE file = 'r1.csv'")
    assert main(["upgrade", "--warehouse", str(warehouse)]) == 0
    assert capsys.readouterr().out.endswith("have changed since, so load again: r1.csv.\n")


def test_a_damaged_snapshot_among_the_kept_ones_does_not_stop_an_upgrade(tmp_path: Path) -> None:
    warehouse = folder_of(FORMATS[-1], tmp_path / "w")
    damaged = warehouse / "warehouse-20251101T000000-dddd.duckdb"
    damaged.write_bytes(b"not a snapshot")
    assert main(["upgrade", "--warehouse", str(warehouse)]) == 0
    assert damaged.read_bytes() == b"not a snapshot"
    assert served(warehouse, "SELECT count(*) FROM referral") == [(3,)]


def test_an_upgrade_that_fails_leaves_the_data_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    warehouse = folder_of(FORMATS[-1], tmp_path / "w")
    was = current_snapshot(warehouse).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("etl.snapshots.publish._flush", full)
        assert main(["upgrade", "--warehouse", str(warehouse)]) == 2
    assert "disk is full" in capsys.readouterr().err
    assert current_snapshot(warehouse).read_bytes() == was
    assert main(["upgrade", "--warehouse", str(warehouse)]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["load", "{file}", "--partnership", "wakefield"],
        ["check", "{file}", "--partnership", "wakefield"],
        ["erase", "R1", "--partnership", "wakefield", "--remove"],
        ["demo"],
        ["history"],
        ["rejects"],
        ["rollback"],
        ["upgrade"],
    ],
    ids=lambda words: words[0],
)
def test_data_of_a_newer_version_are_left_alone_and_the_remedy_works(
    newer: Path, tmp_path: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    was = {path.name: path.read_bytes() for path in newer.iterdir() if path.is_file()}
    file = write_csv(tmp_path / "in", "r", [REFERRAL | {"referral_id": "R9"}])
    capsys.readouterr()
    assert main([*(word.format(file=file) for word in words), "--warehouse", str(newer)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(NEWER)
    assert "Install the newer version" in said
    for other in ("etl load", "rollback", "--to"):
        assert other not in said
    assert {path.name: path.read_bytes() for path in newer.iterdir() if path.is_file()} == was


def test_the_pages_say_so_of_newer_data(newer: Path) -> None:
    admin = Viewer(role="admin", partnerships=("wakefield",))
    with pytest.raises(snapshot.NewerSnapshotError, match=NEWER):
        measure("requests", admin, warehouse=newer)


def test_from_newer_data_one_can_go_back_by_name_to_what_this_version_reads(
    newer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    oldest = min(newer.glob("*.duckdb"))
    mark(oldest, snapshot.FORMAT)
    stamp = oldest.stem.removeprefix("warehouse-")
    assert main(["rollback", "--warehouse", str(newer)]) == 2
    said = capsys.readouterr().err
    assert said.startswith(NEWER)
    assert said.endswith(f"--to: {stamp}.\n")
    assert main(["rollback", "--to", stamp, "--warehouse", str(newer)]) == 0
    assert served(newer, "SELECT referral_id FROM referral") == [("R1",)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda warehouse: (warehouse / "CURRENT").write_text("nonsense"),
        lambda warehouse: (warehouse / "CURRENT").unlink(),
        lambda warehouse: current_snapshot(warehouse).write_bytes(b"damaged"),
        lambda warehouse: current_snapshot(warehouse).unlink(),
    ],
    ids=["pointer spoilt", "pointer gone", "snapshot spoilt", "snapshot gone"],
)
def test_what_cannot_be_opened_can_be_gone_back_from(
    warehouse: Path, damage: Callable[[Path], object], capsys: pytest.CaptureFixture[str]
) -> None:
    damage(warehouse)
    if (warehouse / "CURRENT").exists():
        assert main(["history", "--warehouse", str(warehouse)]) == 2
        assert "python -m etl rollback" in capsys.readouterr().err
    assert main(["rollback", "--warehouse", str(warehouse)]) == 0
    assert served(warehouse, "SELECT count(*) >= 1 FROM referral") == [(True,)]

"""Reading snapshots: one cursor a query, the newest at once, the last good one otherwise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from config.errors import DashboardError
from config.snapshot import CURRENT
from etl import load
from insight.warehouse import served
from tests.small_files import REFERRAL, write_csv

if TYPE_CHECKING:
    from pathlib import Path

THREADS, QUERIES = 8, 200


def load_referrals(folder: Path, number: int) -> Path:
    rows = [REFERRAL | {"referral_id": f"R{each}"} for each in range(number)]
    load([write_csv(folder / "in", f"referrals-{number}", rows)], "wakefield", folder / "w")
    return folder / "w"


def referrals(folder: Path) -> int:
    [(found,)] = served(folder).tuples("SELECT count(*) FROM mart_referral")
    return int(found)


def test_eight_threads_each_get_exactly_their_own_rows(tmp_path: Path) -> None:
    folder = load_referrals(tmp_path, 3)

    def ask(thread: int) -> list[int]:
        wrong = []
        for query in range(QUERIES):
            mine = thread * QUERIES + query
            sql = "SELECT $mine AS mine, count(*) AS n FROM mart_referral, range($mine % 50 + 1)"
            frame = served(folder).rows(sql, {"mine": mine})
            if frame.to_numpy().tolist() != [[mine, 3 * (mine % 50 + 1)]]:
                wrong.append(mine)
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(ask, range(THREADS))) == [[]] * THREADS


def test_a_new_snapshot_is_seen_at_once(tmp_path: Path) -> None:
    folder = load_referrals(tmp_path, 2)
    assert referrals(folder) == 2
    first = served(folder)
    load_referrals(tmp_path, 5)
    assert referrals(folder) == 5
    assert served(folder) != first
    assert served(folder).note is None


def test_the_last_good_snapshot_is_served_while_the_newest_cannot_be_opened(
    tmp_path: Path,
) -> None:
    folder = load_referrals(tmp_path, 2)
    assert referrals(folder) == 2
    good = served(folder)
    damaged = folder / "warehouse-99991231T000000.duckdb"
    damaged.write_bytes(b"not a database at all" * 1000)
    (folder / CURRENT).write_text(damaged.name, encoding="ascii")
    assert referrals(folder) == 2
    assert served(folder) == good
    note = served(folder).note
    assert note is not None
    assert note.startswith("An earlier load is being shown")
    (folder / CURRENT).write_text(good.path.name, encoding="ascii")
    assert served(folder).note is None


def test_a_snapshot_that_was_taken_away_is_not_gone_back_to(tmp_path: Path) -> None:
    folder = load_referrals(tmp_path, 2)
    assert referrals(folder) == 2
    served(folder).path.unlink()
    damaged = folder / "warehouse-99991231T000000.duckdb"
    damaged.write_bytes(b"not a database at all" * 1000)
    (folder / CURRENT).write_text(damaged.name, encoding="ascii")
    with pytest.raises(DashboardError, match="damaged"):
        served(folder)


def test_a_lost_pointer_does_not_stop_what_is_being_served(tmp_path: Path) -> None:
    folder = load_referrals(tmp_path, 2)
    assert referrals(folder) == 2
    (folder / CURRENT).unlink()
    assert referrals(folder) == 2


def test_nothing_to_serve_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(DashboardError, match="python -m etl demo"):
        served(tmp_path)


def test_a_damaged_first_snapshot_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "warehouse-1.duckdb").write_bytes(b"x" * 5000)
    (tmp_path / CURRENT).write_text("warehouse-1.duckdb", encoding="ascii")
    with pytest.raises(DashboardError, match="cannot be opened"):
        served(tmp_path)

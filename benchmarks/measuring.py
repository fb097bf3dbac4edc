"""How long a measure takes over many sessions: `python -m benchmarks.measuring [SESSIONS]`.

Beside it, in the same run, the same figure by bare DuckDB over the snapshot's mart and by pandas
over a frame that is already in memory. Every figure is the best of three.
"""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from config.snapshot import current_snapshot, open_snapshot
from etl import load
from insight.access import Viewer
from insight.measures import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import duckdb
    import pandas as pd

USUAL = 1_000_000
REPEATS = 3
DAYS = [dt.date(2023, 1, 2) + dt.timedelta(days=i) for i in range(950)]
LOCALITIES = ("Castleford", "South East", "Wakefield Central", "Wakefield Rural")
PLANS = ("CP", "CIN", "TEH")
REASONS = ("Complexity; SEND", "Drift and delay", "SEND; Edge of care")
WORDS = ("worried", "stuck", "helpless", "calm", "contained", "clear", "hopeful", "tired")
_AS_OF = (  # the ends of months, as a board may not ask for other days
    dt.date(2026 + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    for month in itertools.count()
)
COUNT_AIM, INTERVAL_AIM = 150, 500  # milliseconds


def main() -> None:
    """Build a warehouse of so many sessions, half of them with a pair, and print the times."""
    sessions = int(sys.argv[1]) if len(sys.argv) > 1 else USUAL
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), sessions)
        warehouse = Path(folder) / "warehouse"
        load([folder], "wakefield", warehouse)
        connection = open_snapshot(current_snapshot(warehouse))
        connection.execute("USE snapshot")
        print(f"{sessions:,} sessions, milliseconds: measure for an evaluator and for a board,")
        print("bare DuckDB, pandas in memory (aim)")
        for line in _measured(warehouse, connection):
            print(line)
        connection.close()


def _measured(warehouse: Path, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    held = connection.execute("SELECT locality, session_id, held FROM mart_session").df()
    referral = connection.execute("SELECT locality, working_days FROM mart_referral").df()
    pair = connection.execute("SELECT locality, session_id, shift FROM mart_pair").df()
    questions: Iterable[tuple[str, int, str, Callable[[], object]]] = (
        (
            "sessions_held",
            COUNT_AIM,
            "SELECT locality, count(*) FROM mart_session WHERE held GROUP BY ALL",
            held[held["held"]].groupby("locality")["session_id"].count,
        ),
        (
            "within_standard",
            COUNT_AIM,
            (
                "SELECT locality, count_if(working_days <= 15) / count(working_days) "
                "FROM mart_referral GROUP BY ALL"
            ),
            lambda: referral["working_days"].le(15).groupby(referral["locality"]).mean(),
        ),
        (
            "polarity_shift",
            INTERVAL_AIM,
            (
                "SELECT locality, avg(total / number), stddev(total / number) FROM ("
                "SELECT locality, "
                "session_id, sum(shift) AS total, count(*) AS number FROM mart_pair GROUP BY ALL) "
                "GROUP BY ALL"
            ),
            lambda: _clustered(pair),
        ),
    )
    for key, aim, sql, by_pandas in questions:
        ours, board = (
            _best(lambda key=key, role=role: _asked(key, role, warehouse))  # type: ignore[misc]
            for role in ("evaluator", "board")
        )
        bare = _best(lambda sql=sql: connection.execute(sql).fetchall())  # type: ignore[misc]
        yield f"{key:<18}{ours:>8.0f}{board:>8.0f}{bare:>8.0f}{_best(by_pandas):>8.0f}  ({aim})"


def _asked(key: str, role: str, warehouse: Path) -> pd.DataFrame:
    """Ask as of a day not asked for before, as an answer is remembered."""
    viewer = Viewer(role, ("wakefield",))
    return measure(key, viewer, ("locality",), as_of=next(_AS_OF), warehouse=warehouse)


def _clustered(pair: pd.DataFrame) -> object:
    sessions = pair.groupby(["locality", "session_id"])["shift"].agg(["sum", "count"])
    means = sessions["sum"] / sessions["count"]
    return means.groupby("locality").agg(["mean", np.std])


def _best(asked: Callable[[], object]) -> float:
    """Return the shortest of a few times, in milliseconds."""
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        asked()
        times.append(1000 * (time.perf_counter() - started))
    return min(times)


def write_files(folder: Path, sessions: int) -> None:
    """Write a referral and a held session each, and one pair of feedback to every second."""
    draw = random.Random(2026)  # noqa: S311 - invented figures, the same at every run
    _write(folder / "referral.csv", _referrals(draw, sessions))
    _write(folder / "session.csv", _sessions(draw, sessions))
    _write(folder / "feedback.csv", _feedback(draw, sessions))


def _referrals(draw: random.Random, number: int) -> Iterator[tuple[object, ...]]:
    yield (
        *("referral_id", "received_date", "locality", "referring_agency", "plan_type", "reasons"),
        *("decision", "decision_date"),
    )
    for i in range(number):
        day, place = DAYS[i % 900], draw.choice(LOCALITIES)
        plan, reasons = draw.choice(PLANS), draw.choice(REASONS)
        yield f"R{i}", day, place, "Police", plan, reasons, "approved", day


def _sessions(draw: random.Random, number: int) -> Iterator[tuple[object, ...]]:
    yield "session_id", "referral_id", "session_date", "status"
    for i in range(number):
        yield f"S{i}", f"R{i}", DAYS[i % 900 + draw.randrange(5, 40)], "held"


def _feedback(draw: random.Random, number: int) -> Iterator[tuple[object, ...]]:
    yield "session_id", "respondent", "agency", "wave", "word_1", "word_2"
    for i in range(0, number, 2):
        for wave in ("before", "after"):
            yield f"S{i}", f"k{i}", "Police", wave, draw.choice(WORDS), draw.choice(WORDS)


def _write(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


if __name__ == "__main__":
    main()

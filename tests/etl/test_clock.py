"""The working-day clock against the published vectors (measures.md)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import holidays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import load
from tests.small_files import REFERRAL, SESSION, served, write_csv

if TYPE_CHECKING:
    from pathlib import Path

DUE = {
    "2024-12-16": dt.date(2025, 1, 9),
    "2025-04-07": dt.date(2025, 4, 30),
    "2025-07-01": dt.date(2025, 7, 22),
    "2025-07-05": dt.date(2025, 7, 28),
}


def test_due_dates_are_fifteen_working_days_after_the_decision(tmp_path: Path) -> None:
    rows = [
        REFERRAL | {"referral_id": f"R{i}", "received_date": decided, "decision_date": decided}
        for i, decided in enumerate(DUE)
    ]
    load([write_csv(tmp_path, "r", rows)], "wakefield", tmp_path)
    found = dict(served(tmp_path, "SELECT decision_date::VARCHAR, due_date FROM mart_referral"))
    assert found == DUE


@pytest.mark.parametrize(
    ("decided", "met", "days"),
    [
        ("2025-07-01", "2025-07-22", 15),
        ("2025-07-01", "2025-07-23", 16),
        ("2025-07-05", "2025-07-28", 15),  # a Saturday: Monday is day 0
        ("2025-07-05", "2025-07-07", 0),
        ("2025-07-01", "2025-07-01", 0),
        ("2024-12-16", "2025-01-09", 15),  # Christmas, Boxing Day and New Year's Day between
        ("2025-07-01", "2025-06-27", None),  # before the decision: out of the clock
    ],
)
def test_working_days_from_decision_to_session(
    tmp_path: Path, decided: str, met: str, days: int | None
) -> None:
    files = [
        write_csv(
            tmp_path, "r", [REFERRAL | {"received_date": "2024-12-02", "decision_date": decided}]
        ),
        write_csv(tmp_path, "s", [SESSION | {"session_date": met}]),
    ]
    load(files, "wakefield", tmp_path / "w")
    assert served(tmp_path / "w", "SELECT working_days FROM mart_referral") == [(days,)]


def test_the_first_held_session_stops_the_clock_and_a_cancelled_one_does_not(
    tmp_path: Path,
) -> None:
    sessions = [
        SESSION | {"session_id": "S0", "session_date": "2025-07-03", "status": "cancelled"},
        SESSION | {"session_id": "S2", "session_date": "2025-08-28"},
        SESSION,
    ]
    files = [write_csv(tmp_path, "r", [REFERRAL]), write_csv(tmp_path, "s", sessions)]
    load(files, "wakefield", tmp_path / "w")
    assert served(tmp_path / "w", "SELECT working_days, first_session_id FROM mart_referral") == [
        (7, "S1")
    ]


def test_norfolk_waits_from_the_day_received_and_is_not_judged(tmp_path: Path) -> None:
    referral = REFERRAL | {"locality": "Norwich"}
    files = [write_csv(tmp_path, "r", [referral]), write_csv(tmp_path, "s", [SESSION])]
    load(files, "norfolk", tmp_path / "w")
    [(days, due)] = served(tmp_path / "w", "SELECT working_days, due_date FROM mart_referral")
    assert (days, due) == (13, None)


def _by_counting(start: dt.date, end: dt.date) -> int:
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(2019, 2027))

    def works(day: dt.date) -> bool:
        return day.weekday() < 5 and day not in closed

    while not works(start):
        start += dt.timedelta(days=1)
    days = 0
    while start < end:
        start += dt.timedelta(days=1)
        days += works(start)
    return days


@settings(
    max_examples=settings().max_examples // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.dates(dt.date(2020, 1, 1), dt.date(2025, 12, 31)), st.integers(0, 90)),
        min_size=20,
        max_size=20,
    )
)
def test_any_two_days_agree_with_counting_one_by_one(
    tmp_path: Path, pairs: list[tuple[dt.date, int]]
) -> None:
    referrals, sessions, expected = [], [], {}
    for i, (decided, later) in enumerate(pairs):
        met = decided + dt.timedelta(days=later)
        day = decided.isoformat()
        referrals.append(
            REFERRAL | {"referral_id": f"R{i}", "received_date": day, "decision_date": day}
        )
        sessions.append(
            SESSION
            | {"session_id": f"S{i}", "referral_id": f"R{i}", "session_date": met.isoformat()}
        )
        expected[f"R{i}"] = _by_counting(decided, met)
    folder = tmp_path / str(abs(hash(tuple(pairs))))
    files = [write_csv(folder, "r", referrals), write_csv(folder, "s", sessions)]
    load(files, "wakefield", folder / "w")
    found = dict(served(folder / "w", "SELECT referral_id, working_days FROM mart_referral"))
    assert found == expected

"""Periods: like is compared with like, and with nothing that the data do not reach back over."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.partnerships import Event
from insight import periods
from insight.periods import Reach, offered

if TYPE_CHECKING:
    from insight.periods import Period

RELAUNCH = Event(dt.date(2024, 11, 25), "Relaunched")
DEMO = Reach(dt.date(2023, 4, 17), dt.date(2026, 10, 31), 4)


def date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("label", "part", "before", "against"),
    [
        (
            "2026 to 2027",  # seven months old: its two quarters that are over
            ("2026-04-01", "2026-09-30"),
            ("2025-04-01", "2025-09-30"),
            "the same months of the year before",
        ),
        (
            "2025 to 2026",
            ("2025-04-01", "2026-03-31"),
            ("2024-04-01", "2025-03-31"),
            "the year before",
        ),
        (
            "October to December 2026",  # one month of three
            ("2026-10-01", "2026-10-31"),
            ("2025-10-01", "2025-10-31"),
            "the same month of the year before",
        ),
        (
            "July to September 2026",
            ("2026-07-01", "2026-09-30"),
            ("2025-07-01", "2025-09-30"),
            "the same quarter of the year before",
        ),
        (
            "Last four quarters",
            ("2025-10-01", "2026-09-30"),
            ("2024-10-01", "2025-09-30"),
            "the four quarters before",
        ),
        (
            "Since 25 November 2024",  # November 2024 is on neither side, April 2023 not whole
            ("2024-12-01", "2026-05-31"),
            ("2023-05-01", "2024-10-31"),
            "the 18 months before",
        ),
        (
            "2024 to 2025",  # of the year before, the quarters that the data reach over
            ("2024-07-01", "2025-03-31"),
            ("2023-07-01", "2024-03-31"),
            "the same months of the year before",
        ),
    ],
)
def test_like_is_compared_with_like(
    label: str, part: tuple[str, str], before: tuple[str, str], against: str
) -> None:
    found = offered(DEMO, [RELAUNCH])[label]
    assert found.part
    assert found.before
    assert found.part.dates == tuple(map(date, part))
    assert found.before.dates == tuple(map(date, before))
    assert found.against == against


@pytest.mark.parametrize(
    ("first", "as_at", "label", "why"),
    [
        ("2023-04-17", "2026-10-31", "2023 to 2024", "The data begin in April 2023: none are from"),
        ("2023-04-17", "2026-10-31", "All dates", "there is nothing before them"),
        ("2023-04-17", "2026-04-20", "2026 to 2027", "None of its months is over"),
        (
            "2024-09-01",
            "2026-10-31",
            "Since 25 November 2024",
            "begin in September 2024, less than",
        ),
        ("2023-04-17", "2025-02-20", "Since 25 November 2024", "Fewer than 3 whole months since"),
    ],
)
def test_nothing_is_compared_that_the_data_do_not_reach_over_and_it_says_why(
    first: str, as_at: str, label: str, why: str
) -> None:
    found = offered(Reach(date(first), date(as_at), 4), [RELAUNCH])[label]
    assert found.before is None
    assert why in found.alone


@pytest.mark.parametrize(
    ("first", "before"),
    [
        ("2024-07-01", ("2024-07-01", "2025-03-31")),
        ("2024-07-07", ("2024-07-01", "2025-03-31")),  # a week without a request is ordinary
        ("2024-07-08", ("2024-10-01", "2025-03-31")),  # whole quarters where there are any
        ("2025-02-20", ("2025-03-01", "2025-03-31")),
    ],
)
def test_a_month_counts_as_whole_that_the_data_reach_over(
    first: str, before: tuple[str, str]
) -> None:
    found = offered(Reach(date(first), date("2026-04-30"), 4), [])["2025 to 2026"]
    assert found.before
    assert found.before.dates == tuple(map(date, before))


def test_what_is_not_over_says_how_far_it_has_come() -> None:
    found = offered(DEMO, [])["2026 to 2027"].period
    assert found.text == "1 April 2026 to 31 October 2026 (not over until 31 March 2027)"
    assert offered(DEMO, [])["2025 to 2026"].period.unfinished is None


@given(
    st.dates(date("2020-01-01"), date("2024-12-31")),
    st.integers(0, 1500),
    st.integers(1, 12),
    st.dates(date("2019-01-01"), date("2029-01-01")),
)
def test_what_is_compared_is_as_long_and_within_the_data(
    first: dt.date, days: int, start_month: int, event: dt.date
) -> None:
    reach = Reach(first, first + dt.timedelta(days), start_month)
    for each in offered(reach, [Event(event, "Changed")]).values():
        assert (each.before is None) == bool(each.alone)
        if each.before is None:
            continue
        assert each.part
        assert each.part.end <= reach.as_at
        assert each.before.start >= first - dt.timedelta(6)
        assert each.before.end < each.part.start
        assert each.part.start >= each.period.start
        assert _months(each.part) == _months(each.before)
        if not each.period.label.startswith("Since"):
            assert each.part.start.month == each.before.start.month


def _months(period: Period) -> int:
    """How many months there are, whole ones only."""
    after = period.end + dt.timedelta(1)
    assert (period.start.day, after.day) == (1, 1)
    return (after.year - period.start.year) * 12 + after.month - period.start.month


def test_a_page_opens_on_the_newest_year_that_is_over_and_holds_enough() -> None:
    choices = offered(DEMO, [])
    held = {"2026 to 2027": 90, "2025 to 2026": 12, "2024 to 2025": 130}

    def opens_on() -> str:
        return periods.newest_with_enough(choices, lambda each: held.get(each.label, 0))

    assert opens_on() == "2024 to 2025"
    held["2025 to 2026"] = 20
    assert opens_on() == "2025 to 2026"
    held |= {"2025 to 2026": 1, "2024 to 2025": 1}
    assert opens_on() == "2026 to 2027"
    held["2026 to 2027"] = 1
    assert opens_on() == "All dates"


def test_chosen_months_are_compared_with_the_same_a_year_before() -> None:
    found = periods.between(date("2025-11-01"), date("2026-02-01"), DEMO)
    assert found.period.label == "November 2025 to February 2026"
    assert found.before
    assert found.before.dates == (date("2024-11-01"), date("2025-02-28"))

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight import describe


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.81, "four in five"),
        (0.78, "just under four in five"),
        (0.71, "seven in ten"),
        (0.27, "just over a quarter"),
        (0.5, "half"),
        (1.0, "all"),
        (0.97, "nearly all"),
        (0.02, "very few"),
        (0.0, "none"),
    ],
)
def test_shares_read_as_people_say_them(share: float, words: str) -> None:
    assert describe.share_words(share) == words


@given(st.floats(0.06, 0.94))
def test_the_words_never_stray_far_from_the_share(share: float) -> None:
    spelt = {
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "nine": 9, "ten": 10,
        "a quarter": 0.25, "a third": 1 / 3, "half": 0.5,
    }  # fmt: skip
    words = re.sub(r"^just (over|under) ", "", describe.share_words(share))
    if " in " in words:
        top, bottom = words.split(" in ")
        meant = spelt[top] / spelt[bottom]
    else:
        meant = spelt[words]
    assert abs(meant - share) <= 0.051


def test_counts_are_compared_in_words() -> None:
    assert describe.count_change(130, 120, "the year before") == "10 more than the year before"
    assert describe.count_change(115, 120, "the year before") == "5 fewer than the year before"
    assert describe.count_change(120, 120, "the year before") == "about the same as the year before"


def test_dates_lists_and_signs() -> None:
    assert describe.day(dt.date(2025, 4, 1)) == "1 April 2025"
    assert describe.day_short(dt.date(2025, 4, 1)) == "01/04/2025"
    assert describe.listing(["a", "b", "c"]) == "a, b and c"
    assert describe.points(-0.271) == "\N{MINUS SIGN}27"
    assert describe.points(0.001) == "0"
    assert describe.signed(0.451) == "+0.45"
    assert describe.signed(-0.004) == describe.signed(float("nan")) == "0.00"
    assert describe.signed(-3, 0) == "\N{MINUS SIGN}3"

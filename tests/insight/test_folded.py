"""Rows of which nothing may be shown are told in one line, and nothing that is shown is lost."""

from __future__ import annotations

import pandas as pd

from insight.findings.folded import folded

WITHHELD, FEW = "withheld to protect small numbers", "too few"
COLUMNS = ["label", "value", "shown", "status", "why"]
FRAME = pd.DataFrame(
    [
        ("Castleford", 40.0, "about 40", "ok", ""),
        ("Hidden", None, "[c]", "suppressed", WITHHELD),
        ("Small", None, "1 to 4", "suppressed", WITHHELD),
        ("Hidden too", None, "[c]", "suppressed", WITHHELD),
        ("Few", None, "too few", "too few", FEW),
    ],
    columns=COLUMNS,
)


def test_blank_rows_become_one_last_row_that_counts_them() -> None:
    found = folded(FRAME, "localities")
    assert list(found["label"]) == ["Castleford", "Small", "Few", "2 localities withheld"]
    assert found.iloc[-1]["shown"] == "[c]"


def test_a_single_blank_row_keeps_its_name() -> None:
    assert folded(FRAME.head(2), "localities").equals(FRAME.head(2))


def test_each_reason_why_has_its_own_row() -> None:
    twice = pd.concat([FRAME, FRAME], ignore_index=True)
    assert list(folded(twice, "localities")["label"])[-2:] == [
        "4 localities withheld",
        "2 localities with too few to say",
    ]


def test_what_was_shown_before_is_not_lost() -> None:
    before = FRAME.assign(before_shown=["[c]", "about 30", "[c]", "[c]", "too few"])
    assert "Hidden" in set(folded(before, "localities")["label"])

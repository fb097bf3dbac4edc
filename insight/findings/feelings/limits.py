"""What cannot be concluded, filled from the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.describe import capital
from insight.findings import unsaid
from insight.findings.figure import counted, is_ok, remembered

if TYPE_CHECKING:
    from insight.view import View

_MANY_PAIRS = 50
_GOOD_RATE = 0.6


@remembered
def limits(view: View) -> list[str]:
    """Return what cannot be concluded, the most important first."""
    return [
        (
            "**That sessions caused the change.** There is no comparison group, and people come "
            "when they are stuck, so some would feel better anyway (regression to the mean)."
        ),
        "**That children are safer.** These are the feelings of professionals.",
        *_list_matters(view),
        *_few_pairs(view),
        _unanswered(view),
        *_unread(view),
        (
            "**That a word means the same to all.** ‘Contained’ counts as good here: in "
            "supervision theory (Bion) a worry has been heard and held, so a person can think."
        ),
        (
            "**That people felt what they wrote.** The words are their own account, on a form, "
            "beside colleagues."
        ),
    ]


def _list_matters(view: View) -> list[str]:
    ours, stock = view.one("polarity_shift"), view.one("polarity_shift_stock")
    if not (is_ok(ours) and is_ok(stock)):
        return []
    sizes = f"This project's word list gives {ours['shown']}, a general one {stock['shown']}"
    return [f"**How large the change is.** {sizes}: the size depends on the list."]


def _few_pairs(view: View) -> list[str]:
    row = view.one("improved_share")
    if not is_ok(row):
        few = unsaid.sentence(view, row, "answers came both times")
        return [f"**Anything about this choice.** {few}"]
    if row["n"] >= _MANY_PAIRS:
        return []
    return [
        (
            f"**Much from so few.** {capital(counted(row))} answers came both times: "
            "a few more answers could change the figures."
        )
    ]


def _unanswered(view: View) -> str:
    rate = view.one("response_rate")
    if not is_ok(rate):
        return "**What those who did not answer felt.** They may differ from those who did."
    if rate["least"] >= 1:
        return (
            "**How many did not answer.** There are more answers than people who came: the tokens "
            "need checking."
        )
    others, share = "**What the others felt.**", str(rate["shown"])
    if rate["most"] < _GOOD_RATE:
        return (
            f"{others} Only {share} of those who came answered both times: a low response, and the "
            "others may differ."
        )
    return f"{others} {capital(share)} of those who came answered both times; the rest may differ."


def _unread(view: View) -> list[str]:
    row = view.one("words_recognised")
    if not is_ok(row) or row["least"] >= 1:
        return []
    return [
        (
            f"**What the other words meant.** {capital(row['shown'])} of words could be read; the "
            "rest are on no list or can be read either way, and are left out."
        )
    ]

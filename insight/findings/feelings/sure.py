"""How sure are we? What stands behind a claim, in plain words, for who wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from insight import listings
from insight.describe import capital, percent, signed
from insight.findings import headlines
from insight.findings.figure import (
    counted,
    is_ok,
    is_rounded,
    possible_counts,
    remembered,
    share_said,
)

if TYPE_CHECKING:
    import pandas as pd

    from insight.view import View

SCALE = "on a scale from \N{MINUS SIGN}1 (very hard) to 1 (very good)"
_BETTER = (
    "Each answer after is set against the same one before: better or worse means that its words "
    f"moved by at least 0.05 {SCALE}."
)
_RULES = (0.0, 0.05, 0.1, 0.2, 0.3)
_ENOUGH = 24
_OUT_OF_TIME = (
    "filled in before a session but dated after it, or filled in after and dated more than 7 days "
    "later"
)


@remembered
def of_better(view: View) -> list[tuple[str, str]]:
    """Return what stands behind "so many had better words", each with what it is about."""
    row = view.one("improved_share")
    if view.straddled or not is_ok(row):
        return []
    sessions = view.one("sessions_with_pairs")
    found = [
        (
            "What it rests on",
            (
                f"{capital(counted(row))} answers of professionals in {sessions['shown']} "
                "sessions, each before and after one session. One professional may have come to "
                "several sessions: answers are not people."
            ),
        ),
        ("What better means", _BETTER),
        ("Those who did not answer", unanswered(view)),
        ("What could have been seen", _seen(view)),
        ("Forms left out for their date", _late_forms(view)),
        ("Another list of words", _other_list(view)),
        *_single_answers(view),
    ]
    return [(about, said) for about, said in found if said]


def _seen(view: View) -> str:
    said = headlines.could_have_seen(view, "improved_share")
    return f"Against {view.compared_with}: {said[:1].lower()}{said[1:]}" if said else ""


@remembered
def bounds(view: View) -> tuple[float, float] | None:
    """Return the share of all who came that would be better, had all others felt worse, or better.

    None where more answered than came, or where it cannot be told.
    """
    better, rate = view.one("improved_share"), view.one("response_rate")
    if not (is_ok(better) and is_ok(rate)) or rate["least"] >= 1:
        return None
    (of, among), (_, came) = possible_counts(better), possible_counts(rate)
    silent = np.maximum(came.max() - among, 0)
    return float((of / came.max()).min()), float(((of + silent) / came.max()).max())


@remembered
def unanswered(view: View) -> str:
    """Return how many answered both times, and the bounds that leaves."""
    rate, found = view.one("response_rate"), bounds(view)
    if not is_ok(rate):
        return "How many of those who came answered cannot be shown."
    if found is None:
        return "There are more answers than people who came: the tokens need checking."
    at_least, at_most = ("at least ", "at most ") if is_rounded(rate) else ("", "")
    low, high = found
    return (
        f"{capital(share_said(rate))} of those who came answered both times. Had none of the "
        f"others felt better, {at_least}{percent(low)} of all would have; had all of them, "
        f"{at_most}{percent(high)}."
    )


def _late_forms(view: View) -> str:
    """Return which forms are left out for their date, and what the share would be with them."""
    out, undated = view.one("forms_out_of_time"), view.one("forms_undated")
    every = view.one("improved_share_all_forms")
    if is_ok(out) and not out["value"]:
        said = [f"No form was left out for its date: none was {_OUT_OF_TIME}."]
    else:
        many = f", {out['shown']} in all" if is_ok(out) else ""
        said = [f"Forms that were {_OUT_OF_TIME} are left out{many}."]
        said += [f"With them {share_said(every)} would be better."] if is_ok(every) else []
    if is_ok(undated) and undated["value"]:
        said.append(f"{capital(undated['shown'])} forms have no date and are taken to be in time.")
    return " ".join(said)


def _other_list(view: View) -> str:
    ours, stock = view.one("polarity_shift"), view.one("polarity_shift_stock")
    if not (is_ok(ours) and is_ok(stock)):
        return ""
    return (
        "On a scale from \N{MINUS SIGN}1 to 1 words moved by "
        f"{ours['shown']} on average by this project's list, made for supervision, and by "
        f"{stock['shown']} by a general one, which knows few of these words: the size of the "
        "change depends on the list."
    )


def _single_answers(view: View) -> list[tuple[str, str]]:
    """Return what single answers say, for the role that may see them."""
    if not view.viewer.may("each pair's line"):
        return []
    pairs = listings.pairs(view.snapshot, view.viewer, where=view.where, period=view.period.dates)
    if len(pairs) < _ENOUGH:
        return []
    return [("If better meant more", _curve(pairs)), ("Who came low, who came high", _ends(pairs))]


def _curve(pairs: pd.DataFrame) -> str:
    """Return the share that is better as more is asked of a change."""
    shares = [
        (rule, float((pairs["shift"] >= rule if rule else pairs["shift"] > 0).mean()))
        for rule in _RULES
    ]
    said = ", ".join(f"{percent(share)} at {rule:g}" for rule, share in shares)
    return f"Better is a rise of 0.05 or more. Share that is better by how much is asked: {said}."


def _ends(pairs: pd.DataFrame) -> str:
    """Return how the third that came lowest moved, and the third that came highest."""
    order = pairs.sort_values("before", kind="stable")["shift"]
    third = len(order) // 3
    low, high = float(order.head(third).mean()), float(order.tail(third).mean())
    return (
        f"The third that came lowest moved by {signed(low)} on average, the third that came "
        f"highest by {signed(high)}. Who comes at a low point would rise some way without any "
        "session (regression to the mean)."
    )

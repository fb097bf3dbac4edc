"""The paired shift: each person's words after against the same person's before."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from insight import listings, statistics
from insight.access import SMALLEST_LOCALITY
from insight.charts import (
    change_shape,
    dot_intervals,
    share_intervals,
    shift_intervals,
    stacked_share,
)
from insight.describe import capital, interval, signed
from insight.findings import straddling, unsaid, verdicts
from insight.findings.feelings.moves import EACH
from insight.findings.feelings.sure import unanswered
from insight.findings.figure import (
    Figure,
    counted,
    is_ok,
    is_range,
    possible_counts,
    remembered,
    share_said,
    share_text,
)

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.view import View

_BOTH_TIMES = "answers have words both before and after"
_MUCH, _MOVED = 0.5, 0.05
_FLOOR = 0.5
_BANDS = {
    f"Much better: rose by {_MUCH:.2f} or more": (_MUCH, 3.0),
    f"Better: rose by {_MOVED:.2f} or more": (_MOVED, _MUCH),
    f"The same: moved by less than {_MOVED:.2f}": (-_MOVED, _MOVED),
    f"Worse: fell by {_MOVED:.2f} or more": (-_MUCH, -_MOVED),
    f"Much worse: fell by {_MUCH:.2f} or more": (-3.0, -_MUCH),
}


@remembered
def better(view: View) -> Figure:
    """Return the share of answers whose words got better, stayed the same or got worse."""
    keys = {"Better": "improved_share", "The same": "same_share", "Worse": "worsened_share"}
    rows = {label: view.one(key) for label, key in keys.items()}
    frame = pd.DataFrame(rows.values()).assign(label=list(rows))
    first = rows["Better"]
    if not is_ok(first):
        why = unsaid.sentence(view, first, _BOTH_TIMES)
        return Figure.silent("better-same-worse", "Words before and after", why)
    if view.straddled:
        return _either_side(view)
    sessions = view.one("sessions_with_pairs")
    crossed, test = _crossed(view)
    return Figure(
        name="better-same-worse",
        heading=f"{capital(share_said(first))} of answers had better words after than before",
        sentence=f"{_interval(first)}{unanswered(view)}{crossed}",
        chart=dot_intervals(frame, view.palette)
        if any(is_range(row) for row in rows.values())
        else stacked_share(frame, view.palette),
        table=pd.DataFrame({"Words after": frame["label"], "Answers": frame["shown"]}),
        caption=f"n = {counted(first)} answers with words both before and after, in "
        f"{sessions['shown']} sessions.{test}",
    )


def _either_side(view: View) -> Figure:
    """Return the share that got better on either side of an event that falls in the period."""
    name, split = "better-same-worse", straddling.split(view, "improved_share")
    if split is None:
        why = f"The share is {straddling.no_average(view)}."
        return Figure.silent(name, "Words before and after", why)
    sides = dict(split.sides)
    frame = pd.DataFrame(list(sides.values())).assign(
        label=[f"{period.label}: {share_text(row)}" for period, row in sides.items()]
    )
    told = [str(row["shown"]) for row in sides.values()]
    return Figure(
        name=name,
        heading=f"{capital(split.of('answers'))} had better words after than before",
        sentence=straddling.APART,
        chart=share_intervals(frame, view.palette, _FLOOR),
        table=pd.DataFrame({"Period": [period.label for period in sides], "Better": told}),
        caption=split.note,
    )


def _interval(row: Told) -> str:
    return "" if isnan(row["lower"]) else f"{interval(row['lower'], row['upper'])}. "


def _crossed(view: View) -> tuple[str, str]:
    """Return how many crossed from hard words to good ones or back, and for evaluators the test."""
    keys = ("negative_to_positive", "positive_to_negative", "negative_to_positive_p")
    up, down, chance = (view.one(key) for key in keys)
    if not (is_ok(up) and is_ok(down)):
        return "", ""
    ways = (
        f"{capital(up['shown'])} came with hard words and left with good ones, {down['shown']} the "
        "other"
    )
    said = {
        verdicts.MORE: "more than chance",
        verdicts.NO_MORE: "no more than chance",
        verdicts.CANNOT: "we cannot tell it from chance once counts are rounded",
    }[_crossing(up, down)]
    is_told = view.viewer.role == "evaluator" and is_ok(chance)
    test = f" McNemar's exact test of those who crossed: {chance['shown']}." if is_told else ""
    return f" {ways} way round: {said}.", test


def _crossing(up: Told, down: Told) -> verdicts.Verdict:
    """Return the verdict on more crossing one way than the other, over all counts told alike."""
    chances = [
        statistics.mcnemar(int(one), int(other))
        for one in set(possible_counts(up)[0])
        for other in set(possible_counts(down)[0])
    ]
    compared = verdicts.Comparison("crossed", min(chances), max(chances))
    return verdicts.judged([compared], EACH)["crossed"]


def may_see_pairs(view: View) -> bool:
    """Tell whether this viewer may see each pair."""
    return view.viewer.may("each pair's line")


def every_pair(view: View) -> tuple[Figure, pd.DataFrame]:
    """Return how far each pair moved, and the pairs themselves (texts) to take away.

    The table has bands of change. Raises ValueError for any role but the evaluator's.
    """
    found = listings.pairs(view.snapshot, view.viewer, where=view.where, period=view.period.dates)
    if found.empty:
        why = f"No locality has {SMALLEST_LOCALITY} answers given both times; fewer are not drawn."
        return Figure.silent("each-person", "How far each answer moved", why), pd.DataFrame()
    counts = [_within(found["shift"], *band) for band in _BANDS.values()]
    better_off, same, worse = sum(counts[:2]), counts[2], sum(counts[3:])
    figure = Figure(
        name="each-person",
        heading=f"Of {len(found)} answers {better_off} moved up, {same} stayed, {worse} moved down",
        sentence="Each column holds the answers whose words moved about as far; those who moved by "
        f"less than {_MOVED:.2f} are grey. Open to the evaluation group only.",
        chart=change_shape(list(found["shift"]), view.palette, step=2 * _MOVED, reach=2),
        table=pd.DataFrame({"Change": list(_BANDS), "Answers": [f"{n:,}" for n in counts]}),
        caption="The mean of each answer's recognised words, after minus before. A locality with "
        f"fewer than {SMALLEST_LOCALITY} pairs is not drawn.",
    )
    rows = pd.DataFrame(
        {
            "Before": found["before"].map(signed),
            "After": found["after"].map(signed),
            "Change": found["shift"].map(signed),
        }
    )
    return figure, rows


def _within(shifts: pd.Series[float], low: float, high: float) -> int:
    """Count the shifts of a band, whose bounds further from 0 belong to the band beyond."""
    if low < 0 < high:
        return int(((shifts > low) & (shifts < high)).sum())
    if low > 0:
        return int(((shifts >= low) & (shifts < high)).sum())
    return int(((shifts > low) & (shifts <= high)).sum())


@remembered
def shift(view: View) -> Figure:
    """Return the mean shift, ours beside what the general word list alone would say."""
    rows = {
        "This project's word list, for supervision": view.one("polarity_shift"),
        "A general word list alone": view.one("polarity_shift_stock"),
    }
    frame = pd.DataFrame(rows.values()).assign(label=list(rows))
    ours, sessions = view.one("polarity_shift"), view.one("sessions_with_pairs")
    if not is_ok(ours):
        why = unsaid.sentence(view, ours, _BOTH_TIMES)
        return Figure.silent("average-shift", "How far words moved", why)
    known = view.one("words_recognised")
    read = f"{capital(known['shown'])} of the words given could be read. " if is_ok(known) else ""
    return Figure(
        name="average-shift",
        heading=f"On average words moved by {signed(float(ours['value']))}",
        sentence="Words after, minus those of the same answer before, on the same scale. "
        f"{read}A word that could not is left out, never counted as neutral. The general list "
        "scores helpless, worried, contained and calmer as 0.",
        chart=shift_intervals(frame, view.palette),
        table=pd.DataFrame(
            {
                "Word list": list(rows),
                "Average shift": frame["shown"],
                "95% interval": [between(row) for row in rows.values()],
            }
        ),
        caption=f"n = {counted(ours)} answers in {sessions['shown']} sessions. Lines: "
        "95% intervals that allow for people in one session being alike.",
    )


def with_answers(label: str, row: Told) -> str:
    """Return a row's label with how many answers it rests on, where that can be shown."""
    return f"{label}: {counted(row)} answers" if is_ok(row) else label


def between(row: Told) -> str:
    """Return a mean's 95% interval for a table cell, or nothing."""
    if not is_ok(row) or isnan(row["lower"]):
        return ""
    return f"{signed(row['lower'])} to {signed(row['upper'])}"

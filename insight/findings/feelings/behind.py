"""How sure are we of the other claims? What stands behind each, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import statistics
from insight.describe import capital, signed
from insight.findings.feelings import moves
from insight.findings.feelings.families import answered
from insight.findings.feelings.groups import BREAKDOWNS, shown_groups
from insight.findings.feelings.ratings import tested
from insight.findings.feelings.sure import unanswered
from insight.findings.figure import is_ok, remembered

if TYPE_CHECKING:
    from insight.view import View

_WIDTH = 2 * statistics.Z
_POWER = statistics.normal_point(statistics.POWER)

Told = list[tuple[str, str]]


@remembered
def of_families(view: View) -> Told:
    """Return what stands behind the families before and after."""
    return _of_words(view, "family", "families, words of no family among them,")


@remembered
def of_words(view: View) -> Told:
    """Return what stands behind the words gained and lost."""
    return _of_words(view, "word", "words")


def _of_words(view: View, along: str, things: str) -> Told:
    judged, read = moves.moved(view, along), view.one("words_recognised")
    if not judged:
        return []
    left_out = f"{capital(read['shown'])} of the words given could be read; the rest are left out."
    return _said(
        ("What it rests on", f"Answers with words: {answered(view)}."),
        ("Those who did not answer", unanswered(view)),
        ("What could have been seen", moves.could_have_seen(view, len(judged))),
        (
            "How it is judged",
            (
                f"The {len(judged)} {things} used in enough sessions are judged together, whole "
                "sessions at a time: the largest of many changes is large by chance, and people in "
                "one session are alike."
            ),
        ),
        ("Words that could not be read", left_out if is_ok(read) else ""),
    )


@remembered
def of_groups(view: View, breakdown: str) -> Told:
    """Return what stands behind the comparison of groups."""
    known = shown_groups(view, BREAKDOWNS[breakdown])
    if len(known) < 2:  # noqa: PLR2004 - one group is compared with nothing
        return []
    least = [_least(row["upper"] - row["lower"], len(known)) for _, row in known.iterrows()]
    seen = (
        f"Among {len(known)} compared at once we could have seen that a group differs from "
        f"everyone by about {min(least):.2f} where most answered, {max(least):.2f} where fewest "
        "did, not less."
    )
    return _said(
        ("What could have been seen", seen),
        ("Those who did not answer", unanswered(view)),
        (
            "What a difference would mean",
            "Groups bring different work, and one person may have answered after several sessions.",
        ),
    )


def _least(width: float, among: int) -> float:
    """Return the smallest difference found four times in five, from a 95% interval's width."""
    z = statistics.normal_point(1 - statistics.ALPHA / (2 * among))
    return (z + _POWER) * float(width) / _WIDTH


@remembered
def of_lasting(view: View) -> Told:
    """Return what stands behind how much of a gain was left at follow-up."""
    later, start, since, at_once = (
        view.one(key)
        for key in ("lasting_shift", "lasting_start", "lasting_change", "polarity_shift")
    )
    if not all(map(is_ok, (later, start, since, at_once))):
        return []
    seen = ""
    if pd.notna(since["lower"]):
        least = _least(since["upper"] - since["lower"], 1)
        seen = f"We could have seen a change of about {least:.2f} since the session, not less."
    share = min(1.0, float(later["n"] / at_once["n"]))
    # All who answered again moved as `later`; the others either lost all, or kept what they had.
    lost = share * float(later["value"])
    kept = float(at_once["value"]) - share * float(start["value"]) + lost
    others = (
        f"About {share:.0%} of the answers right after the session were followed up. Had all the "
        f"others gone back to where they began, the shift of all would be about {signed(lost)}; "
        f"had they kept all they had gained, about {signed(kept)}."
    )
    return _said(
        ("When it was", _weeks(view)),
        ("Those who did not answer again", others),
        ("What could have been seen", seen),
    )


def _weeks(view: View) -> str:
    half = view.one("weeks_to_follow_up")
    if not is_ok(half):
        return ""
    return f"Half of the follow-up forms came within {half['value']:.0f} weeks of the session."


@remembered
def of_ratings(view: View) -> Told:
    """Return what stands behind the ratings: for evaluators with the names of the tests."""
    return _said(
        ("How it is judged", tested(view)),
        ("Those who did not answer", unanswered(view)),
        (
            "What it leaves out",
            (
                "Answers are judged one by one, though those of one session may be alike: chance "
                "explains somewhat more than this says."
            ),
        ),
    )


def _said(*told: tuple[str, str]) -> Told:
    return [(about, said) for about, said in told if said]

"""Which families, words and groups moved more than chance: each judged among all of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight import statistics
from insight.describe import capital, listing, points
from insight.findings import verdicts
from insight.findings.figure import is_ok, possible_counts, remembered

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from insight.findings.verdicts import Verdict
    from insight.view import View

_NAMED = 3

EACH = statistics.ALPHA / 6
"""The level of each of the page's six kinds of comparison (families, words, groups, who crossed,
ratings, what lasts), so that without any effect all of them together are seldom false."""


@remembered
def moved(view: View, along: str) -> Mapping[str, Verdict]:
    """Return the verdict on each family's or word's change from before to after.

    The same for every role; of those used in too few sessions there is none.
    """
    return _judged(view.moved("word_share", along))


@remembered
def apart(view: View, dimension: str) -> Mapping[str, Verdict]:
    """Return the verdict on each group's shift against that of all others, same for every role."""
    return _judged(view.apart("polarity_shift", dimension))


def _judged(chances: Mapping[str, float]) -> Mapping[str, Verdict]:
    compared = [verdicts.Comparison(name, p, p) for name, p in chances.items()]
    return verdicts.judged(compared, EACH)


def sure(known: pd.DataFrame, along: str, judged: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return the rows that changed more than chance, of those that can be shown."""
    return known[[judged.get(str(value)) is verdicts.MORE for value in known[along]]]


def heading(moves: pd.DataFrame, judged: Mapping[str, Verdict], things: str) -> str:
    """Return the largest rise and fall of what moved more than chance, ties named.

    `moves`, what moved so, has label, before_shown, after_shown and change.
    """
    if not judged:
        return f"From too few sessions to tell any change of {things} from chance"
    ends = (("Up", moves[moves["change"] > 0], 1), ("Down", moves[moves["change"] < 0], -1))
    said = [f"{way}: {_furthest(rows, sign)}" for way, rows, sign in ends if len(rows)]
    if not said:
        return f"No change of {things} that can be shown is more than chance"
    return capital("; ".join([said[0], *(each[:1].lower() + each[1:] for each in said[1:])]))


def _furthest(rows: pd.DataFrame, sign: int) -> str:
    order = rows.sort_values("change", ascending=sign < 0, kind="stable")
    told = points(float(order["change"].iloc[0]))
    tied = [row for _, row in order.iterrows() if points(float(row["change"])) == told]
    named = [
        f"{row['label']} ({row['before_shown']} to {row['after_shown']})" for row in tied[:_NAMED]
    ]
    return listing([*named, *([f"{len(tied) - _NAMED} more"] if len(tied) > _NAMED else [])])


def could_have_seen(view: View, among: int) -> str:
    """Return what change could have been found of what one answer in ten names, or nothing."""
    rows = {str(row["wave"]): row for _, row in view.measure("word_share", ("wave",)).iterrows()}
    if not all(wave in rows and is_ok(rows[wave]) for wave in ("before", "after")):
        return ""
    before, after = (float(possible_counts(rows[wave])[1].min()) for wave in ("before", "after"))
    least = statistics.could_have_seen(0.1, before, after, among=max(among, 1))
    return (
        f"Of what one answer in ten names we could have seen a change of about {100 * least:.0f} "
        f"points among {among} compared at once, not less."
    )

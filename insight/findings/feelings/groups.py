"""The shift by role group, agency group and reason: is it the same for everyone?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from config.contracts import choices
from insight.charts import shift_intervals
from insight.describe import capital
from insight.findings import unsaid
from insight.findings.feelings.pairs import between
from insight.findings.figure import Figure, is_ok, labelled, remembered

if TYPE_CHECKING:
    from insight.view import View

BREAKDOWNS = {"Role": "role_group", "Agency group": "agency_group", "Reason": "reason"}
"""What the shift is compared by, as the page names it, and the dimension."""

_LAST = ("Other", "Not recorded")
_NOTES = {
    "Role": "",
    "Agency group": "",
    "Reason": " A session may have several reasons: its answers count under each.",
}


@remembered
def by_group(view: View, breakdown: str) -> Figure:
    """Return the mean shift of each group of a breakdown, in fixed order, beside everyone's."""
    dimension = BREAKDOWNS[breakdown]
    frame = _ordered(view.measure("polarity_shift", (dimension,)), dimension)
    known = frame[(frame["status"] == "ok") & frame["lower"].notna()]
    if known.empty:
        about = f"By {breakdown.lower()}"
        why = unsaid.sentence(view, unsaid.of_all(frame), "answers have words before and after")
        return Figure.silent(_name(dimension), about, why)
    everyone = view.one("polarity_shift")
    named = (f"Everyone {everyone['shown']}", float(everyone["value"]))
    frame = labelled(frame, dimension, capital)
    drawn = frame.assign(label=[_with_answers(view, row) for _, row in frame.iterrows()])
    return Figure(
        name=_name(dimension),
        heading=_heading(known, len(frame), breakdown.lower()),
        sentence="Average shift of words, each answer against the same one before. Where lines "
        "overlap, groups may differ by chance alone; so may one line in twenty that misses "
        f"everyone's.{_NOTES[breakdown]}",
        chart=shift_intervals(drawn, view.palette, named if is_ok(everyone) else None),
        table=pd.DataFrame(
            {
                breakdown: drawn["label"],
                "Average shift": frame["shown"],
                "95% interval": [between(row) for _, row in frame.iterrows()],
            }
        ),
        caption="In a fixed order, not a league table: groups bring different work. Lines: 95% "
        "intervals that allow for people in one session being alike.",
    )


def _name(dimension: str) -> str:
    return f"shift-by-{dimension.replace('_', '-')}"


def _ordered(frame: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return roles in the form's order, others by name, what is left over last."""
    order = {name: place for place, name in enumerate(choices("feedback", "role_group"))}
    keys = [
        (name in _LAST, order.get(str(name), len(order)), str(name)) for name in frame[dimension]
    ]
    places = sorted(range(len(keys)), key=keys.__getitem__)
    return frame.iloc[places].reset_index(drop=True)


def _with_answers(view: View, row: pd.Series) -> str:
    return f"{row['label']}: {view.counted(row['n'])} answers" if is_ok(row) else str(row["label"])


def _heading(known: pd.DataFrame, groups: int, group: str) -> str:
    rose = int((known["lower"] > 0).sum())
    shown = "" if len(known) == groups else " we can show"
    if rose == len(known):
        return f"Feelings rose in every {group}{shown}"
    return f"Feelings rose in {rose} of the {len(known)} {group}s{shown}"

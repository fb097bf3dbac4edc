"""The shift by role group, agency group and reason: is it the same for everyone?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from config.contracts import choices
from insight import statistics
from insight.charts import shift_intervals
from insight.describe import capital, listing
from insight.findings import unsaid, verdicts
from insight.findings.feelings import moves
from insight.findings.feelings.pairs import between, with_answers
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
    known = shown_groups(view, dimension)
    if known.empty:
        about = f"By {breakdown.lower()}"
        return Figure.silent(_name(dimension), about, _why_none(view, frame, breakdown.lower()))
    everyone = view.one("polarity_shift")
    named = (f"Everyone {everyone['shown']}", float(everyone["value"]))
    frame = labelled(frame, dimension, capital)
    heading = f"{_rose(known, len(frame), breakdown.lower())}{_differ(view, known, len(frame))}"
    drawn = frame.assign(
        label=[with_answers(str(row["label"]), row) for _, row in frame.iterrows()]
    )
    return Figure(
        name=_name(dimension),
        heading=heading,
        sentence="Average shift of words, each answer against the same one before. Each group is "
        "judged against all the others, and all at once: a line that misses everyone's may still "
        f"be chance.{_NOTES[breakdown]}",
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


def _why_none(view: View, frame: pd.DataFrame, group: str) -> str:
    """Return why no group can be shown: from too few sessions, or as its rows say."""
    if (frame["status"] == "ok").any():
        return f"The answers of no one {group} come from enough sessions to say how they moved."
    things = f"answers of any one {group} have words before and after"
    return unsaid.sentence(view, unsaid.of_all(frame), things)


@remembered
def shown_groups(view: View, dimension: str) -> pd.DataFrame:
    """Return the groups that can be shown and come from enough sessions for an interval."""
    frame = view.measure("polarity_shift", (dimension,))
    return frame[(frame["status"] == "ok") & frame["lower"].notna()]


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


def _rose(known: pd.DataFrame, groups: int, group: str) -> str:
    """Return in how many groups feelings rose more than chance, judged together."""
    of_each = zip(known["value"], known["lower"], known["upper"], strict=True)
    chances = [statistics.chance_of_none(*each) for each in of_each]
    sure = [chance < statistics.ALPHA for chance in statistics.holm(chances)]
    rose = sum(value > 0 and is_sure for value, is_sure in zip(known["value"], sure, strict=True))
    shown = "" if len(known) == groups else " we can show"
    if rose == len(known):
        return f"Feelings rose in every {group}{shown}"
    return f"Feelings rose in {rose} of the {len(known)} {group}s{shown}"


def _differ(view: View, known: pd.DataFrame, groups: int) -> str:
    """Return which of the groups shown differ from all others, to follow in the heading."""
    dimension = str(known.columns[0])
    judged = moves.apart(view, dimension)
    names = [f"‘{name}’" for name in known[dimension] if judged.get(str(name)) is verdicts.MORE]
    if not any(str(name) in judged for name in known[dimension]):
        return ""
    if not names:
        of_these = "none" if len(known) == groups else "none of these"
        return f"; {of_these} differs from the others more than chance"
    verb = "differs" if len(names) == 1 else "differ"
    return f"; {listing(names)} {verb} from the others more than chance"

"""Who is in the room: agencies present, invitations taken up, the statutory partners together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import dot_intervals, share_intervals
from insight.describe import capital, listing, share_of
from insight.findings.figure import (
    TOO_FEW,
    Figure,
    bounds_text,
    is_ok,
    labelled,
    ranked,
    remembered,
    share_text,
)

if TYPE_CHECKING:
    from insight.view import View

_CORE = 0.5
_TAKEN_UP = 0.75
_NAMED = 2


@remembered
def title(view: View) -> str:
    """Return the page's finding: the statutory partners, together or not."""
    row = view.one("statutory_partners_present")
    if not is_ok(row):
        return "Too few sessions to say who is in the room"
    return f"{capital(share_of(row['value'], 'sessions'))} had all three statutory partners"


@remembered
def present(view: View) -> Figure:
    """Return the share of sessions with each agency group present, most often present first."""
    frame = labelled(ranked(view.measure("participation", ("agency_group",))), "agency_group")
    return Figure(
        name="agencies-present",
        heading=_present_heading(frame),
        sentence="Share of sessions held with at least one person there from the agency group. "
        "Not every group is needed at every session.",
        chart=dot_intervals(frame, view.palette),
        table=_table(frame, "Sessions with someone there"),
        caption=f"n = {view.one('sessions_held')['shown']} sessions held. Lines: 95% intervals.",
    )


def _present_heading(frame: pd.DataFrame) -> str:
    known = frame[frame["status"] == "ok"]
    if known.empty:
        return TOO_FEW
    usual = list(known.loc[known["value"] > _CORE, "label"])
    count = len(usual)
    if not count:
        return "No agency group comes to more than half of sessions"
    come = "s come" if count > 1 else " comes"
    return f"{capital(_number(count))} agency group{come} to more than half of sessions"


@remembered
def taken_up(view: View) -> Figure:
    """Return the share of people invited who came, by agency group, lowest first."""
    frame = ranked(view.measure("attendance_rate", ("agency_group",)))
    frame = frame.assign(label=[_with_invited(view, row) for _, row in frame.iterrows()])
    known = frame[frame["status"] == "ok"].sort_values("value")
    frame = pd.concat([known, frame[frame["status"] != "ok"]])
    overall = view.one("attendance_rate")
    whole = f"Over all agencies, {overall['shown']} came. " if is_ok(overall) else ""
    return Figure(
        name="invitations-taken-up",
        heading=_missing_heading(known),
        sentence=f"{whole}Share of those invited who came, lowest first: "
        "chairs that were expected to be filled.",
        chart=dot_intervals(frame, view.palette),
        table=_table(frame, "Came, of those invited"),
        caption="Attended ÷ invited; apologies count as absent. "
        + (f"n = {view.counted(overall['n'])} invitations." if is_ok(overall) else ""),
    )


def _with_invited(view: View, row: pd.Series) -> str:
    if not is_ok(row):
        return str(row["agency_group"])
    came = f"{view.counted(row['numerator'])} of {row['denominator']:.0f} invited"
    return f"{row['agency_group']}: {came}"


def _missing_heading(known: pd.DataFrame) -> str:
    if known.empty:
        return TOO_FEW
    low = list(known.loc[known["value"] < _TAKEN_UP, "agency_group"])
    if not low:
        return "Every agency group comes when invited, three times in four or more"
    first = known.iloc[0]
    return f"{first['agency_group']}: most often missing, {first['shown']} come when invited"


@remembered
def together(view: View) -> Figure:
    """Return the share of sessions with the statutory partners, and with education too."""
    keys = {
        "All three": "statutory_partners_present",
        "And education": "statutory_and_education_present",
    }
    rows = [(name, view.one(key)) for name, key in keys.items()]
    frame = pd.DataFrame([row for _, row in rows])
    frame = frame.assign(label=[f"{name}: {share_text(view, row)}" for name, row in rows])
    first = rows[0][1]
    last = _before_text(view)
    table = pd.DataFrame(
        {
            "Present together": [name for name, _ in rows],
            "Sessions": [str(row["shown"]) for _, row in rows],
            "95% interval": [bounds_text(row) for _, row in rows],
        }
    )
    return Figure(
        name="statutory-partners",
        heading=f"All three statutory partners met in {first['shown']} of sessions"
        if is_ok(first)
        else TOO_FEW,
        sentence="Children's social care, any health service and the police, all in one "
        f"session. {last}",
        chart=share_intervals(frame, view.palette, 0.0),
        table=table,
        caption="The statutory safeguarding partners: Working Together to Safeguard Children 2023.",
    )


def _before_text(view: View) -> str:
    if not view.previous:
        return ""
    row = view.one("statutory_partners_present", view.previous)
    return f"The year before it was {row['shown']}." if is_ok(row) else ""


def _table(frame: pd.DataFrame, measured: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Agency group": frame["label"],
            measured: frame["shown"],
            "95% interval": [bounds_text(row) for _, row in frame.iterrows()],
        }
    )


@remembered
def missing(view: View) -> str:
    """Return one sentence on who comes less often than others, beyond chance, for the overview."""
    frame = view.measure("attendance_rate", ("agency_group",))
    overall = view.one("attendance_rate")
    known = frame[frame["status"] == "ok"].sort_values("value")
    if known.empty or not is_ok(overall):
        return "**Who is missing:** too few invitations to say."
    low = known[known["upper"] < overall["value"]].head(_NAMED)
    if low.empty:
        return "**Who is missing:** no agency group comes less often than the rest, beyond chance."
    names = [f"{row['agency_group']} ({row['shown']})" for _, row in low.iterrows()]
    return (
        f"**Who is missing:** when invited, {listing(names)} come least often; over all agencies "
        f"{overall['shown']} come."
    )


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)

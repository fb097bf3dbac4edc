"""Who is in the room: agencies present, invitations taken up, the statutory partners together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import dot_intervals, share_intervals
from insight.describe import capital, listing
from insight.findings import headlines, unsaid, verdicts
from insight.findings.figure import (
    Figure,
    bounds_text,
    counted,
    is_ok,
    labelled,
    ranked,
    remembered,
    share_said,
    share_text,
)
from insight.findings.folded import folded
from insight.findings.ranks import leaders
from insight.statistics import ALPHA

if TYPE_CHECKING:
    from insight.findings.verdicts import Comparison
    from insight.measures import Told
    from insight.view import View

_CORE, _MANY = 0.5, "agency groups"
LEVEL = ALPHA / 2
"""The level of agency groups against each other: the other half is the statutory partners'."""

_HELD = "sessions were held"
_INVITED = "invitations were recorded"


@remembered
def title(view: View) -> str:
    """Return the page's finding: the statutory partners, together or not."""
    row = view.one("statutory_partners_present")
    if not is_ok(row):
        return f"Who is in the room: {unsaid.clause(row, _HELD)}"
    return f"{capital(share_said(row, 'sessions'))} had all three statutory partners"


@remembered
def present(view: View) -> Figure:
    """Return the share of sessions with each agency group present, most often present first."""
    frame = labelled(ranked(view.measure("participation", ("agency_group",))), "agency_group")
    if not (frame["status"] == "ok").any():
        return _silent(view, "agencies-present", "Who is in the room", (frame, _HELD))
    listed = folded(frame, _MANY)
    return Figure(
        name="agencies-present",
        heading=_present_heading(frame),
        sentence="Share of sessions held with at least one person there from the agency group. "
        "Not every group is needed at every session.",
        chart=dot_intervals(listed, view.palette),
        table=_table(listed, "Sessions with someone there"),
        caption=f"n = {view.one('sessions_held')['shown']} sessions held. Lines: 95% intervals.",
    )


def _silent(view: View, name: str, about: str, rests_on: tuple[pd.DataFrame, str]) -> Figure:
    """Return a finding of which nothing can be shown; it rests on rows, and what they count."""
    frame, things = rests_on
    return Figure.silent(name, about, unsaid.sentence(view, unsaid.of_all(frame), things))


def _present_heading(frame: pd.DataFrame) -> str:
    known = frame[frame["status"] == "ok"]
    count = int((known["least"] > _CORE).sum())
    shown = "" if len(known) == len(frame) else " we can show"
    if not count:
        return f"No agency group{shown} comes to more than half of sessions"
    come = "s" if count > 1 else ""
    verb = "come" if count > 1 else "comes"
    return (
        f"{capital(_number(count))} agency group{come}{shown} {verb} to more than half of sessions"
    )


@remembered
def taken_up(view: View) -> Figure:
    """Return the share of people invited who came, by agency group, lowest first."""
    frame = ranked(view.measure("attendance_rate", ("agency_group",)))
    if not (frame["status"] == "ok").any():
        return _silent(view, "invitations-taken-up", "Who came when invited", (frame, _INVITED))
    frame = frame.assign(label=[_with_invited(row) for _, row in frame.iterrows()])
    known = frame[frame["status"] == "ok"].iloc[::-1]
    frame = folded(pd.concat([known, frame[frame["status"] != "ok"]]), _MANY)
    overall = view.one("attendance_rate")
    whole = f"Over all agencies, {overall['shown']} came. " if is_ok(overall) else ""
    return Figure(
        name="invitations-taken-up",
        heading=_lowest_heading(view, known),
        sentence=f"{whole}Share of those invited who came, lowest first: "
        f"chairs that were expected to be filled. {less_often(view)}",
        chart=dot_intervals(frame, view.palette),
        table=_table(frame, "Came, of those invited"),
        caption="Attended ÷ invited; apologies count as absent. "
        + (f"n = {counted(overall)} invitations." if is_ok(overall) else ""),
    )


def _lowest_heading(view: View, known: pd.DataFrame) -> str:
    low = leaders(view, "attendance_rate", known, "agency_group", least=True)
    if low.empty:
        return "How many of those invited came, by agency group"
    names = listing([str(name) for name in low["agency_group"]])
    return f"{names}: lowest, {low.iloc[0]['shown']} came when invited"


@remembered
def less_often(view: View) -> str:
    """Return which agency groups come less often than all others, beyond chance: all at once."""
    found = verdicts.judged(_compared(view), LEVEL)
    frame = view.measure("attendance_rate", ("agency_group",))
    overall = view.one("attendance_rate")
    if not is_ok(overall):
        return ""
    low = [
        f"{row['agency_group']} ({share_said(row)})"
        for _, row in frame.iterrows()
        if found[str(row["agency_group"])] is verdicts.MORE and _is_lower(row, overall)
    ]
    if low:
        comes = "comes" if len(low) == 1 else "come"
        return f"**{listing(low)} {comes} less often than the other groups, more than chance.**"
    if any(verdict is verdicts.CANNOT for verdict in found.values()):
        return (
            "Whether a group comes less often than the others by more than chance we cannot tell "
            "from the numbers that can be shown."
        )
    return "No group comes less often than the others by more than chance."


def _is_lower(row: Told, overall: Told) -> bool:
    return verdicts.middle(row) < verdicts.middle(overall)


def _compared(view: View) -> list[Comparison]:
    """Return each agency group set against all the others together."""
    frame = view.measure("attendance_rate", ("agency_group",))
    overall, alike = view.one("attendance_rate"), view.alike("attendance_rate")
    return [
        verdicts.of_part(str(row["agency_group"]), row, overall, alike=alike)
        for _, row in frame.iterrows()
    ]


def _with_invited(row: Told) -> str:
    if not is_ok(row):
        return str(row["agency_group"])
    came = f"{counted(row, 'numerator')} of {row['denominator']:.0f} invited"
    return f"{row['agency_group']}: {came}"


@remembered
def together(view: View) -> Figure:
    """Return the share of sessions with the statutory partners, and with education too."""
    keys = {
        "All three": "statutory_partners_present",
        "And education": "statutory_and_education_present",
    }
    rows = [(name, view.one(key)) for name, key in keys.items()]
    frame = pd.DataFrame([row for _, row in rows])
    frame = frame.assign(label=[f"{name}: {share_text(row)}" for name, row in rows])
    first = rows[0][1]
    if not is_ok(first):
        about = "The three statutory partners together"
        return _silent(view, "statutory-partners", about, (frame, _HELD))
    table = pd.DataFrame(
        {
            "Present together": [name for name, _ in rows],
            "Sessions": [str(row["shown"]) for _, row in rows],
            "95% interval": [bounds_text(row) for _, row in rows],
        }
    )
    return Figure(
        name="statutory-partners",
        heading=f"All three statutory partners met in {first['shown']} of sessions",
        sentence="Children's social care, any health service and the police, all in one "
        f"session{headlines.against(view, 'statutory_partners_present')}. "
        f"{headlines.could_have_seen(view, 'statutory_partners_present')}",
        chart=share_intervals(frame, view.palette, 0.0),
        table=table,
        caption="The statutory safeguarding partners: Working Together to Safeguard Children 2023.",
    )


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
    """Return one sentence on who comes least often when invited, for the overview."""
    frame, overall = view.measure("attendance_rate", ("agency_group",)), view.one("attendance_rate")
    if not is_ok(overall):
        return f"**Who is missing:** {unsaid.sentence(view, overall, _INVITED)}"
    whole = f"over all agencies {overall['shown']} of those invited came"
    low = leaders(view, "attendance_rate", frame, "agency_group", least=True)
    if low.empty:
        return f"**Who is missing:** {whole}; no one group stands last."
    names = [f"{row['agency_group']} ({row['shown']})" for _, row in low.iterrows()]
    return f"**Who is missing:** when invited, {listing(names)} came least often; {whole}."


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else str(count)

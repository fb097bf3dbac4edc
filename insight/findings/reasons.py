"""Why supervision is called: reasons cited, against the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import ranked_bars
from insight.describe import capital, listing
from insight.findings import unsaid, verdicts
from insight.findings.figure import (
    EARLIER,
    Figure,
    counted,
    is_ok,
    is_rounded,
    labelled,
    ranked,
    remembered,
    share_said,
)
from insight.findings.folded import folded
from insight.findings.ranks import leaders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.findings.verdicts import Comparison, Verdict
    from insight.measures import Told
    from insight.periods import Period
    from insight.view import View

_NAMED, _MANY = 3, "reasons"
_REQUESTS = "requests were received"
_NONE_FIRST = "Why supervision is called"


@remembered
def title(view: View) -> str:
    """Return the page's finding: the reason most often cited."""
    frame = _cited(view)
    if not (frame["status"] == "ok").any():
        return f"Why sessions are called: {unsaid.clause(unsaid.of_all(frame), _REQUESTS)}"
    first = leaders(view, "reason_cited", frame, "reason")
    if first.empty:
        return _NONE_FIRST
    names = [_lower(name) for name in first["reason"]]
    each = " each" if len(names) > 1 else ""
    return f"{capital(share_said(first.iloc[0], 'requests'))} cite {listing(names)}{each}"


@remembered
def most_cited(view: View) -> str:
    """Return one sentence with the reasons cited most, for the overview."""
    frame = _cited(view)
    if not (frame["status"] == "ok").any():
        why = unsaid.sentence(view, unsaid.of_all(frame), _REQUESTS)
        return f"**Why sessions are called:** {why}"
    top = leaders(view, "reason_cited", frame, "reason", most=_NAMED)
    if top.empty:
        return "**Why sessions are called:** no reason stands out as first: see Reasons."
    named = [f"{_lower(row['reason'])} ({row['shown']})" for _, row in top.iterrows()]
    return f"**Why sessions are called:** {listing(named)}. Share of requests citing each."


@remembered
def cited(view: View) -> Figure:
    """Return the share of referrals citing each reason, this year and the year before."""
    frame = _cited(view)
    if not (frame["status"] == "ok").any():
        return _silent(view, "reasons-cited", _NONE_FIRST, frame)
    requests, listed = view.one("referrals"), folded(frame, _MANY)
    return Figure(
        name="reasons-cited",
        heading=_heading(view, frame),
        sentence="A request may give several reasons, so shares add to more than 100%. "
        f"{changes(view)}",
        chart=ranked_bars(listed, view.palette, _periods(view)),
        table=_table(listed, "Requests citing it", view),
        caption=f"Requests citing each reason ÷ all requests received. n = {requests['shown']}.",
    )


def _silent(view: View, name: str, about: str, frame: pd.DataFrame) -> Figure:
    said = unsaid.sentence(view, unsaid.of_all(frame), _REQUESTS)
    return Figure.silent(name, about, said)


@remembered
def primary(view: View) -> Figure:
    """Return the share of referrals by their one primary reason."""
    frame = _with_before(view, "reason_primary")
    if not (frame["status"] == "ok").any():
        return _silent(view, "main-reasons", "The main reason of each request", frame)
    first = leaders(view, "reason_primary", frame, "reason")
    names, listed = [_lower(name) for name in first["reason"]], folded(frame, _MANY)
    return Figure(
        name="main-reasons",
        heading=_most_common(names),
        sentence="Each request counts once, under its main reason. These shares add to 100%, "
        "save for rounding and small numbers withheld.",
        chart=ranked_bars(listed, view.palette, _periods(view)),
        table=_table(listed, "Main reason", view),
        caption=f"Requests by primary reason ÷ all requests. n = {view.one('referrals')['shown']}.",
    )


def _most_common(names: Sequence[str]) -> str:
    if not names:
        return "The main reason of each request"
    are = "reason is" if len(names) == 1 else "reasons are"
    return f"The most common main {are} {listing(names)}"


@remembered
def changes(view: View) -> str:
    """Return which reasons are cited more or less often than before, beyond chance, and the power.

    All reasons are judged together, those withheld among them.
    """
    if view.compared is None:
        return ""
    compared = _compared(view, *view.compared)
    found = verdicts.judged([each for each, _, _ in compared.values()])
    said = [
        f"{_lower(reason)} ({'up' if verdicts.middle(now) > verdicts.middle(before) else 'down'} "
        f"from {share_said(before)} to {share_said(now)})"
        for reason, (_, now, before) in compared.items()
        if found[reason] is verdicts.MORE
    ]
    part = f"{capital(view.in_part)}, against" if view.in_part else "Against"
    against = f"{part} {view.compared_with}"
    seen = _power([each for each, _, _ in compared.values()])
    if said:
        return f"**{against}, {listing(said)} changed by more than chance.** {seen}"
    rounded = any(is_rounded(row) for _, *rows in compared.values() for row in rows)
    return f"{against}, {_none_changed(found, rounded=rounded)} {seen}"


def _none_changed(found: Mapping[str, Verdict], *, rounded: bool) -> str:
    unsure = [_lower(name) for name, verdict in found.items() if verdict is verdicts.CANNOT]
    if not unsure:
        return "no reason changed by more than chance."
    why = "rounded or withheld" if rounded else "too few"
    many = len(unsure) > _NAMED
    which = f"{len(unsure)} reasons" if many else listing(unsure)
    return (
        f"we cannot tell for {which}, as counts are {why}; no other reason changed by more than "
        "chance."
    )


def _power(compared: Sequence[Comparison]) -> str:
    """Return what could have been seen of the reason for which it is hardest."""
    known = [each for each in compared if each.could_have_seen() > 0]
    if not known:
        return ""
    hardest = max(known, key=lambda each: each.could_have_seen(len(compared)))
    return verdicts.power(hardest, among=len(compared))


def _compared(view: View, now: Period, before: Period) -> dict[str, tuple[Comparison, Told, Told]]:
    """Return each reason's comparison with an earlier period, and the two rows."""
    this, last = (
        view.measure("reason_cited", ("reason",), period).set_index("reason")
        for period in (now, before)
    )
    both = [reason for reason in this.index if reason in last.index]
    return {
        str(reason): (
            verdicts.of_shares(str(reason), this.loc[reason], last.loc[reason]),
            this.loc[reason],
            last.loc[reason],
        )
        for reason in both
    }


@remembered
def refused(view: View) -> str | None:
    """Return a sentence on professional disagreement where the scheme refuses it."""
    row = view.one("refused_disagreement")
    if row["status"] == "not applicable":
        return None
    if not is_ok(row):
        return (
            "Requests the Partner Leads judged a professional disagreement go to the Escalation "
            f"Policy instead. {unsaid.sentence(view, row, 'requests were decided')}"
        )
    return (
        f"**{capital(row['shown'])} of requests decided were judged a professional disagreement**, "
        f"to be taken to the Escalation Policy instead. n = {counted(row)} decisions."
    )


@remembered
def _cited(view: View) -> pd.DataFrame:
    return _with_before(view, "reason_cited")


@remembered
def _with_before(view: View, key: str) -> pd.DataFrame:
    """Return the measure by reason, ranked, with last year's beside it."""
    frame = labelled(ranked(view.measure(key, ("reason",))), "reason")
    if view.compared is None:
        return frame
    last = view.measure(key, ("reason",), period=view.compared[1])
    last = last[["reason", *EARLIER]].rename(columns=EARLIER)
    joined = frame.merge(last, on="reason", how="left")
    return joined.fillna({"before_shown": "0%", "before_status": "not recorded"})


def _heading(view: View, frame: pd.DataFrame) -> str:
    top = leaders(view, "reason_cited", frame, "reason", most=_NAMED)
    names = [_lower(name) for name in top["reason"]]
    return f"{capital(listing(names))}: cited most" if names else "Reasons given in requests"


def _table(frame: pd.DataFrame, measured: str, view: View) -> pd.DataFrame:
    table = pd.DataFrame({"Reason": frame["label"], measured: frame["shown"]})
    if view.compared is not None:
        table[capital(view.compared_with)] = frame["before_shown"]
    return table


def _periods(view: View) -> tuple[str, str]:
    return view.period.label, view.compared[1].label if view.compared else ""


def _lower(name: str) -> str:
    """Return a reason as it reads within a sentence, abbreviations kept."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]

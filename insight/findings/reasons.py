"""Why supervision is called: reasons cited, against the year before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import ranked_bars
from insight.describe import capital, listing, share_of
from insight.findings.figure import (
    TOO_FEW,
    Figure,
    chance_only,
    is_ok,
    labelled,
    ranked,
    remembered,
)

if TYPE_CHECKING:
    from insight.view import View

_NAMED = 3


@remembered
def title(view: View) -> str:
    """Return the page's finding: the reason most often cited."""
    top = _cited(view)
    top = top[top["status"] == "ok"]
    if top.empty:
        return "Too few requests to say why sessions are called"
    first = top.iloc[0]
    return f"{capital(share_of(first['value'], 'requests'))} cite {_lower(first['label'])}"


@remembered
def most_cited(view: View) -> str:
    """Return one sentence with the reasons cited most, for the overview."""
    top = _cited(view)
    top = top[top["status"] == "ok"].head(_NAMED)
    if top.empty:
        return "**Why sessions are called:** too few requests to say."
    named = [f"{_lower(row['label'])} ({row['shown']})" for _, row in top.iterrows()]
    return f"**Why sessions are called:** {listing(named)}. Share of requests citing each."


@remembered
def cited(view: View) -> Figure:
    """Return the share of referrals citing each reason, this year and the year before."""
    frame = _cited(view)
    requests = view.one("referrals")
    return Figure(
        name="reasons-cited",
        heading=_heading(frame),
        sentence=(
            "A request may give several reasons, so shares add to more than 100%."
            f"{_biggest_move(view, frame) if view.previous else ''}"
        ),
        chart=ranked_bars(frame, view.palette, _periods(view)),
        table=_table(frame, "Requests citing it", view),
        caption=f"Requests citing each reason ÷ all requests received. n = {requests['shown']}.",
    )


@remembered
def primary(view: View) -> Figure:
    """Return the share of referrals by their one primary reason."""
    frame = _with_before(view, "reason_primary")
    main = frame[frame["status"] == "ok"]
    heading = (
        f"The main reason is most often {_lower(main.iloc[0]['label'])}" if len(main) else TOO_FEW
    )
    return Figure(
        name="main-reasons",
        heading=heading,
        sentence="Each request counts once, under its main reason. These shares add to 100%, "
        "save for rounding and small numbers withheld.",
        chart=ranked_bars(frame, view.palette, _periods(view)),
        table=_table(frame, "Main reason", view),
        caption=f"Requests by primary reason ÷ all requests. n = {view.one('referrals')['shown']}.",
    )


@remembered
def refused(view: View) -> str | None:
    """Return a sentence on professional disagreement where the scheme refuses it."""
    row = view.one("refused_disagreement")
    if row["status"] == "not applicable":
        return None
    if not is_ok(row):
        return (
            "Requests the Partner Leads judged a professional disagreement go to the Escalation "
            f"Policy instead. {'There were too few to give a share.' if row['status'] else ''}"
        )
    return (
        f"**{row['shown']} of requests decided were judged a professional disagreement**, to be "
        f"taken to the Escalation Policy instead. n = {view.counted(row['n'])} decisions."
    )


@remembered
def _cited(view: View) -> pd.DataFrame:
    return _with_before(view, "reason_cited")


@remembered
def _with_before(view: View, key: str) -> pd.DataFrame:
    """Return the measure by reason, ranked, with last year's beside it."""
    frame = labelled(ranked(view.measure(key, ("reason",))), "reason")
    if view.previous is None:
        return frame
    last = view.measure(key, ("reason",), period=view.previous)
    last = last[["reason", "value", "shown", "status", "numerator", "denominator"]].rename(
        columns={
            "value": "before",
            "shown": "before_shown",
            "status": "before_status",
            "numerator": "before_numerator",
            "denominator": "before_denominator",
        }
    )
    joined = frame.merge(last, on="reason", how="left")
    return joined.fillna({"before_shown": "0%", "before_status": "not recorded"})


def _heading(frame: pd.DataFrame) -> str:
    names = list(frame.loc[frame["status"] == "ok", "label"].head(_NAMED))
    return f"{capital(listing([_lower(name) for name in names]))} lead" if names else TOO_FEW


def _biggest_move(view: View, frame: pd.DataFrame) -> str:
    both = frame[(frame["status"] == "ok") & (frame["before_status"] == "ok")]
    if both.empty:
        return ""
    moved = both.assign(move=both["value"] - both["before"])
    row = moved.sort_values("move", key=abs).iloc[-1]
    move = float(row["move"])
    if round(abs(move) * 100) == 0:
        return " No share moved by a percentage point."
    way = "up" if move > 0 else "down"
    last = row[["before_numerator", "before_denominator"]].rename(
        lambda name: name.removeprefix("before_")
    )
    chance = chance_only(view, row, last)
    return (
        f" The largest change is in {_lower(row['label'])}: {way} from {row['before_shown']} to "
        f"{row['shown']}, {'within' if chance else 'more than'} chance."
    )


def _table(frame: pd.DataFrame, measured: str, view: View) -> pd.DataFrame:
    table = pd.DataFrame({"Reason": frame["label"], measured: frame["shown"]})
    if view.previous is not None:
        table["Year before"] = frame["before_shown"]
    return table


def _periods(view: View) -> tuple[str, str]:
    return view.period.label, view.previous.label if view.previous else ""


def _lower(name: str) -> str:
    """Return a reason as it reads within a sentence, abbreviations kept."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]

"""Sessions and reasons of each locality, in name order: no league table."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from config.calendar import ONE_DAY, YEAR, add_months
from insight.access import WHOLE_AREA
from insight.charts import ranked_bars
from insight.describe import capital, listing
from insight.findings import unsaid
from insight.findings.figure import EARLIER, Figure, labelled, middles, ranked, remembered
from insight.findings.folded import folded
from insight.findings.localities.bands import by_locality
from insight.findings.localities.rest import reasons_here
from insight.findings.ranks import leaders
from insight.periods import Period

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.view import View

_IN_NAME_ORDER = (
    "Sessions held for children of each locality, in name order: localities differ in size and "
    "need, so this is not a league table."
)
_BESIDE_ALL = "Sessions held for children of the locality, beside all that the partnership held."


@remembered
def sessions(view: View) -> Figure:
    """Return the sessions held for each locality, in name order, the year before beside them."""
    now = view.four_quarters
    frame = labelled(by_locality(view, "sessions_held", now), "locality")
    before = Period("", add_months(now.start, -YEAR), now.start - ONE_DAY)
    last = by_locality(view, "sessions_held", before)
    last = last[["locality", *EARLIER]].rename(columns=EARLIER)
    frame = frame.merge(last, on="locality", how="left")
    frame = frame.fillna({"before_shown": "0", "before_status": "not recorded"})
    heading, frame = _busiest(view, frame), folded(frame, "localities")
    return Figure(
        name="sessions-by-locality",
        heading=heading,
        sentence=_BESIDE_ALL if view.viewer.bound_to_localities else _IN_NAME_ORDER,
        chart=ranked_bars(frame, view.palette, ("These four quarters", "The four before")),
        table=pd.DataFrame(
            {
                "Locality": frame["label"],
                "Sessions held": frame["shown"],
                "Four quarters before": frame["before_shown"],
            }
        ),
        caption=f"{capital(now.text)}; the grey mark is the four quarters before.",
    )


def _busiest(view: View, frame: pd.DataFrame) -> str:
    if view.viewer.bound_to_localities:
        shown = {str(row["label"]): str(row["shown"]) for _, row in frame.iterrows()}
        whole = shown.pop(WHOLE_AREA, "an unknown number")
        own = listing([f"{label}: {count}" for label, count in shown.items()])
        return f"{own} of the partnership's {whole} sessions"
    first = leaders(view, "sessions_held", frame, "locality", period=view.four_quarters)
    if first.empty:
        return "Sessions held, by locality"
    each = " each" if len(first) > 1 else ""
    return f"{listing(list(first['label']))} had the most sessions: {first.iloc[0]['shown']}{each}"


@remembered
def reasons(view: View) -> Figure:
    """Return the reasons cited in each locality; for a lead, their own beside the rest."""
    if view.viewer.bound_to_localities:
        return reasons_here(view)
    frame = view.measure("reason_cited", ("locality", "reason"), view.four_quarters)
    whole = view.measure("reason_cited", ("reason",), view.four_quarters)
    parts = [(str(name), part) for name, part in frame.groupby("locality", sort=True)]
    rows = [(WHOLE_AREA, _said(whole))]
    rows += [(name, _said(part)) for name, part in parts if _any_known(part)]
    blank = [(name, _said(part)) for name, part in parts if not _any_known(part)]
    rows += _together(blank)
    return Figure(
        name="reasons-by-locality",
        heading="Why sessions are called in each locality",
        sentence="The share of requests citing each reason. A request may give several.",
        chart=None,
        table=pd.DataFrame(rows, columns=["Locality", "Reasons cited"]),
        caption=f"{capital(view.four_quarters.text)}. Requests citing each reason ÷ requests of "
        "the locality.",
    )


def _known(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows show that something was cited."""
    return (frame["status"] == "ok") & (middles(frame) > 0)


def _any_known(frame: pd.DataFrame) -> bool:
    return bool(_known(frame).any())


def _together(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the localities of which the same is said in one row: nothing can be shown of them."""
    said = Counter(why for _, why in rows)
    first = {why: name for name, why in reversed(rows)}
    return [
        (first[why] if count == 1 else f"{count} localities, each", why)
        for why, count in said.items()
    ]


def _said(frame: pd.DataFrame) -> str:
    """Return a locality's reasons that can be shown, and how many cannot."""
    known = frame[_known(frame)]
    if known.empty:
        return capital(unsaid.clause(unsaid.of_all(frame), "requests were received"))
    known = ranked(known)
    hidden = int((frame["status"] != "ok").sum())
    said = [f"{row['reason']} {row['shown']}" for _, row in known.iterrows()]
    return "; ".join([*said, *([f"{hidden} withheld"] if hidden else [])])

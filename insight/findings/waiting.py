"""Who is still waiting: the requests that are open on the data's own day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.describe import capital
from insight.disclosure import HIDDEN_TEXT
from insight.findings.figure import Figure, as_of, remembered

if TYPE_CHECKING:
    import datetime as dt

    from insight.measures import Told
    from insight.view import View

_CAPTION = (
    "Approved, no session held, and past the standard, whenever it was due. Cancelled and "
    "rearranged sessions leave the clock running."
)


@remembered
def requests(view: View) -> Figure:
    """Return the open requests, longest overdue first: for administrators only."""
    return Figure(
        name="open-requests",
        heading=overdue(view)[0],
        sentence="Open requests, longest overdue first.",
        chart=None,
        table=_open(view),
        caption=_CAPTION,
    )


@remembered
def overdue(view: View) -> tuple[str, str]:
    """Return how many are overdue on the data's day, as a heading and its rule."""
    count = view.now("overdue_now").iloc[0]
    if str(count["shown"]) == HIDDEN_TEXT:
        return f"How many referrals are overdue {as_of(view.place.as_at)} is withheld", _CAPTION
    return f"{capital(_referrals(count))} overdue {as_of(view.place.as_at)}", _CAPTION


@remembered
def may_list(view: View) -> bool:
    """Tell whether this viewer may see the open requests one by one."""
    return view.viewer.may("open requests")


def _referrals(row: Told) -> str:
    shown = str(row["shown"])
    return (
        "no referral is"
        if shown == "0"
        else f"{shown} referral{'s are' if shown != '1' else ' is'}"
    )


def _open(view: View) -> pd.DataFrame:
    found = listings.open_referrals(view.snapshot, view.viewer, where=view.where).head(60)
    return pd.DataFrame(
        {
            "Referral": found["referral_id"] + ", " + found["locality"],
            "Due": list(map(_due, found["due_date"], found["working_days_late"])),
            "Next step": found["next_step"],
        }
    )


def _due(due: dt.date | pd.Timestamp | None, late: float) -> str:
    if due is None or pd.isna(due):
        return "No date: not decided"
    return f"{due:%d/%m/%Y}" + (f": {late:.0f} working days late" if late > 0 else "")

"""A lead's own locality beside the rest of the partnership, with the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import dot_intervals, ranked_bars
from insight.describe import capital, listing
from insight.findings import unsaid, verdicts
from insight.findings.figure import Figure, bounds_text, is_ok, labelled, share_said
from insight.findings.localities.bands import by_locality
from insight.findings.verdicts import CANNOT, MORE, NO_MORE

if TYPE_CHECKING:
    from insight.view import View

_SAID = {
    MORE: "more than chance",
    NO_MORE: "no more than chance",
    CANNOT: "we cannot tell it from chance",
}
_REQUESTS = "requests were received"


def beside_the_rest(view: View, key: str, told: tuple[str, str, str]) -> Figure:
    """Return a lead's own share beside that of the rest of the partnership, with the verdict.

    `told` is what the share is called, what it says and what it rests on, with the verb.
    """
    name, sentence, things = told
    frame = labelled(by_locality(view, key, view.four_quarters), "locality")
    own, rest = _apart(view, frame)
    if own.empty or not is_ok(own.iloc[0]):
        row = unsaid.of_all(own)
        about = f"{capital(name)} by locality"
        return Figure.silent(f"{name}-by-locality", about, unsaid.sentence(view, row, things))
    return Figure(
        name=f"{name}-by-locality",
        heading=f"{capital(name)}: {_against_rest(view, key, own, rest)}",
        sentence=sentence,
        chart=dot_intervals(frame, view.palette),
        table=pd.DataFrame(
            {
                "Where": frame["label"],
                "Share": frame["shown"],
                "95% interval": [bounds_text(row) for _, row in frame.iterrows()],
            }
        ),
        caption=f"{capital(view.four_quarters.text)}. Lines: 95% intervals.",
    )


def _apart(view: View, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the lead's own localities, and the others: of the rest."""
    is_own = frame["locality"].isin(view.viewer.localities)
    return frame[is_own], frame[~is_own]


def _against_rest(view: View, key: str, own: pd.DataFrame, rest: pd.DataFrame) -> str:
    if rest.empty or not is_ok(rest.iloc[0]):
        return f"{share_said(own.iloc[0])} here; the rest of the partnership is withheld"
    alike = view.alike(key)
    each = [
        verdicts.of_shares(str(row["label"]), row, rest.iloc[0], alike=alike)
        for _, row in own.iterrows()
    ]
    found = verdicts.judged(each)
    verdict = found[str(own.iloc[0]["label"])]
    here, there = share_said(own.iloc[0]), share_said(rest.iloc[0])
    return f"{here} here, {there} in the rest of the partnership: {_SAID[verdict]}"


def reasons_here(view: View) -> Figure:
    """Return the share of requests citing each reason here, beside the rest, judged together."""
    frame = view.measure("reason_cited", ("locality", "reason"), view.four_quarters)
    own, rest = _apart(view, frame)
    if not (own["status"] == "ok").any():
        row = unsaid.of_all(own)
        said = unsaid.sentence(view, row, _REQUESTS)
        return Figure.silent("reasons-by-locality", "Why sessions are called here", said)
    both = _both(own, rest)
    return Figure(
        name="reasons-by-locality",
        heading=_reasons_heading(own, rest),
        sentence="Share of requests citing each reason, here and in the rest of the partnership. "
        "A request may give several.",
        chart=ranked_bars(both, view.palette, ("Here", "Rest of the partnership")),
        table=pd.DataFrame(
            {
                "Reason": both["label"],
                "Here": both["shown"],
                "Rest of the partnership": both["before_shown"],
            }
        ),
        caption=f"{capital(view.four_quarters.text)}. Requests citing each reason ÷ requests. "
        "All reasons are judged together.",
    )


def _both(own: pd.DataFrame, rest: pd.DataFrame) -> pd.DataFrame:
    """Return own rows with the rest's beside them, for a chart of two."""
    beside = rest[["reason", "value", "shown", "status"]].rename(
        columns={"value": "before", "shown": "before_shown", "status": "before_status"}
    )
    joined = labelled(own, "reason").merge(beside, on="reason", how="left")
    filled = joined.fillna({"before_shown": "[c]", "before_status": "suppressed"})
    return filled.sort_values("value", ascending=False, kind="stable", na_position="last")


def _reasons_heading(own: pd.DataFrame, rest: pd.DataFrame) -> str:
    there = {row["reason"]: row for _, row in rest.iterrows()}
    found = verdicts.judged(
        [
            verdicts.of_shares(str(row["reason"]), row, there[row["reason"]])
            if row["reason"] in there
            else verdicts.unseen(str(row["reason"]))
            for _, row in own.iterrows()
        ]
    )
    apart = [name for name, verdict in found.items() if verdict is MORE]
    if apart:
        return f"Cited more or less often here, more than chance: {listing(apart)}"
    if CANNOT in found.values():
        return "Whether reasons differ here from elsewhere we cannot tell for all"
    return "No reason is cited more or less often here by more than chance"

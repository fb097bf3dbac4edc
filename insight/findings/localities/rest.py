"""A lead's own locality beside the rest of the partnership, with the verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.access import WHOLE_AREA
from insight.charts import dot_intervals, ranked_bars
from insight.describe import capital, listing
from insight.findings import unsaid, verdicts
from insight.findings.figure import (
    EARLIER,
    Figure,
    bounds_text,
    is_ok,
    is_rounded,
    labelled,
    ranked,
    share_said,
)
from insight.findings.folded import folded
from insight.findings.localities.bands import by_locality, verdict_on
from insight.findings.localities.remainder import REST, rest_of
from insight.findings.verdicts import CANNOT, MORE, NO_MORE

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.view import View

_SAID = {
    MORE: "more than chance",
    NO_MORE: "no more than chance",
    CANNOT: "we cannot tell it from chance",
}
_WHEN_DIFFERENT = (
    "Of several localities one or two always look apart: one is called different only past what "
    "998 in 1,000 would reach by chance."
)
_REQUESTS, _HERE = "requests were received here", "Here"


def beside_the_rest(view: View, key: str, told: tuple[str, str, str]) -> Figure:
    """Return a lead's own share beside that of the rest of the partnership, with the verdict.

    `told` is what the share is called, what it says and what it rests on, with the verb.
    """
    name, sentence, things = told
    own, whole = _apart(labelled(by_locality(view, key, view.four_quarters), "locality"))
    if own.empty or not is_ok(own.iloc[0]):
        row = unsaid.of_all(own)
        about = f"{capital(name)} by locality"
        return Figure.silent(f"{name}-by-locality", about, unsaid.sentence(view, row, things))
    rest = rest_of(whole.iloc[0], [row for _, row in own.iterrows()])
    frame = pd.concat([own, rest.to_frame().T.assign(label=REST)], ignore_index=True)
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
        caption=f"{capital(view.four_quarters.text)}. Lines: 95% intervals{_allowing(frame)}. "
        f"{_WHEN_DIFFERENT}",
    )


def _allowing(frame: pd.DataFrame) -> str:
    rounded = any(is_ok(row) and is_rounded(row) for _, row in frame.iterrows())
    return ", which allow for rounding" if rounded else ""


def _apart(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows of the lead's own localities, and those of the whole area."""
    is_whole = frame["locality"] == WHOLE_AREA
    return frame[~is_whole], frame[is_whole]


def _against_rest(view: View, key: str, own: pd.DataFrame, rest: Told) -> str:
    """Return the own share beside the rest's, with the verdict that every role reads of it."""
    here = own.iloc[0]
    among = f" in {here['label']}" if len(own) > 1 else " here"
    if not is_ok(rest):
        return f"{share_said(here)}{among}; the rest of the partnership is withheld"
    verdict = _SAID[verdict_on(view, key, here)]
    there = f"{share_said(rest)} in the rest of the partnership"
    return f"{share_said(here)}{among}, {there}: {verdict}"


def reasons_here(view: View) -> Figure:
    """Return the share of requests citing each reason here, beside the rest, judged together."""
    frame = view.measure("reason_cited", ("locality", "reason"), view.four_quarters)
    own, whole = _apart(frame)
    if not (own["status"] == "ok").any():
        row = unsaid.of_all(own)
        said = unsaid.sentence(view, row, _REQUESTS)
        return Figure.silent("reasons-by-locality", "Why sessions are called here", said)
    both = _both(own, whole)
    listed = folded(both, "reasons")
    return Figure(
        name="reasons-by-locality",
        heading=_reasons_heading(own, whole),
        sentence=f"Share of requests citing each reason, {_HERE.lower()} and in the rest of the "
        "partnership. A request may give several.",
        chart=ranked_bars(listed, view.palette, (_HERE, REST)),
        table=pd.DataFrame(
            {"Reason": listed["label"], _HERE: listed["shown"], REST: listed["before_shown"]}
        ),
        caption=f"{capital(view.four_quarters.text)}. Requests citing each reason ÷ requests. "
        "All reasons are judged together.",
    )


def _both(own: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Return own rows with the rest's beside them, for a chart of two; the first own locality's."""
    first = labelled(own[own["locality"] == own["locality"].iloc[0]], "reason")
    of_whole = {row["reason"]: row for _, row in whole.iterrows()}
    beside = [
        rest_of(of_whole[reason], [row for _, row in part.iterrows()])
        for reason, part in own.groupby("reason", sort=False)
        if reason in of_whole
    ]
    rest = pd.DataFrame(beside)[["reason", *EARLIER]].rename(columns=EARLIER)
    joined = first.merge(rest, on="reason", how="left")
    return ranked(joined.fillna({"before_shown": "[c]", "before_status": "suppressed"}))


def _reasons_heading(own: pd.DataFrame, whole: pd.DataFrame) -> str:
    of_whole = {row["reason"]: row for _, row in whole.iterrows()}
    first = own[own["locality"] == own["locality"].iloc[0]]
    found = verdicts.judged(
        [
            verdicts.of_part(str(row["reason"]), row, of_whole[row["reason"]])
            if row["reason"] in of_whole
            else verdicts.unseen(str(row["reason"]))
            for _, row in first.iterrows()
        ]
    )
    more: list[str] = []
    less: list[str] = []
    for reason, row in zip(first["reason"], (row for _, row in first.iterrows()), strict=True):
        if found[str(reason)] is MORE:
            is_more = verdicts.middle(row) > verdicts.middle(of_whole[reason])
            (more if is_more else less).append(str(reason))
    said = [f"{word} often: {listing(names)}" for word, names in _ways(more, less) if names]
    if said:
        return f"Cited {'; '.join(said)}, more than chance"
    if CANNOT in found.values():
        return "Whether reasons differ here from elsewhere we cannot tell for all"
    return "No reason is cited more or less often here by more than chance"


def _ways(more: list[str], less: list[str]) -> tuple[tuple[str, list[str]], ...]:
    return ("here more", more), ("less" if more else "here less", less)

"""What is said where a figure cannot be: why there is none, truly, for the role that looks.

The one place that turns a row's status and `why` into words. "Fewer than 8" is printed nowhere
that there are 8 or more (docs: measures, "What may be said").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.access import SMALLEST_LOCALITY
from insight.disclosure import SMALLEST_BASE
from insight.measures.why import (
    DOES_NOT_APPLY,
    NO_PERIOD,
    NOT_DUE,
    NOT_RECORDED,
    TOO_FEW,
    WITHHELD,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.measures import Told
    from insight.view import View

_HEADINGS: Mapping[str, str] = {
    TOO_FEW: "Too few to say",
    WITHHELD: "Withheld to protect small numbers",
    NOT_RECORDED: "Not recorded",
    NOT_DUE: "Not due yet",
    NO_PERIOD: "No data for this period",
    DOES_NOT_APPLY: "Does not apply here",
}
_SENTENCES: Mapping[str, str] = {
    TOO_FEW: f"Fewer than {SMALLEST_BASE} {{things}}.",
    WITHHELD: "Withheld to protect small numbers.",
    NOT_RECORDED: "It was not recorded.",
    NOT_DUE: "None was due by the day of the data.",
    NO_PERIOD: "There are no data for this period.",
    DOES_NOT_APPLY: "It does not apply here.",
}
_SEEN_EXACTLY = (
    f"Withheld to protect small numbers: under {SMALLEST_LOCALITY} of one locality are not shown."
)
# Where rows of a frame differ in why they are empty, the reason that holds of the whole of it.
_FIRST = (WITHHELD, NOT_RECORDED, NOT_DUE, TOO_FEW, NO_PERIOD, DOES_NOT_APPLY)


def heading(row: Told) -> str:
    """Return why a row has no number, for a heading: "Withheld to protect small numbers"."""
    return _HEADINGS[str(row["why"])]


def sentence(view: View, row: Told, things: str) -> str:
    """Return why a row has no number, as a sentence.

    `things` says what would have been counted, with its verb: "sessions were due".
    """
    why = str(row["why"])
    if why == WITHHELD and view.viewer.role == "evaluator":
        return _SEEN_EXACTLY
    return _SENTENCES[why].format(things=things)


def clause(row: Told, things: str) -> str:
    """Return the same within a sentence: "fewer than 8 sessions were due", no full stop."""
    text = _SENTENCES[str(row["why"])].format(things=things).removesuffix(".")
    return text[:1].lower() + text[1:]


def no_comparison(view: View) -> str:
    """Return why a period is compared with no earlier one, or why that cannot be shown."""
    if view.compared is not None:
        return f"It cannot be compared with {view.compared_with}: too little of one can be shown."
    return view.chosen.alone


def of_all(frame: pd.DataFrame) -> pd.Series:
    """Return a row to say why none of a frame's rows can be shown; of no rows at all, too few."""
    for why in _FIRST:
        found = frame[frame["why"] == why]
        if len(found):
            return found.iloc[0]
    return pd.Series({"status": TOO_FEW, "why": TOO_FEW})

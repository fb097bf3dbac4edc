"""Rows of which nothing may be shown, told in one line instead of a wall of [c]."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.disclosure import HIDDEN_TEXT, OK, TOO_FEW_TEXT
from insight.measures.why import TOO_FEW, WITHHELD

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLANK = {HIDDEN_TEXT, TOO_FEW_TEXT}
_SAID: Mapping[str, str] = {WITHHELD: "withheld", TOO_FEW: "with too few to say"}


def folded(frame: pd.DataFrame, many: str) -> pd.DataFrame:
    """Return the frame with its blank rows told in one last row for each reason why.

    `frame` has `label`, `value`, `shown`, `status` and `why`, and it may have `before_shown`. A
    row is blank when it shows no number and no range, now or before; one alone stays as it is.
    `many` is what rows are called: "localities". The row's label says how many there are of them
    ("5 localities withheld"), and its `shown` is that of the rows.
    """
    for why, said in _SAID.items():
        blank = _blank(frame) & (frame["why"] == why)
        if (count := int(blank.sum())) > 1:
            first = frame[blank].head(1).assign(label=f"{count} {many} {said}")
            frame = pd.concat([frame[~blank], first], ignore_index=True)
    return frame


def _blank(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows show neither a number nor a range, in any of their columns."""
    now = (frame["status"] != OK) & frame["shown"].isin(_BLANK)
    if "before_shown" not in frame:
        return now
    return now & frame["before_shown"].isin(_BLANK)

"""The rest of the partnership: what is left of the whole without a lead's own localities.

Nothing is asked for it. A lead sees the whole as boards do, rounded, and their own localities; what
is left follows from the two, as closely as that tells it and no closer.
"""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from insight import statistics
from insight.describe import share_told
from insight.disclosure import HIDDEN_TEXT, OK, SMALLEST_BASE, SUPPRESSED, told_of
from insight.findings.figure import is_ok, possible_counts
from insight.measures.why import WITHHELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Counts = NDArray[np.float64]

REST = "Rest of the partnership"
_NUMBERS = ("value", "n", "numerator", "denominator", "lower", "upper", "least", "most")
_UNTOLD = dict.fromkeys(_NUMBERS, nan) | {
    "status": SUPPRESSED,
    "why": WITHHELD,
    "shown": HIDDEN_TEXT,
}


def rest_of(whole: pd.Series, own: Sequence[pd.Series]) -> pd.Series:
    """Return the row of a share in the rest of the partnership, rows of `measure` given.

    It is as `measure` gives one. Withheld where the whole is, where anything of one's own is, and
    where what is left could be nearly anything or rests on fewer than 8.
    """
    row = whole.copy()
    if not (is_ok(whole) and all(is_ok(each) for each in own)):
        row.update(pd.Series(_UNTOLD, dtype=object))
        return row
    of, among = possible_counts(whole)
    for each in own:
        of, among = _without(of, among, *possible_counts(each))
    enough = among >= SMALLEST_BASE
    told = told_of(of[enough], among[enough]) if enough.any() else (nan, nan, nan)
    if np.isnan(told[1]):
        row.update(pd.Series(_UNTOLD, dtype=object))
        return row
    lower, upper = statistics.widest(of[enough], among[enough])
    value, least, most = told
    left = {"value": value, "least": least, "most": most, "lower": lower, "upper": upper}
    left["numerator"], left["denominator"] = np.median(of[enough]), np.median(among[enough])
    for name, number in (left | {"n": left["denominator"]}).items():
        row[name] = number
    row["status"], row["why"], row["shown"] = OK, "", share_told(value, least, most)
    return row


def _without(of: Counts, among: Counts, own_of: Counts, own_among: Counts) -> tuple[Counts, Counts]:
    """Return every pair of counts that can be left, each once."""
    x = (of[:, None] - own_of[None, :]).ravel()
    n = (among[:, None] - own_among[None, :]).ravel()
    fits = (x >= 0) & (x <= n)
    left = np.unique(np.column_stack([x[fits], n[fits]]), axis=0)
    return left[:, 0], left[:, 1]

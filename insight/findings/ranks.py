"""Superlatives: which of many is highest or lowest, said only where it is so.

Nothing is called the most or the least that a withheld row would outrank; ties are named; and a
rank needs a base of 20 (docs: measures, "What may be said").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from insight.periods import Period
    from insight.view import View

SMALLEST_RANKED = 20
_MOST_TIED = 3


def leaders(  # noqa: PLR0913 - what is ranked, along what, when, how many and which end
    view: View,
    key: str,
    frame: pd.DataFrame,
    along: str,
    *,
    most: int = 1,
    period: Period | None = None,
    least: bool = False,
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> pd.DataFrame:
    """Return the highest rows (or the lowest), at most `most` and those tied with them.

    `frame` is `measure`'s answer of one dimension, `along`, asked with `where`. Empty where none
    may be named: what is withheld would outrank it, too many are tied, or nothing rests on enough
    to be ranked.
    """
    known = frame[(frame["status"] == "ok") & frame["value"].notna() & (frame["value"] > 0)]
    if "denominator" in known and known["denominator"].notna().any():
        known = known[known["denominator"] >= SMALLEST_RANKED]
    known = known.sort_values("value", ascending=least, kind="stable", ignore_index=True)
    named = _with_ties(known, most)
    if named.empty:
        return named
    if view.outranked(key, along, list(named[along]), period, least=least, where=where):
        return named.head(0)
    return named


def _with_ties(known: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the longest start of at most `most` rows, or those tied first, that no tie cuts."""
    values = list(known["value"])
    for count in range(min(most, len(values)), 0, -1):
        if count == len(values) or values[count] != values[count - 1]:
            return known.head(count)
    tied = sum(value == values[0] for value in values) if values else 0
    return known.head(tied if tied <= _MOST_TIED else 0)

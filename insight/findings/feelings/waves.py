"""One row a thing from one row a wave: both sides of a before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_MORE = ("shown", "status", "least", "most")


def before_and_after(frame: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return one row for each value of the dimension, with both waves and their texts and states.

    `frame` is a measure by the dimension and wave; `change` is after minus before where both are
    shown. What nobody named in a wave is 0 there: for shares, not for ratings.
    """
    both = sides(frame, dimension)
    for wave in ("before", "after"):
        unused = both[f"{wave}_status"].isna()
        both[wave] = both[wave].mask(unused, 0.0)
        both = both.fillna({f"{wave}_shown": "0%", f"{wave}_status": "ok"})
    known = (both["before_status"] == "ok") & (both["after_status"] == "ok")
    both["change"] = (both["after"] - both["before"]).where(known)
    return both.sort_values("change", ascending=False, na_position="last", ignore_index=True)


def sides(frame: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """Return one row for each value of the dimension: before, after, their `shown` and `status`."""
    before, after = (
        frame.loc[frame["wave"] == wave, [dimension, "value", *_MORE]].rename(
            columns={"value": wave, **{name: f"{wave}_{name}" for name in _MORE}}
        )
        for wave in ("before", "after")
    )
    return before.merge(after, on=dimension, how="outer")

"""The two shapes a finding takes, and the small steps all findings share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from insight.describe import day, interval, percent, share_of
from insight.disclosure import PRESETS, counts_behind
from insight.measures.calendar import quarter_dates

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import plotly.graph_objects as go
    from numpy.typing import NDArray

    from insight.measures import Told

    Counts = NDArray[np.float64]

remembered = lru_cache(maxsize=256)
"""For findings: the same view of the same snapshot is composed once (a view names both)."""

_DAYS = " working days"

EARLIER = {
    "value": "before",
    "least": "before_least",
    "most": "before_most",
    "shown": "before_shown",
    "status": "before_status",
}
"""A measured row's columns, and their names beside a later row's."""


@dataclass(frozen=True)
class Figure:
    """A finding with its evidence: heading, sentence, chart, table of strings, caption.

    `name` stays the same whatever the data say: it keys the widgets and names the download.
    `chart` is None where the finding is a table alone. Sentences may use Markdown's bold. One that
    `is_silent` is said in a sentence, not drawn: nothing of it may be shown.
    """

    name: str
    heading: str
    sentence: str
    chart: go.Figure | None
    table: pd.DataFrame
    caption: str
    is_silent: bool = False

    @classmethod
    def silent(cls, name: str, heading: str, sentence: str) -> Figure:
        """Return a finding of which nothing may be shown: it is said why, and nothing is drawn."""
        return cls(name, heading, sentence, None, pd.DataFrame(), "", is_silent=True)


@dataclass(frozen=True)
class Headline:
    """One row of the overview: a number, what it says, how it moved, and the page with more."""

    heading: str
    label: str
    number: str
    sentence: str
    note: str
    trend_title: str
    trend: go.Figure
    trend_table: pd.DataFrame
    page: str = ""


def is_ok(row: Told) -> bool:
    """Tell whether a measured row may be used in a sentence."""
    return str(row["status"]) == "ok"


def days(row: Told) -> str:
    """Return a number of working days without its unit, where the unit stands beside it."""
    return str(row["shown"]).removesuffix(_DAYS)


def without_unit(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `shown` bare of "working days", for a chart whose title says so."""
    return frame.assign(shown=frame["shown"].str.removesuffix(_DAYS))


def labelled(frame: pd.DataFrame, dimension: str, label: object = None) -> pd.DataFrame:
    """Return the frame with a `label` column: the dimension itself, or what `label` makes of it."""
    made = frame[dimension].map(label) if callable(label) else frame[dimension]
    return frame.assign(label=made)


def ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the largest value first and the withheld ones last."""
    order = middles(frame).sort_values(ascending=False, kind="stable", na_position="last")
    return frame.loc[order.index]


def middles(frame: pd.DataFrame) -> pd.Series[float]:
    """Return each row's value; of a share that is told as a range, the middle of it.

    For an order, a colour or a length: a middle is never printed.
    """
    if "least" not in frame:
        return frame["value"]
    return frame["value"].fillna((frame["least"] + frame["most"]) / 2)


def is_range(row: Told) -> bool:
    """Tell whether a measured share is told as a range, not as one number."""
    return is_ok(row) and isnan(row["value"]) and not isnan(row["least"])


def is_rounded(row: Told) -> bool:
    """Tell whether the counts of a measured row are rounded: how it is protected is in the row."""
    return PRESETS[str(row["preset"])].protects


def counted(row: Told, column: str = "n") -> str:
    """Return a count of a measured row, with "about" where it is rounded."""
    return f"{'about ' if is_rounded(row) else ''}{row[column]:,.0f}"


def possible_counts(row: Told) -> tuple[Counts, Counts]:
    """Return every numerator and denominator that would be shown as this share, one an entry."""
    return counts_behind(PRESETS[str(row["preset"])], row)


def share_said(row: Told, things: str = "") -> str:
    """Return a share for a sentence: "about 55%", or of things "just over half of sessions".

    Where rounding leaves a range of shares it is the range: "between 40% and 70% of sessions".
    """
    if not things:
        return str(row["shown"])
    if isnan(row["value"]) or row["least"] < row["most"]:
        return f"{row['shown']} of {things}"
    return share_of(float(row["value"]), things)


def share_text(row: Told) -> str:
    """Return a share with its counts and interval written out, for a chart's row label."""
    if not is_ok(row):
        return str(row["shown"])
    counts = f"{_some(row)} of {row['denominator']:.0f}"
    return f"**{row['shown']}**, {counts}, {interval(row['lower'], row['upper'])}"


def _some(row: Told) -> str:
    """Return a share's numerator; the smallest that is shown stands for more counts above it."""
    least, most = PRESETS[str(row["preset"])].told(int(row["numerator"]))
    if row["numerator"] - least == most - row["numerator"]:
        return counted(row, "numerator")
    return f"{least} to {most}"


def bounds_text(row: Told) -> str:
    """Return a share's 95% interval for a table cell, or nothing."""
    if not is_ok(row) or isnan(row["lower"]):
        return ""
    return f"{percent(row['lower'])} to {percent(row['upper'])}"


def quarter_name(value: str, year_start_month: int) -> str:
    """Return a quarter dimension value ("2025 to 2026 Q1") for prose: "April to June 2025"."""
    first, last = quarter_dates(value, year_start_month)
    return f"{first:%B} to {last:%B %Y}"


def as_of(date: dt.date) -> str:
    """Return the day open cases were judged at, for a caption."""
    return f"as at {day(date)}"

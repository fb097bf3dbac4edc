"""The share held within the standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import share_intervals
from insight.describe import capital, day
from insight.findings import headlines, straddling, unsaid
from insight.findings.figure import (
    Figure,
    bounds_text,
    is_ok,
    remembered,
    share_said,
    share_text,
)

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.periods import Period
    from insight.view import View

_FLOOR = 0.5
_DUE = "sessions were due"


@remembered
def on_time(view: View) -> Figure:
    """Return the share held within the standard, beside the period it is compared with."""
    first = view.one("within_standard")
    if not is_ok(first):
        said = unsaid.sentence(view, first, _DUE)
        return Figure.silent("held-on-time", "Held within the standard", said)
    if not (told := straddling.told(view, "within_standard", "sessions")):
        why = f"The share is {straddling.no_average(view)}."
        return Figure.silent("held-on-time", "Held within the standard", why)
    split = straddling.split(view, "within_standard") if view.straddled else None
    rows = split.sides if split else _told(view)
    frame = pd.DataFrame([row for _, row in rows])
    frame = frame.assign(label=[f"{period.label}: {share_text(row)}" for period, row in rows])
    table = pd.DataFrame(
        {
            "Period": [period.label for period, _ in rows],
            "On time": [str(row["shown"]) for _, row in rows],
            "95% interval": [bounds_text(row) for _, row in rows],
        }
    )
    return Figure(
        name="held-on-time",
        heading=f"{capital(told)} were held on time",
        sentence=straddling.APART if split else _sentence(view, first),
        chart=share_intervals(frame, view.palette, _FLOOR),
        table=table,
        caption=f"Held within {view.place.standard_days} working days ÷ approved requests due "
        f"before {day(view.place.as_at)}, held or not. Due later: not counted, not even where the "
        "session was held early. The session held is judged, not the day it was arranged.",
    )


def _told(view: View) -> list[tuple[Period, Told]]:
    """Return the periods that can be shown, each with its share."""
    each = [(period, view.one("within_standard", period)) for period in periods(view)]
    return [(period, row) for period, row in each if is_ok(row)]


def periods(view: View) -> list[Period]:
    """Return the period and, where it is compared, the part of it that is and the earlier one."""
    compared = list(view.compared or ())
    return [view.period, *(each for each in compared if each.dates != view.period.dates)]


def _sentence(view: View, row: Told) -> str:
    against = headlines.against(view, "within_standard")
    if not against:
        return unsaid.no_comparison(view)
    seen = headlines.could_have_seen(view, "within_standard")
    return f"{capital(share_said(row))}{against}. {seen}"

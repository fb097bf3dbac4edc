"""Each session in date order, between the limits of ordinary variation (an XmR chart)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from insight.charts.canvas import hover, nothing, rows
from insight.charts.labels import LINE
from insight.charts.timeline import (
    Level,
    along,
    join,
    key_above,
    ladder,
    limit_levels,
    limit_lines,
    month_names,
    signal_key,
    signal_marks,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import plotly.graph_objects as go

    from insight.charts.palette import Palette
    from insight.charts.timeline import Limits

MOST = 48
"""Sessions drawn, the latest: more would touch on a phone."""


def process_points(
    frame: pd.DataFrame,
    palette: Palette,
    standard: int | None,
    limits: Sequence[Limits],
    marks: Mapping[int, str],
) -> go.Figure:
    """Return one point a session, the latest 48, with the centre and the limits of each stretch.

    `frame`, in date order: session_date, working_days. `limits` and `marks` count its rows from 0;
    `marks` says of a point what signal it is part of. For row-level roles only.
    """
    dated = rows(frame, working_days="status")
    held = [row for row in dated if row["working_days"] is not None]
    first = max(0, len(held) - MOST)
    if not held:
        return nothing(palette)
    days = [float(row["working_days"]) for row in held[first:]]
    dates = [pd.Timestamp(row["session_date"]).date() for row in held[first:]]
    kept = [moved for one in limits if (moved := _moved(one, first))]
    drawn = {place - first: kind for place, kind in marks.items() if place >= first}
    levels = limit_levels(kept[-1])
    if standard is not None:
        levels.append(Level(f"Standard {standard}", standard, dashed=True))
    placed = [
        (place, taken, _said(date, taken, drawn.get(place)))
        for place, (date, taken) in enumerate(zip(dates, days, strict=True))
    ]
    key = signal_key(drawn, palette)
    return along(
        [
            join(days, palette),
            *(line for one in kept for line in limit_lines(one, palette)),
            *signal_marks(placed, drawn, palette),
        ],
        palette,
        count=len(days),
        steps=ladder(max([*days, *(level.value for level in levels)])),
        levels=levels,
        notes=[*month_names(dates, palette), *key_above(key, palette)],
        headroom=LINE if "<br>" in key else 0,
    )


def _said(date: dt.date, taken: float, signal: str | None) -> str:
    return hover(
        f"{date.day} {date:%B %Y}",
        f"{taken:.0f} working day{'' if taken == 1 else 's'}",
        *([f"part of a signal: {signal}"] if signal else []),
    )


def _moved(one: Limits, first: int) -> Limits | None:
    """Return the stretch counted from the first point drawn, None when none of it is drawn."""
    if one.end <= first:
        return None
    return replace(one, start=max(0, one.start - first), end=one.end - first)

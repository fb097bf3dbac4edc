"""Each session in date order, between the limits of ordinary variation (an XmR chart)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from insight.charts.canvas import Drawn, hover, nothing, rows, words
from insight.charts.timeline import LEFT, Level, along, join, ladder, month_names, points

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import plotly.graph_objects as go

    from insight.charts.palette import Palette

MOST = 48
"""Sessions drawn, the latest: more would touch on a phone."""


@dataclass(frozen=True)
class Limits:
    """The centre of the points from `start` up to `end` (not included), and its limits if any."""

    start: int
    end: int
    centre: float
    lower: float | None = None
    upper: float | None = None


def process_points(
    frame: pd.DataFrame,
    palette: Palette,
    standard: int | None,
    limits: Sequence[Limits],
    standing_out: Collection[int],
) -> go.Figure:
    """Return one point a session, the latest 48, with the centre and the limits of each stretch.

    `frame`, in date order: session_date, working_days. `limits` and `standing_out` count its rows
    from 0; a point that stands out is a diamond. For row-level roles only.
    """
    dated = rows(frame, working_days="status")
    held = [row for row in dated if row["working_days"] is not None]
    first = max(0, len(held) - MOST)
    if not held:
        return nothing(palette)
    days = [float(row["working_days"]) for row in held[first:]]
    dates = [pd.Timestamp(row["session_date"]).date() for row in held[first:]]
    kept = [moved for one in limits if (moved := _moved(one, first))]
    said = [
        hover(
            f"{date.day} {date:%B %Y}",
            f"{taken:.0f} working day{'' if taken == 1 else 's'}",
            *(["stands out"] if place + first in standing_out else []),
        )
        for place, (date, taken) in enumerate(zip(dates, days, strict=True))
    ]
    marked = [place + first in standing_out for place in range(len(days))]
    levels = _levels(kept[-1], standard)
    return along(
        [
            join(days, palette),
            *(line for one in kept for line in _lines(one, palette)),
            *_marks(days, said, marked, palette),
        ],
        palette,
        count=len(days),
        steps=ladder(max([*days, *(level.value for level in levels)])),
        levels=levels,
        notes=[*month_names(dates, palette), *_key(marked, palette)],
    )


def _moved(one: Limits, first: int) -> Limits | None:
    """Return the stretch counted from the first point drawn, None when none of it is drawn."""
    if one.end <= first:
        return None
    return replace(one, start=max(0, one.start - first), end=one.end - first)


def _lines(one: Limits, palette: Palette) -> list[Drawn]:
    across = [one.start - 0.4, one.end - 0.6]
    drawn = [(one.centre, palette.mid, 1.5, "solid")]
    drawn += [
        (limit, palette.mid, 1.5, "dot") for limit in (one.lower, one.upper) if limit is not None
    ]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": across,
            "y": [level, level],
            "line": {"color": colour, "width": width, "dash": dash},
            "hoverinfo": "skip",
        }
        for level, colour, width, dash in drawn
    ]


def _marks(
    days: Sequence[float], said: Sequence[str], marked: Sequence[bool], palette: Palette
) -> list[Drawn]:
    dot = {"size": 8, "color": palette.blue}
    diamond = {"size": 12, "color": palette.apart, "symbol": "diamond"}
    return [
        points([(x, y, said[x]) for x, y in enumerate(days) if marked[x] is out], marker)
        for out, marker in ((False, dot), (True, diamond))
    ]


def _levels(last: Limits, standard: int | None) -> list[Level]:
    name = "Median" if last.upper is None else "Mean"
    levels = [Level(f"{name} {last.centre:.0f}", last.centre, dashed=False, drawn=False)]
    if last.upper is not None:
        levels.append(Level(f"Upper {last.upper:.0f}", last.upper, dashed=False, drawn=False))
    if last.lower is not None:
        levels.append(Level(f"Lower {last.lower:.0f}", last.lower, dashed=False, drawn=False))
    if standard is not None:
        levels.append(Level(f"Standard {standard}", standard, dashed=True))
    return levels


def _key(marked: Sequence[bool], palette: Palette) -> list[Drawn]:
    if not any(marked):
        return []
    text = f"<span style='color:{palette.apart}'>◆</span> More than ordinary variation"
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return [words(text, 0, 1, palette.mid, **place, yshift=16) | {"xshift": -1 - LEFT}]

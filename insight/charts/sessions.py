"""Each session against the standard."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import pandas as pd

from insight.charts.canvas import Drawn, hover, nothing, rows, words
from insight.charts.timeline import LEFT, Level, along, join, ladder, month_names, points

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_MOST = 48


def session_points(frame: pd.DataFrame, palette: Palette, standard: int | None) -> go.Figure:
    """Return one point a session in date order, the latest 48, against the standard.

    `frame`: session_date, working_days (a session without a clock is left out). With a `standard`
    in working days a session over it is an orange ring and the line is dashed; without one nothing
    is judged and the line is the median of the sessions drawn. For row-level roles only.
    """
    dated = rows(frame.sort_values("session_date", kind="stable"), working_days="status")
    held = [row for row in dated if row["working_days"] is not None][-_MOST:]
    if not held:
        return nothing(palette)
    days = [int(row["working_days"]) for row in held]
    dates = [pd.Timestamp(row["session_date"]).date() for row in held]
    level = _level(days, standard)
    said = [_said(day, taken, standard) for day, taken in zip(dates, days, strict=True)]
    return along(
        [join(days, palette), *_judged(days, said, standard, palette)],
        palette,
        count=len(days),
        steps=ladder(max([*days, level.value])),
        levels=[level],
        notes=[*month_names(dates, palette), *_key(standard, palette)],
    )


def _level(days: Sequence[int], standard: int | None) -> Level:
    if standard is None:
        middle = median(days)
        return Level(f"Median {middle:g}", middle, dashed=False)
    return Level(f"Standard {standard}", standard, dashed=True)


def _judged(
    days: Sequence[int], said: Sequence[str], standard: int | None, palette: Palette
) -> list[Drawn]:
    over = [standard is not None and taken > standard for taken in days]
    dot = {"size": 8, "color": palette.blue}
    ring = {"size": 10, "color": palette.page, "line": {"color": palette.orange, "width": 2.5}}
    return [
        points([(x, y, said[x]) for x, y in enumerate(days) if over[x] is late], marker)
        for late, marker in ((False, dot), (True, ring))
    ]


def _said(day: date, taken: int, standard: int | None) -> str:
    said = f"{taken} working day{'' if taken == 1 else 's'}"
    if standard is not None and taken > standard:
        said += f", {taken - standard} over the standard"
    return hover(f"{day.day} {day:%B %Y}", said)


def _key(standard: int | None, palette: Palette) -> list[Drawn]:
    if standard is None:
        return []
    text = (
        f"<span style='color:{palette.blue}'>●</span> Within {standard} working days"
        f"\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} "
        f"<span style='color:{palette.orange}'><b>○</b></span> Over"
    )
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return [words(text, 0, 1, palette.mid, **place, yshift=16) | {"xshift": -1 - LEFT}]

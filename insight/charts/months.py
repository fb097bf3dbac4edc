"""A measure month by month: the run chart."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from insight.charts.canvas import Drawn, hover, nothing, rows, rule, runs, words
from insight.charts.labels import LINE, PHONE, levels, plain, text_width
from insight.charts.timeline import (
    LEFT,
    PLOT,
    Level,
    along,
    join,
    ladder,
    month_names,
    points,
    printed,
    slot,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_WRITTEN = ("%B %Y", "%b %Y", "%Y-%m")
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def run_chart(  # noqa: PLR0913
    frame: pd.DataFrame,
    palette: Palette,
    standard: float | None,
    median: float | None,
    events: Sequence[tuple[str, str]] = (),
    *,
    share: bool = False,
) -> go.Figure:
    """Return a line of monthly values with its median, the standard dashed, and named events.

    `frame`, in date order: label (the month: "April 2025" or "2025-04"), value, shown, status; with
    `share` the values, `standard` and `median` are shares from 0 to 1. `events` are (month label,
    text). A month that is not "ok" breaks the line and has its `shown` in grey at the foot.
    """
    months = rows(frame, value="status")
    if not months:
        return nothing(palette)
    values = [month["value"] for month in months]
    named = _levels(median, standard, share=share)
    highest = max([1, *(level.value for level in named), *(v for v in values if v is not None)])
    missing = runs([(x, str(m["shown"])) for x, m in enumerate(months) if m["value"] is None])
    flags, flag_lines, headroom = _events(months, events, palette)
    return along(
        [join(values, palette, 2), _points(months, palette)],
        palette,
        count=len(months),
        steps=_QUARTERS if share else ladder(highest),
        levels=named,
        notes=[
            *month_names([_month(str(month["label"])) for month in months], palette),
            *(_withheld(text, run, len(months), palette) for text, run in missing),
            *flags,
        ],
        lines=[*flag_lines, *(_withheld_mark(run, palette) for _, run in missing)],
        share=share,
        headroom=headroom,
    )


def _levels(median: float | None, standard: float | None, *, share: bool) -> list[Level]:
    given = (("Median", median, False), ("Standard", standard, True))
    return [
        Level(f"{name} {printed(value, share=share)}", value, dashed)
        for name, value, dashed in given
        if value is not None
    ]


def _points(months: Sequence[Drawn], palette: Palette) -> Drawn:
    placed = [
        (place, month["value"], hover(month["label"], str(month["shown"])))
        for place, month in enumerate(months)
        if month["value"] is not None
    ]
    return points(placed, {"size": 8, "color": palette.blue})


def _month(label: str) -> date | None:
    for written in _WRITTEN:
        with suppress(ValueError):
            return datetime.strptime(label, written).date()  # noqa: DTZ007
    return None


def _withheld(text: str, run: Sequence[int], count: int, palette: Palette) -> Drawn:
    """Write what stands in for a run of missing months once, upright where a phone has no room."""
    turn = 0 if text_width(text) <= len(run) * slot(count) else -90
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 5, "textangle": turn}
    return words(plain(text), sum(run) / len(run), 0, palette.mid, **place)


def _withheld_mark(run: Sequence[int], palette: Palette) -> Drawn:
    """Return a grey line under the whole run, so that its text is not read as one month's."""
    return rule(palette.soft, 3, x0=run[0] - 0.4, x1=run[-1] + 0.4, y0=0, y1=0)


def _events(
    months: Sequence[Drawn], events: Sequence[tuple[str, str]], palette: Palette
) -> tuple[list[Drawn], list[Drawn], int]:
    """Return each event's name over the plot, its line, and the pixels that lifted names need."""
    labels = [str(month["label"]) for month in months]
    found = sorted((labels.index(month), text) for month, text in events if month in labels)
    sides = [_flag_side(place, text, len(labels)) for place, text in found]
    lifts = [3 + LINE * level for level in levels([span for _, span in reversed(sides)])[::-1]]
    ground = {"yref": "paper", "yanchor": "bottom", "bgcolor": palette.page, "borderpad": 1}
    flags, lines = [], []
    for (place, text), (side, _), lift in zip(found, sides, lifts, strict=True):
        at = {"xanchor": side, "yshift": lift, **ground}
        flags.append(words(plain(text), place, 1, palette.text, **at))
        ends = {"x0": place, "x1": place, "y0": 0, "y1": 1 + lift / PLOT}
        lines.append(rule(palette.mid, 1, "dot", xref="x", yref="paper", **ends))
    return flags, lines, max(lifts, default=3) - 3


def _flag_side(place: int, text: str, count: int) -> tuple[str, tuple[float, float]]:
    """Return the side of its line where an event's name fits a phone, and the pixels it takes."""
    at, width = place * slot(count), text_width(text)
    if at + width <= PHONE - LEFT:
        return "left", (at, at + width)
    return "right", (at - width, at)

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
    key_above,
    ladder,
    limit_levels,
    limit_lines,
    month_names,
    signal_key,
    signal_marks,
    slot,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette
    from insight.charts.timeline import Limits

_WRITTEN = ("%B %Y", "%b %Y", "%Y-%m")


def run_chart(  # noqa: PLR0913, PLR0917 - what stands in the chart
    frame: pd.DataFrame,
    palette: Palette,
    standard: float | None,
    limits: Sequence[Limits],
    marks: Mapping[int, str],
    events: Sequence[tuple[str, str]] = (),
    framed: tuple[int, int] | None = None,
) -> go.Figure:
    """Return a line of values by month with medians and limits, the standard, and named events.

    `frame`, in date order: label (its first month, "April 2025" or "2025-04"), value, shown,
    status, and `open` where one is not judged: a hollow point. `limits`, `marks` (what signal a row
    is of) and `framed` (the first and last of the period in view, shaded) count its rows; `events`
    are (label, text). A row that is not "ok" breaks the line and has its `shown` in grey beneath.
    """
    if not (months := rows(frame, value="status")):
        return nothing(palette)
    values = [month["value"] for month in months]
    named = [*(limit_levels(limits[-1]) if limits else []), *_standard(standard)]
    missing = _missing(months)
    flags, flag_lines, headroom = _events(months, events, palette)
    key, stretches = signal_key(marks, palette), _stretches(limits, palette)
    return along(
        [join(values, palette, 2), *stretches, *_points(months, marks, palette)],
        palette,
        count=len(months),
        steps=ladder(_highest(values, named, limits)),
        levels=named,
        notes=[
            *month_names([_month(str(month["label"])) for month in months], palette),
            *(_withheld(text, run, len(months), palette) for text, run in missing),
            *flags,
            *key_above(key, palette, 16 + headroom + (LINE if flags else 0)),
        ],
        lines=[
            *_frame(framed, palette),
            *flag_lines,
            *(_withheld_mark(run, palette) for _, run in missing),
        ],
        headroom=headroom + _room_for(key, flags),
    )


def _frame(framed: tuple[int, int] | None, palette: Palette) -> list[Drawn]:
    """Return the ground under the period in view."""
    if framed is None:
        return []
    ends = {"x0": framed[0] - 0.5, "x1": framed[1] + 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    look = {"fillcolor": palette.grid, "opacity": 0.55, "line": {"width": 0}}
    return [{"type": "rect", "layer": "below", **ends, **look}]


def _stretches(limits: Sequence[Limits], palette: Palette) -> list[Drawn]:
    return [line for one in limits for line in limit_lines(one, palette)]


def _missing(months: Sequence[Drawn]) -> list[tuple[str, list[int]]]:
    return runs([(x, str(m["shown"])) for x, m in enumerate(months) if m["value"] is None])


def _room_for(key: str, flags: Sequence[Drawn]) -> int:
    return LINE * (1 + key.count("<br>") + bool(flags)) if key else 0


def _highest(
    values: Sequence[float | None], named: Sequence[Level], limits: Sequence[Limits]
) -> float:
    tops = [one.upper or one.centre for one in limits]
    return max([1, *tops, *(level.value for level in named), *filter(None, values)])


def _standard(standard: float | None) -> list[Level]:
    return [] if standard is None else [Level(f"Standard {standard:g}", standard, dashed=True)]


def _points(months: Sequence[Drawn], marks: Mapping[int, str], palette: Palette) -> list[Drawn]:
    placed = [
        (place, month["value"], _said(month, marks.get(place)))
        for place, month in enumerate(months)
        if month["value"] is not None
    ]
    hollow = {place for place, month in enumerate(months) if month.get("open")}
    return signal_marks(placed, marks, palette, hollow)


def _said(month: Drawn, signal: str | None) -> str:
    of = [f"part of a signal: {signal}"] if signal else []
    return hover(month["label"], str(month["shown"]), *of)


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

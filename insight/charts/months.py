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
    printed,
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
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)


def run_chart(  # noqa: PLR0913
    frame: pd.DataFrame,
    palette: Palette,
    standard: float | None,
    median: float | None,
    events: Sequence[tuple[str, str]] = (),
    *,
    share: bool = False,
    limits: Sequence[Limits] = (),
    marks: Mapping[int, str] | None = None,
) -> go.Figure:
    """Return a line of monthly values with its median, the standard dashed, and named events.

    `limits` are stretches of months with their centres; `marks` says of what signal a place is.
    `frame`, in date order: label (the month: "April 2025" or "2025-04"), value, shown, status; with
    `share` the values, `standard` and `median` are shares from 0 to 1. `events` are (month label,
    text). A month that is not "ok" breaks the line and has its `shown` in grey at the foot.
    """
    months = rows(frame, value="status")
    if not months:
        return nothing(palette)
    values, marked = [month["value"] for month in months], marks or {}
    named = [*(limit_levels(limits[-1]) if limits else []), *_levels(median, standard, share=share)]
    missing = _missing(months)
    flags, flag_lines, headroom = _events(months, events, palette)
    key, stretches = signal_key(marked, palette), _stretches(limits, palette)
    return along(
        [join(values, palette, 2), *stretches, *_points(months, marked, palette)],
        palette,
        count=len(months),
        steps=_QUARTERS if share else ladder(_highest(values, named, limits)),
        levels=named,
        notes=[
            *month_names([_month(str(month["label"])) for month in months], palette),
            *(_withheld(text, run, len(months), palette) for text, run in missing),
            *flags,
            *key_above(key, palette, 16 + headroom + (LINE if flags else 0)),
        ],
        lines=[*flag_lines, *(_withheld_mark(run, palette) for _, run in missing)],
        share=share,
        headroom=headroom + _room_for(key, flags),
    )


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


def _levels(median: float | None, standard: float | None, *, share: bool) -> list[Level]:
    given = (("Median", median, False), ("Standard", standard, True))
    return [
        Level(f"{name} {printed(value, share=share)}", value, dashed)
        for name, value, dashed in given
        if value is not None
    ]


def _points(months: Sequence[Drawn], marks: Mapping[int, str], palette: Palette) -> list[Drawn]:
    placed = [
        (place, month["value"], hover(month["label"], str(month["shown"])))
        for place, month in enumerate(months)
        if month["value"] is not None
    ]
    return signal_marks(placed, marks, palette)


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

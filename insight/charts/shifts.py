"""Mean shifts with their intervals, either side of no change."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

from insight.charts.canvas import (
    Drawn,
    canvas,
    hover,
    label_above,
    nothing,
    rows,
    rule,
    stacked_rows,
    text_at_right,
    words,
)
from insight.charts.labels import plain, text_width
from insight.describe import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_PITCH = 44
_EDGE = 6
_FOOT = 28
_STEP = 0.25


def shift_intervals(
    frame: pd.DataFrame, palette: Palette, everyone: tuple[str, float] | None = None
) -> go.Figure:
    """Return a dot and its interval a row, either side of zero, the number at the right.

    `frame`, in the order to draw: label, value, shown, status; optionally lower and upper (all on
    one scale that may be negative). `everyone` is the name and value of a dotted line across all
    rows, such as the mean of them all. A row that is not "ok" has only its `shown`, grey.
    """
    spans = rows(frame, value="status", lower="status", upper="status")
    if not spans:
        return nothing(palette)
    room = round(max(text_width(str(row["shown"])) for row in spans)) + 14
    top = 26 if everyone else 2
    height, down = stacked_rows(len(spans), _PITCH, top, _FOOT)
    levels = [_PITCH * (place + 1) - 12 for place in range(len(spans))]
    extent = _extent(spans, everyone)
    notes = [
        label_above(plain(row["label"]), y - 7, palette, _EDGE) | {"bgcolor": palette.page}
        for row, y in zip(spans, levels, strict=True)
    ]
    notes += [text_at_right(row, y, room, palette) for row, y in zip(spans, levels, strict=True)]
    ends: Drawn = {"y0": 0, "y1": 1, "yref": "paper"}
    lines = [rule(palette.grid, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in levels]
    lines.append(rule(palette.mid, 1.5, x0=0, x1=0, **ends))
    if everyone:
        lines.append(rule(palette.mid, 1.5, "2px,3px", x0=everyone[1], x1=everyone[1], **ends))
        notes.append(_named(everyone, extent, palette))
    return canvas(
        [_spans(spans, levels, palette), _dots(spans, levels, palette)],
        palette,
        height=height,
        across=extent,
        down=down,
        margin=(_EDGE, room, top, _FOOT),
        notes=[*notes, *_axis(extent, palette)],
        lines=lines,
    )


def _extent(spans: Sequence[Drawn], everyone: tuple[str, float] | None) -> tuple[float, float]:
    """Return the quarter steps just outside everything drawn, zero included."""
    found = [row[name] for row in spans for name in ("value", "lower", "upper")]
    drawn = [0.0, *(number for number in found if number is not None)]
    drawn += [everyone[1]] if everyone else []
    low, high = floor(min(drawn) / _STEP) * _STEP, ceil(max(drawn) / _STEP) * _STEP
    return low, max(high, low + _STEP)


def _spans(spans: Sequence[Drawn], levels: Sequence[float], palette: Palette) -> Drawn:
    across: list[float | None] = []
    down: list[float | None] = []
    for row, y in zip(spans, levels, strict=True):
        if row["lower"] is not None and row["upper"] is not None:
            across += [row["lower"], row["upper"], None]
            down += [y, y, None]
    line = {"color": palette.soft, "width": 4}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": line,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _dots(spans: Sequence[Drawn], levels: Sequence[float], palette: Palette) -> Drawn:
    drawn = [(row, y) for row, y in zip(spans, levels, strict=True) if row["value"] is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["value"] for row, _ in drawn],
        "y": [y for _, y in drawn],
        "marker": {"color": palette.blue, "size": 12},
        "cliponaxis": False,
        "hovertext": [_said(row) for row, _ in drawn],
        "hoverinfo": "text",
    }


def _said(row: Drawn) -> str:
    if row["lower"] is None or row["upper"] is None:
        return hover(row["label"], str(row["shown"]))
    interval = f"95% interval {signed(row['lower'])} to {signed(row['upper'])}"
    return hover(row["label"], str(row["shown"]), interval)


def _named(everyone: tuple[str, float], extent: tuple[float, float], palette: Palette) -> Drawn:
    """Write the dotted line's name above it, on the side with more room."""
    name, value = everyone
    right = value - extent[0] > extent[1] - value
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 6}
    place |= {"xanchor": "right" if right else "left", "xshift": 4 if right else -4}
    return words(plain(name), value, 1, palette.mid, **place)


def _axis(extent: tuple[float, float], palette: Palette) -> list[Drawn]:
    """Return the scale at the foot: no change, and how far it reaches on either side."""
    marks = {extent[0]: signed(extent[0]), extent[1]: signed(extent[1]), 0.0: "No change"}
    sides = {extent[0]: ("left", -_EDGE), extent[1]: ("right", _EDGE)}
    place = {"yref": "paper", "yanchor": "top", "yshift": -6}
    return [
        words(text, mark, 0, palette.mid, **place, xanchor=anchor, xshift=shift)
        for mark, text in marks.items()
        for anchor, shift in [sides.get(mark, ("center", 0))]
    ]

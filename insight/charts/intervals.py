"""Shares with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.access import WHOLE_AREA
from insight.charts.canvas import (
    Drawn,
    brief,
    canvas,
    hover,
    label_above,
    nothing,
    ranges,
    rows,
    rule,
    stacked_rows,
    text_at_right,
    words,
)
from insight.charts.labels import (
    LINE,
    PHONE,
    bold,
    fold,
    plain,
    text_width,
)
from insight.charts.trends import axis_floor

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_SPLIT_PITCH = 47
_DOT_PITCH = 44
_RADIUS = 7
_EDGE = 6
_DRAWN = ("value", "lower", "upper", "least", "most")
_RANGE = 10


def share_intervals(frame: pd.DataFrame, palette: Palette, floor: float) -> go.Figure:
    """Return a thick line and a dot a row: the first row blue (this year), the others soft.

    `frame`: label, value, lower, upper (shares from 0 to 1), shown, status. The caller writes the
    numbers out in `label`, where `**text**` is bold. The axis runs from `floor`, or from the tenth
    under the lowest limit, to 100%.
    """
    spans = rows(frame, **dict.fromkeys(_DRAWN, "status"))
    if not spans:
        return nothing(palette)
    start = axis_floor(frame, floor)
    lines = [fold(str(row["label"]), PHONE) for row in spans]
    pitch = _SPLIT_PITCH + LINE * (max(map(len, lines)) - 1)
    height, down = stacked_rows(len(spans), pitch, 8, 30)
    levels = [pitch * (place + 1) - 12 for place in range(len(spans))]
    inks = [palette.blue, *[palette.soft] * (len(spans) - 1)]
    notes = [_wrapped(each, y, palette) for each, y in zip(lines, levels, strict=True)]
    missing = [
        (row, y)
        for row, y in zip(spans, levels, strict=True)
        if row["value"] is None and row["least"] is None
    ]
    notes += [_withheld(row, y, palette, _RADIUS) for row, y in missing]
    traces = [_span([row], [y], ink, 4) for row, y, ink in zip(spans, levels, inks, strict=True)]
    each = list(zip(spans, levels, inks, strict=True))
    traces += [one for row, y, ink in each for one in ranges([row], [y], ink, _RANGE)]
    traces += [_dots([row], [y], ink, 13) for row, y, ink in each]
    return canvas(
        traces,
        palette,
        height=height,
        across=(start, 1),
        down=down,
        margin=(_RADIUS, _RADIUS, 8, 30),
        notes=[*notes, *_share_axis(start, palette, _RADIUS)],
        lines=[rule(palette.rule, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in levels],
    )


def _wrapped(lines: Sequence[str], y: float, palette: Palette) -> Drawn:
    text = bold("\n".join(lines)).replace("\n", "<br>")
    return label_above(text, y - 9, palette, _RADIUS) | {"align": "left"}


def _span(spans: Sequence[Drawn], levels: Sequence[float], ink: str, width: float) -> Drawn:
    across: list[float | None] = []
    down: list[float | None] = []
    for row, y in zip(spans, levels, strict=True):
        if row["lower"] is not None and row["upper"] is not None:
            across += [row["lower"], row["upper"], None]
            down += [y, y, None]
    line = {"color": ink, "width": width}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": line,
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _dots(spans: Sequence[Drawn], levels: Sequence[float], ink: str, size: float) -> Drawn:
    drawn = [(row, y) for row, y in zip(spans, levels, strict=True) if row["value"] is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [row["value"] for row, _ in drawn],
        "y": [y for _, y in drawn],
        "marker": {"color": ink, "size": size},
        "cliponaxis": False,
        "hovertext": [_dot_said(row) for row, _ in drawn],
        "hoverinfo": "text",
    }


def _dot_said(row: Drawn) -> str:
    label = str(row["label"]).replace("**", "")
    if "interval" in label:
        return hover(label.split(":", 1)[0], label.split(":", 1)[-1].strip())
    if row["lower"] is None or row["upper"] is None:
        return hover(label, str(row["shown"]))
    interval = f"95% interval {row['lower']:.0%} to {row['upper']:.0%}"
    return hover(label, str(row["shown"]), interval)


def _withheld(row: Drawn, y: float, palette: Palette, inset: int) -> Drawn:
    place = {"xref": "paper", "xanchor": "left", "bgcolor": palette.page, "borderpad": 2}
    return words(plain(row["shown"]), 0, y, palette.mid, **place) | {"xshift": -3 - inset}


def _share_axis(start: float, palette: Palette, inset: int) -> list[Drawn]:
    places = ((start, "left", -inset), ((start + 1) / 2, "center", 0), (1.0, "right", inset))
    return [
        words(
            f"{share:.0%}",
            share,
            0,
            palette.mid,
            yref="paper",
            yanchor="top",
            yshift=-6,
            xanchor=anchor,
            xshift=shift,
        )
        for share, anchor, shift in places
    ]


def dot_intervals(frame: pd.DataFrame, palette: Palette) -> go.Figure:
    """Return many categories on one scale of 0 to 100%: a dot, its interval, the share at right.

    `frame`, in the order to draw: label, value, shown, status; optionally lower and upper, and
    least and most, drawn as a bar where there is no value (all shares from 0 to 1). A row that is
    not "ok" has only its `shown`, grey, at the start.
    """
    spans = rows(frame, **dict.fromkeys(_DRAWN, "status"))
    if not spans:
        return nothing(palette)
    room = round(max(text_width(brief(row["shown"])) for row in spans)) + 14
    height, down = stacked_rows(len(spans), _DOT_PITCH, 2, 28)
    levels = [_DOT_PITCH * (place + 1) - 12 for place in range(len(spans))]
    notes = [
        label_above(plain(r["label"]), y - 7, palette, _EDGE)
        for r, y in zip(spans, levels, strict=True)
    ]
    notes += [text_at_right(row, y, room, palette) for row, y in zip(spans, levels, strict=True)]
    return canvas(
        [
            _span(spans, levels, palette.soft, 4),
            *ranges(spans, levels, palette.blue, _RANGE),
            _dots(spans, levels, palette.blue, 12),
        ],
        palette,
        height=height,
        across=(0, 1),
        down=down,
        margin=(_EDGE, room, 2, 28),
        notes=[*notes, *_share_axis(0, palette, _EDGE)],
        lines=[rule(palette.grid, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in levels],
    )


def _whole_area(overall: float, shown: str, palette: Palette) -> Drawn:
    """Return the words above the line of the whole area, kept away from the edges."""
    place = min(max(overall, 0.2), 0.8)
    text = plain(f"{WHOLE_AREA} {shown}")
    return words(text, place, 1, palette.mid, yref="paper", yanchor="bottom", yshift=4)


def _inner(row: Drawn) -> Drawn:
    return row | {"lower": row["inner_lower"], "upper": row["inner_upper"]}


def funnel(frame: pd.DataFrame, palette: Palette, overall: float, shown: str) -> go.Figure:
    """Return a funnel on its side: a dot a place, on the band that chance alone would reach.

    `frame`, the largest base first so that the bands widen downwards: label, value, shown, status,
    apart (beyond the band), lower and upper (the outer band's ends), inner_lower and inner_upper
    (the inner one's; all shares from 0 to 1). The line is the `overall` share, written as
    `shown`. A place beyond its outer band is a diamond in another colour.
    """
    spans = rows(frame, **dict.fromkeys((*_DRAWN, "inner_lower", "inner_upper"), "status"))
    if not spans:
        return nothing(palette)
    room = round(max(text_width(brief(row["shown"])) for row in spans)) + 14
    height, down = stacked_rows(len(spans), _DOT_PITCH, 20, 28)
    levels = [_DOT_PITCH * (place + 1) - 12 for place in range(len(spans))]
    placed = list(zip(spans, levels, strict=True))
    notes = [label_above(plain(row["label"]), y - 11, palette, _EDGE) for row, y in placed]
    notes += [text_at_right(row, y, room, palette) for row, y in placed]
    notes.append(_whole_area(overall, shown, palette))
    apart = {place for place, row in enumerate(spans) if row["apart"]}
    marks = [
        _dots([spans[place] for place in some], [levels[place] for place in some], ink, size)
        for some, ink, size in (
            (sorted(set(range(len(spans))) - apart), palette.blue, 12),
            (sorted(apart), palette.apart, 14),
        )
    ]
    marks[1]["marker"]["symbol"] = "diamond"
    return canvas(
        [
            _span(spans, levels, palette.grid, 14),
            _span([_inner(row) for row in spans], levels, palette.rule, 14),
            *ranges(spans, levels, palette.blue, 6),
            *marks,
        ],
        palette,
        height=height,
        across=(0, 1),
        down=down,
        margin=(_EDGE, room, 20, 28),
        notes=[*notes, *_share_axis(0, palette, _EDGE)],
        lines=[rule(palette.mid, 1.5, x0=overall, x1=overall, y0=0, y1=1, yref="paper")],
    )

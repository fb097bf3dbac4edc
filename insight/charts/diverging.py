"""Bars either side of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.charts.canvas import (
    Drawn,
    canvas,
    hover,
    nothing,
    rows,
    rule,
    stacked_rows,
    words,
)
from insight.charts.labels import (
    PHONE,
    fold,
    plain,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_PITCH = 32
_WORD = 150
_CLEAR = 8


def diverging(
    frame: pd.DataFrame,
    palette: Palette,
    sides: tuple[str, str] = ("Used less after", "Used more after"),
) -> go.Figure:
    """Return bars left and right of zero, each row's name on the empty side.

    `frame`, in the order to draw: label, value (percentage points, either sign), shown, status.
    `sides` names the two directions and is written only where there are bars. A row that is not
    "ok" has no bar, only its `shown` in grey at zero.
    """
    moves = rows(frame, value="status")
    if not moves:
        return nothing(palette)
    names = [fold(str(row["label"]), _WORD) for row in moves]
    across = _both_sides(moves, names, sides)
    height, down = stacked_rows(len(moves), _PITCH, 30, 8)
    middles = [_PITCH * (place + 0.5) for place in range(len(moves))]
    notes = [_side_name(r, n, y, palette) for r, n, y in zip(moves, names, middles, strict=True)]
    notes += [_side_number(row, y, palette) for row, y in zip(moves, middles, strict=True)]
    zero = rule(palette.mid, x0=0, x1=0, y0=0, y1=1, xref="x", yref="paper", layer="above")
    return canvas(
        [_side_bars(moves, middles, palette)],
        palette,
        height=height,
        across=across,
        down=down,
        margin=(0, 0, 30, 8),
        notes=[*notes, *_side_heads(moves, sides, palette)],
        lines=[zero],
    )


def _side_bars(moves: Sequence[Drawn], middles: Sequence[float], palette: Palette) -> Drawn:
    drawn = [(row, y) for row, y in zip(moves, middles, strict=True) if row["value"] is not None]
    return {
        "type": "bar",
        "orientation": "h",
        "x": [row["value"] for row, _ in drawn],
        "y": [y for _, y in drawn],
        "width": _PITCH * 0.65,
        "marker": {
            "color": [palette.before if r["value"] < 0 else palette.after for r, _ in drawn]
        },
        "hovertext": [hover(row["label"], f"{row['shown']} points") for row, _ in drawn],
        "hoverinfo": "text",
    }


def _left_bar(row: Drawn) -> bool:
    return row["value"] is not None and row["value"] < 0


def _side_name(row: Drawn, name: list[str], y: float, palette: Palette) -> Drawn:
    side = "left" if _left_bar(row) else "right"
    text = "<br>".join(plain(line) for line in name)
    shift = _CLEAR if side == "left" else -_CLEAR
    return words(text, 0, y, palette.text, xanchor=side, align=side, xshift=shift)


def _side_number(row: Drawn, y: float, palette: Palette) -> Drawn:
    side = "right" if _left_bar(row) else "left"
    shift = -_CLEAR if side == "right" else _CLEAR
    end = 0 if row["value"] is None else row["value"]
    return words(plain(row["shown"]), end, y, palette.mid, xanchor=side, xshift=shift)


def _side_heads(moves: Sequence[Drawn], sides: tuple[str, str], palette: Palette) -> list[Drawn]:
    values = [row["value"] for row in moves if row["value"] is not None]
    drawn = (any(v < 0 for v in values), any(v > 0 for v in values))
    anchors = (("right", -_CLEAR), ("left", _CLEAR))
    return [
        words(
            plain(side),
            0,
            1,
            palette.mid,
            yref="paper",
            yanchor="bottom",
            yshift=8,
            xanchor=anchor,
            xshift=shift,
        )
        for side, (anchor, shift), wanted in zip(sides, anchors, drawn, strict=True)
        if wanted
    ]


def _both_sides(
    moves: Sequence[Drawn], names: Sequence[list[str]], sides: tuple[str, str]
) -> tuple[float, float]:
    """Return the range that leaves room, on the narrowest screen, for names and numbers."""
    left, right, fixed_left, fixed_right = 0.0, 0.0, text_width(sides[0]), text_width(sides[1])
    number = max(text_width(str(row["shown"])) for row in moves) + _CLEAR
    for row, name in zip(moves, names, strict=True):
        width, value = max(map(text_width, name)), row["value"] or 0
        left, right = max(left, -value), max(right, value)
        if value < 0:
            fixed_right = max(fixed_right, width)
        else:
            fixed_left = max(fixed_left, width)
    scale = _scale(left, right, fixed_left + _CLEAR, fixed_right + _CLEAR, number)
    wide = max(fixed_left + _CLEAR, left * scale + number)
    return -wide / scale, (PHONE - wide) / scale


def _scale(
    left: float, right: float, fixed_left: float, fixed_right: float, number: float
) -> float:
    """Return the pixels a point takes when both sides just fill the narrowest screen."""
    low, high = 0.0, PHONE / max(left + right, 1)
    for _ in range(24):
        middle = (low + high) / 2
        need = max(fixed_left, left * middle + number) + max(fixed_right, right * middle + number)
        low, high = (middle, high) if need <= PHONE else (low, middle)
    return max(low, 0.1)

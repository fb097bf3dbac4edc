"""Counts in a grid, shaded by how they stand against what was to be expected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.charts.canvas import Drawn, canvas, hover, label_above, nothing, rows, words
from insight.charts.grid import column_heads
from insight.charts.labels import PHONE, fold, plain
from insight.charts.shades import mixed, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_NAME = 20
_CELL = 30
_GAP = 6
_PITCH = _NAME + _CELL + _GAP
_BAR = 0.95
_NUMBER = 13
_SMALL = 11


@dataclass(frozen=True)
class _Spot:
    """A cell with its column, the top of its row in pixels, and its shade from -1 to 1."""

    cell: Drawn
    column: int
    top: float
    shade: float


def heat_grid(frame: pd.DataFrame, palette: Palette, *, down: str, across: str) -> go.Figure:
    """Return a grid of counts, each written in its cell, shaded from grey (-1) to blue (1).

    `frame`: the columns named by `down` and `across`, shade, shown, status. Rows and columns stand
    in the order they first appear, each row under its name, so that the cells have the whole width
    of a phone. A cell that is not "ok" has no shade, only its `shown`, grey.
    """
    cells = rows(frame, value="status")
    if not cells:
        return nothing(palette)
    names = list(dict.fromkeys(str(cell[down]) for cell in cells))
    columns = list(dict.fromkeys(str(cell[across]) for cell in cells))
    heads, top = column_heads(columns, palette)
    spots = [
        _Spot(
            cell,
            columns.index(str(cell[across])),
            names.index(str(cell[down])) * _PITCH + _NAME,
            float(cell["shade"]) if cell["status"] == "ok" else 0.0,
        )
        for cell in cells
    ]
    feet = [label_above(plain(n), i * _PITCH + _NAME - 2, palette) for i, n in enumerate(names)]
    height = top + len(names) * _PITCH
    return canvas(
        [_shades(spots, (down, across), palette)],
        palette,
        height=height,
        across=(-0.5, len(columns) - 0.5),
        down=(len(names) * _PITCH, 0),
        margin=(0, 0, top, 0),
        notes=[*heads, *feet, *(_written(spot, PHONE / len(columns), palette) for spot in spots)],
        barmode="overlay",
    )


def _shade(shade: float, palette: Palette) -> str:
    return mixed(palette.page, palette.blue if shade > 0 else palette.same, abs(shade))


def _shades(spots: Sequence[_Spot], named: tuple[str, str], palette: Palette) -> Drawn:
    drawn = [spot for spot in spots if spot.cell["status"] == "ok"]
    down, across = named
    return {
        "type": "bar",
        "x": [spot.column for spot in drawn],
        "y": [_CELL for _ in drawn],
        "base": [spot.top for spot in drawn],
        "width": _BAR,
        "marker": {
            "color": [_shade(spot.shade, palette) for spot in drawn],
            "line": {"width": 1, "color": palette.rule},
        },
        "hovertext": [
            hover(f"{spot.cell[down]} → {spot.cell[across]}", str(spot.cell["shown"]))
            for spot in drawn
        ],
        "hoverinfo": "text",
    }


def _written(spot: _Spot, slot: float, palette: Palette) -> Drawn:
    """Write a count in the middle of its cell, in the ink that reads best on its shade."""
    text, y = str(spot.cell["shown"]).removeprefix("about "), spot.top + _CELL / 2
    if spot.cell["status"] != "ok":
        lines = "<br>".join(plain(line) for line in fold(text, slot - 2, _SMALL))
        return words(
            lines, spot.column, y, palette.mid, font={"size": _SMALL, "color": palette.mid}
        )
    ink = readable(_shade(spot.shade, palette))
    return words(plain(text), spot.column, y, ink, font={"size": _NUMBER, "color": ink})

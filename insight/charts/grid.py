"""Counts in a grid, as dots."""

from __future__ import annotations

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
    words,
)
from insight.charts.labels import (
    LABEL,
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

_PITCH = 62
_LARGEST = 30
_SMALL = 11
_COUNT = 12


def dot_grid(
    frame: pd.DataFrame,
    palette: Palette,
    *,
    down: str = "theme",
    across: str = "agency_group",
) -> go.Figure:
    """Return a grid of dots, area as the count, each count written beside its dot.

    `frame`: the columns named by `down` and `across`, value (a count), shown, status. Rows and
    columns stand in the order they first appear; a count of 0 is a small grey 0. A cell that is not
    "ok" has only its `shown`, grey.
    """
    cells = rows(frame, value="status")
    if not cells:
        return nothing(palette)
    themes = list(dict.fromkeys(str(cell[down]) for cell in cells))
    groups = list(dict.fromkeys(str(cell[across]) for cell in cells))
    heads, top = column_heads(groups, palette)
    height, extent = stacked_rows(len(themes), _PITCH, top, 0)
    levels = {theme: _PITCH * (place + 1) - 20 for place, theme in enumerate(themes)}
    spots = [(groups.index(str(c[across])), levels[str(c[down])]) for c in cells]
    names = [label_above(plain(theme), y - 20, palette) for theme, y in levels.items()]
    edges = [_PITCH * place for place in range(len(themes))]
    slot = PHONE / len(groups)
    largest = max((cell["value"] for cell in cells if cell["value"]), default=1)
    scale = min(_LARGEST, slot - 3) / largest**0.5
    return canvas(
        [_grid_dots(cells, spots, (down, across), scale, palette)],
        palette,
        height=height,
        across=(-0.5, len(groups) - 0.5),
        down=extent,
        margin=(0, 0, top, 0),
        notes=[
            *heads,
            *names,
            *(_count(c, s, scale, slot, palette) for c, s in zip(cells, spots, strict=True)),
        ],
        lines=[rule(palette.grid, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in edges],
    )


def column_heads(groups: Sequence[str], palette: Palette) -> tuple[list[Drawn], int]:
    """Return the column names, upright where a phone has room, and the space they take."""
    slot = PHONE / len(groups)
    folded = [fold(group, slot - 6) for group in groups]
    if all(text_width(line) <= slot - 4 for lines in folded for line in lines):
        deepest, turn = max(map(len, folded)) * (LABEL + 4), 0
    else:
        folded = [fold(group, 130) for group in groups]
        deepest = round(max(text_width(line) for lines in folded for line in lines))
        turn = -90
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 6, "textangle": turn, "align": "left"}
    notes = [
        words("<br>".join(plain(line) for line in lines), index, 1, palette.mid, **place)
        for index, lines in enumerate(folded)
    ]
    return notes, deepest + 12


def _grid_dots(
    cells: Sequence[Drawn],
    spots: Sequence[tuple[int, float]],
    named: tuple[str, str],
    scale: float,
    palette: Palette,
) -> Drawn:
    drawn = [(cell, spot) for cell, spot in zip(cells, spots, strict=True) if cell["value"]]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for _, (x, _) in drawn],
        "y": [y for _, (_, y) in drawn],
        "marker": {
            "color": palette.blue,
            "opacity": 1,
            "line": {"width": 0},
            "size": [scale * cell["value"] ** 0.5 for cell, _ in drawn],
        },
        "hovertext": [
            hover(cell[named[0]], f"{cell[named[1]]}: {cell['shown']}") for cell, _ in drawn
        ],
        "hoverinfo": "text",
    }


def _count(
    cell: Drawn, spot: tuple[int, float], scale: float, slot: float, palette: Palette
) -> Drawn:
    """Write a count inside its dot, beside a dot too small for it, small where there is none."""
    text = str(cell["shown"]).removeprefix("about ")
    if not cell["value"]:
        lines = "<br>".join(plain(line) for line in fold(text, slot - 2, _SMALL))
        return words(lines, *spot, palette.mid, font={"size": _SMALL, "color": palette.mid})
    across = scale * cell["value"] ** 0.5
    if across > text_width(text, _COUNT) + 4:
        font = {"size": _COUNT, "color": palette.page}
        return words(plain(text), *spot, palette.page, font=font)
    font = {"size": _COUNT, "color": palette.text}
    return words(plain(text), *spot, palette.text, font=font, xanchor="left", xshift=across / 2 + 2)

"""Each person's change as a line. For row-level roles only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from insight.charts.canvas import Drawn, canvas, hover, nothing, rows, rule, words
from insight.describe import signed

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_HEIGHT = 420
_LEFT = 42
_RIGHT = 42
_TOP = 58
_FOOT = 12
_STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)
_WIDTHS = (1.0, 2.0, 3.5)
_MOVED = 0.05  # measures, "improved_share"


@dataclass(frozen=True)
class _Way:
    """Which way some people moved, and how their lines are drawn."""

    name: str
    colour: str
    dash: str
    mark: str
    opacity: float


def pair_lines(frame: pd.DataFrame, palette: Palette) -> go.Figure:
    """Return a line from before to after for each pair, and a thick one for their mean.

    `frame`: before and after (polarity, -1 to 1). Pairs that are alike are one line, the thicker
    the more they are. Better and worse are told apart by slope and dash, not by colour alone.
    """
    found = rows(frame, before="before_status", after="after_status")
    pairs = [(row["before"], row["after"]) for row in found if _whole(row)]
    if not pairs:
        return nothing(palette)
    ways = _ways(palette)
    alike: dict[str, Counter[tuple[float, float]]] = {name: Counter() for name in ways}
    for pair in pairs:
        alike[_moved(*pair)][pair] += 1
    traces = [
        _lines(counted, way, width)
        for way, counted in ((ways[name], alike[name]) for name in ("same", "better", "worse"))
        for width in range(len(_WIDTHS))
    ]
    mean = fmean(before for before, _ in pairs), fmean(after for _, after in pairs)
    return canvas(
        [*traces, _mean_line(mean, palette)],
        palette,
        height=_HEIGHT,
        across=(0, 1),
        down=(-1.06, 1.06),
        margin=(_LEFT, _RIGHT, _TOP, _FOOT),
        notes=[
            *_heads(palette),
            *_scale(palette),
            *_mean_named(mean, palette),
            _key(ways, palette),
        ],
        lines=[rule(palette.grid, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in _STEPS],
    )


def _whole(row: Drawn) -> bool:
    return row["before"] is not None and row["after"] is not None


def _ways(palette: Palette) -> dict[str, _Way]:
    return {
        "better": _Way("Better", palette.blue, "solid", "━", 0.45),
        "same": _Way("The same", palette.soft, "solid", "━", 0.6),
        "worse": _Way("Worse", palette.orange, "6px,3px", "- -", 0.75),
    }


def _moved(before: float, after: float) -> str:
    shift = round(after - before, 4)
    return "better" if shift >= _MOVED else "worse" if shift <= -_MOVED else "same"


def _lines(counted: Counter[tuple[float, float]], way: _Way, width: int) -> Drawn:
    """Return the lines of one way and width: of one pair, of two, of three or more alike."""
    drawn = [
        (pair, number) for pair, number in counted.items() if min(number, len(_WIDTHS)) == width + 1
    ]
    across: list[float | None] = []
    down: list[float | None] = []
    said: list[str] = []
    for (before, after), number in drawn:
        across += [0, 1, None]
        down += [before, after, None]
        said += [_said(way, before, after, number)] * 3
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": {"color": way.colour, "width": _WIDTHS[width], "dash": way.dash},
        "opacity": way.opacity,
        "hovertext": said,
        "hoverinfo": "text",
    }


def _said(way: _Way, before: float, after: float, number: int) -> str:
    people = "1 person" if number == 1 else f"{number} people"
    return hover(way.name, f"Before {signed(before)}, after {signed(after)}", people)


def _mean_line(mean: tuple[float, float], palette: Palette) -> Drawn:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [0, 1],
        "y": list(mean),
        "line": {"color": palette.text, "width": 4},
        "marker": {"color": palette.text, "size": 12},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _mean_named(mean: tuple[float, float], palette: Palette) -> list[Drawn]:
    """Write the mean's two ends beside it, on a ground of the page's own colour."""
    ground = {"bgcolor": palette.page, "borderpad": 2}
    sides = ((0, mean[0], "left", 12), (1, mean[1], "right", -12))
    return [
        words(f"<b>{signed(y)}</b>", x, y, palette.text, xanchor=anchor, xshift=shift, **ground)
        for x, y, anchor, shift in sides
    ]


def _heads(palette: Palette) -> list[Drawn]:
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 6}
    return [
        words(f"<b>{name}</b>", x, 1, palette.text, **place, xanchor=anchor)
        for x, name, anchor in ((0, "Before", "left"), (1, "After", "right"))
    ]


def _scale(palette: Palette) -> list[Drawn]:
    """Return the numbers of the scale at the left and, inside, what its two ends mean."""
    place = {"xref": "paper", "xanchor": "left"}
    numbers = [
        words(signed(y), 0, y, palette.mid, **place) | {"xshift": -1 - _LEFT} for y in _STEPS
    ]
    ends = ((_STEPS[-1], "Very good", "top"), (_STEPS[0], "Very hard", "bottom"))
    return numbers + [
        words(text, 0, y, palette.mid, **place, yanchor=anchor) for y, text, anchor in ends
    ]


def _key(ways: dict[str, _Way], palette: Palette) -> Drawn:
    parts = [
        f"<span style='color:{way.colour}'><b>{way.mark}</b></span> {way.name}"
        for way in ways.values()
    ]
    parts.append(f"<span style='color:{palette.text}'><b>●</b></span> Average")
    text = "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE} ".join(parts)
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return words(text, 0, 1, palette.mid, **place, yshift=34) | {"xshift": -1 - _LEFT}

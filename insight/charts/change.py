"""How far each answer moved, and which way: the shape of a change. For row-level roles only."""

from __future__ import annotations

from collections import Counter
from math import floor
from statistics import median
from typing import TYPE_CHECKING

from insight.charts.canvas import Drawn, canvas, hover, nothing, rule, words
from insight.charts.labels import LINE
from insight.describe import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_PLOT = 210
_FOOT = 44
_TOP = 54
_GAP = 0.12
_ROOM = 1.12


def change_shape(
    changes: Sequence[float], palette: Palette, *, step: float, reach: float, places: int = 2
) -> go.Figure:
    """Return a column for each `step` of change from -`reach` to `reach`, no change in the middle.

    The middle column holds what moved by less than half a step and is grey; worse stands left of
    it, better right, their numbers written above. A dotted line is the median. A change beyond
    `reach` is in the last column; `places` is how many decimals a change is written with.
    """
    if not len(changes):
        return nothing(palette)
    end = round(reach / step)
    counted = Counter(max(-end, min(end, _column(change, step))) for change in changes)
    tallest = max(counted.values())
    middle = median(changes)
    ends: Drawn = {"y0": 0, "y1": 1, "yref": "paper"}
    return canvas(
        [_columns(counted, step, palette, places)],
        palette,
        height=_TOP + _PLOT + _FOOT,
        across=(-end - 0.6, end + 0.6),
        down=(0, tallest * _ROOM),
        margin=(0, 0, _TOP, _FOOT),
        notes=[
            *_sides(counted, palette),
            *_scale(end, reach, palette),
            _tallest(counted, palette),
            _named(f"Median {signed(middle, places)}", middle / step, palette),
        ],
        lines=[
            rule(palette.rule, x0=0, x1=1, y0=0, y1=0, xref="paper"),
            rule(palette.text, 1.5, "2px,3px", x0=middle / step, x1=middle / step, **ends),
        ],
    )


def _column(change: float, step: float) -> int:
    """Return how many steps from no change; half a step, and what rounds to it, is one."""
    size = floor(round(abs(change), 4) / step + 0.5 + 1e-9)
    return size if change > 0 else -size


def _columns(counted: Counter[int], step: float, palette: Palette, places: int) -> Drawn:
    drawn = sorted(counted)
    return {
        "type": "bar",
        "x": drawn,
        "y": [counted[place] for place in drawn],
        "width": 1 - _GAP,
        "marker": {"color": [_ink(place, palette) for place in drawn]},
        "hovertext": [
            hover(f"About {signed(place * step, places)}" if place else "No change", _answers(n))
            for place, n in ((place, counted[place]) for place in drawn)
        ],
        "hoverinfo": "text",
    }


def _ink(place: int, palette: Palette) -> str:
    if not place:
        return palette.same
    return palette.improvement if place > 0 else palette.concern


def _answers(number: int) -> str:
    return f"{number:,} answer{'' if number == 1 else 's'}"


def _sides(counted: Counter[int], palette: Palette) -> list[Drawn]:
    """Write how many got worse, stayed and got better, each over its side."""
    every = counted.items()
    sides = (
        ("Worse", 0, "left", palette.concern, sum(n for place, n in every if place < 0)),
        ("The same", 0.5, "center", palette.same, counted[0]),
        ("Better", 1, "right", palette.improvement, sum(n for place, n in every if place > 0)),
    )
    place = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "yshift": LINE + 10}
    return [
        words(
            f"<span style='color:{ink}'>■</span> {name} <b>{number:,}</b>",
            x,
            1,
            palette.text,
            xanchor=anchor,
            **place,
        )
        for name, x, anchor, ink, number in sides
    ]


def _scale(end: int, reach: float, palette: Palette) -> list[Drawn]:
    under = {"yref": "paper", "yanchor": "top", "yshift": -6}
    marks = {
        -end: signed(-reach, 0 if reach == int(reach) else 1),
        0: "No change",
        end: signed(reach, 0 if reach == int(reach) else 1),
    }
    sides = {-end: "left", 0: "center", end: "right"}
    return [
        words(text, place, 0, palette.mid, xanchor=sides[place], **under)
        for place, text in marks.items()
    ]


def _tallest(counted: Counter[int], palette: Palette) -> Drawn:
    """Write the number of the tallest column over it: the scale of all."""
    place, number = max(counted.items(), key=lambda each: each[1])
    return words(f"{number:,}", place, number, palette.mid, yanchor="bottom", yshift=2)


def _named(name: str, place: float, palette: Palette) -> Drawn:
    return words(name, place, 1, palette.text, yref="paper", yanchor="bottom", yshift=4)

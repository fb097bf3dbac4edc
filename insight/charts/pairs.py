"""Before and after, a row a category."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    words,
)
from insight.charts.labels import (
    PHONE,
    plain,
    text_width,
)
from insight.describe import signed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_PITCH = 40
_RADIUS = 7
_GAP = 5
_RANGE = 8
_FOOT = 24
_SIDES = {
    f"{side}{end}": f"{side}_status"
    for side in ("before", "after")
    for end in ("", "_least", "_most")
}


def dumbbell(frame: pd.DataFrame, palette: Palette, end: float | None = None) -> go.Figure:
    """Return a row a category: a ring for before, a dot for after, and the line between them.

    `frame`, in the order to draw: label, before, after (0 or more, one unit), before_shown,
    after_shown, before_status, after_status; a side without a number but with `_least` and `_most`
    is a bar between them. A side that is not "ok" has no mark; its shown text
    stands in grey beside the row's name, where no number can run into it. `end` is where the scale
    ends, which is then written at its foot; without it the scale ends at the largest number.
    """
    pairs = rows(frame, **_SIDES)
    if not pairs:
        return nothing(palette)
    ends = [pair[end] for pair in pairs for end in _SIDES if pair[end] is not None]
    longest = end or max(ends, default=0) or 1
    left, right = _pair_margins(pairs, longest)
    foot = _FOOT if end else 0
    height, down = stacked_rows(len(pairs), _PITCH, 30, foot)
    levels = [_PITCH * (place + 1) - 14 for place in range(len(pairs))]
    notes = [_pair_key(left, palette), *(_scale(end, palette) if end else [])]
    for pair, y in zip(pairs, levels, strict=True):
        notes += [label_above(_pair_name(pair, palette), y - 11, palette, left)]
        notes += _pair_numbers(pair, y, palette)
    return canvas(
        [
            _joins(pairs, levels, palette),
            *_pair_ranges(pairs, levels, palette),
            *_pair_marks(pairs, levels, palette),
        ],
        palette,
        height=height,
        across=(0, longest),
        down=down,
        margin=(left, right, 30, foot),
        notes=notes,
        lines=[rule(palette.grid, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in levels],
    )


def _pair_margins(pairs: Sequence[Drawn], longest: float) -> tuple[int, int]:
    """Return the margins that keep every number whole on the narrowest screen."""
    left = right = _RADIUS + 1.0
    for pair in pairs:
        sides = [(pair[side], str(pair[f"{side}_shown"])) for side in ("before", "after")]
        drawn = sorted((value, text) for value, text in sides if value is not None)
        if len(drawn) > 1:
            lowest, text = drawn[0]
            left = max(left, text_width(text) + _RADIUS + _GAP - lowest / longest * (PHONE - 48))
        if drawn:
            highest, text = drawn[-1]
            over = text_width(text) + _RADIUS + _GAP - (1 - highest / longest) * (PHONE - 48)
            right = max(right, over)
    return round(left), round(right)


def _pair_key(left: int, palette: Palette) -> Drawn:
    text = (
        f"<span style='color:{palette.before}'><b>○</b></span> Before"
        f"   <span style='color:{palette.after}'>●</span> After"
    )
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return words(text, 0, 1, palette.mid, **place, yshift=10) | {"xshift": -1 - left}


def _scale(end: float, palette: Palette) -> list[Drawn]:
    """Write where the scale begins and ends under it."""
    under = {"yref": "paper", "yanchor": "top", "yshift": -4}
    return [words(f"{mark:g}", mark, 0, palette.mid, **under) for mark in (0, end)]


def _joins(pairs: Sequence[Drawn], levels: Sequence[float], palette: Palette) -> Drawn:
    across: list[float | None] = []
    down: list[float | None] = []
    for pair, y in zip(pairs, levels, strict=True):
        if pair["before"] is not None and pair["after"] is not None:
            across += [pair["before"], pair["after"], None]
            down += [y, y, None]
    line = {"color": palette.soft, "width": 3}
    return {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": line,
        "hoverinfo": "skip",
    }


def _pair_ranges(pairs: Sequence[Drawn], levels: Sequence[float], palette: Palette) -> list[Drawn]:
    """Return a bar for each side that is told as a range, before a little above after."""
    found: list[Drawn] = []
    for side, ink, shift in (
        ("before", palette.before, -_RANGE / 2),
        ("after", palette.after, _RANGE / 2),
    ):
        ends = {"value": side, "least": f"{side}_least", "most": f"{side}_most"}
        spans = [{end: pair[column] for end, column in ends.items()} for pair in pairs]
        found += ranges(spans, [y + shift for y in levels], ink, _RANGE)
    return found


def _pair_marks(pairs: Sequence[Drawn], levels: Sequence[float], palette: Palette) -> list[Drawn]:
    ring = {"size": 12, "color": palette.page, "line": {"color": palette.before, "width": 3}}
    dot = {"size": 13, "color": palette.after}
    return [
        _side_marks(pairs, levels, side, marker)
        for side, marker in (("before", ring), ("after", dot))
    ]


def _side_marks(pairs: Sequence[Drawn], levels: Sequence[float], side: str, marker: Drawn) -> Drawn:
    drawn = [(pair, y) for pair, y in zip(pairs, levels, strict=True) if pair[side] is not None]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [pair[side] for pair, _ in drawn],
        "y": [y for _, y in drawn],
        "marker": marker,
        "cliponaxis": False,
        "hovertext": [hover(pair["label"], _pair_said(pair, side)) for pair, _ in drawn],
        "hoverinfo": "text",
    }


def _pair_said(pair: Drawn, side: str) -> str:
    said = f"{side.capitalize()}: {pair[f'{side}_shown']}"
    shown = (str(pair["before_shown"]), str(pair["after_shown"]))
    both = pair["before"] is not None and pair["after"] is not None
    exact = all(text.endswith("%") and text[0].isdigit() for text in shown)
    if side == "before" or not both or not exact:
        return said
    change = round(pair["after"] * 100) - round(pair["before"] * 100)
    return f"{said}, {signed(change, 0)} points"


def _pair_numbers(pair: Drawn, y: float, palette: Palette) -> list[Drawn]:
    drawn = [side for side in ("before", "after") if pair[side] is not None]
    first = min(drawn, key=lambda side: pair[side], default="") if len(drawn) > 1 else ""
    return [_pair_number(pair, side, y, palette, left=side == first) for side in drawn]


def _pair_number(pair: Drawn, side: str, y: float, palette: Palette, *, left: bool) -> Drawn:
    ink = palette.text if side == "after" else palette.mid
    shift = -(_RADIUS + 2) if left else _RADIUS + 2
    anchor = "right" if left else "left"
    ground = {"bgcolor": palette.page, "borderpad": 2}
    text = plain(pair[f"{side}_shown"])
    return words(text, pair[side], y, ink, xanchor=anchor, xshift=shift, **ground)


def _pair_name(pair: Drawn, palette: Palette) -> str:
    """Return the row's name and, beside it in grey, what stands in for a missing side."""
    missing = [side for side in ("before", "after") if pair[side] is None]
    texts = [brief(pair[f"{side}_shown"]) for side in missing]
    said = ", ".join(f"{side} {text}" for side, text in zip(missing, texts, strict=True))
    if len(missing) > 1 and texts[0] == texts[1]:
        said = f"before and after {texts[0]}"
    name = plain(pair["label"])
    return f"{name}   <span style='color:{palette.mid}'>{plain(said)}</span>" if said else name

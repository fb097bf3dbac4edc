"""One bar of the parts of a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.charts.canvas import (
    Drawn,
    canvas,
    hover,
    nothing,
    rows,
    rule,
    words,
)
from insight.charts.labels import (
    PHONE,
    levels,
    plain,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_LIFT = 40
_BETWEEN = 3


def stacked_share(parts: pd.DataFrame, palette: Palette) -> go.Figure:
    """Return one bar of up to four parts, in the order better, the same, worse (then not known).

    `parts`: label, value (share from 0 to 1), shown, status. If any part is not "ok" no part is
    drawn and no number written: the others would give it away.
    """
    shares = rows(parts, value="status")
    if not shares:
        return nothing(palette)
    whole = all(row["value"] is not None for row in shares)
    starts = _starts([row["value"] if whole else 1 / len(shares) for row in shares])
    notes, leaders, deepest = _part_names(shares, starts, palette, whole=whole)
    top = 44 + deepest * _LIFT
    return canvas(
        _parts(shares, starts, palette) if whole else [_outline(palette)],
        palette,
        height=top + 56,
        across=(0, 1),
        down=(0, 1),
        margin=(0, 0, top, 8),
        notes=notes,
        lines=leaders,
        barmode="stack",
    )


def _starts(sizes: Sequence[float]) -> list[float]:
    return [sum(sizes[:place]) for place in range(len(sizes))]


def _parts(shares: Sequence[Drawn], starts: Sequence[float], palette: Palette) -> list[Drawn]:
    hatch = {"shape": "/", "fgcolor": palette.soft, "bgcolor": palette.page, "size": 7}
    fills: list[Drawn] = [
        {"color": c} for c in (palette.improvement, palette.same, palette.concern)
    ]
    fills.append({"color": palette.page, "pattern": hatch})
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": [row["value"]],
            "y": [0.5],
            "base": [start],
            "width": 1,
            "marker": {**fill, "line": {"color": palette.page, "width": 2}},
            "hovertext": [hover(row["label"], str(row["shown"]))],
            "hoverinfo": "text",
        }
        for row, start, fill in zip(shares, starts, fills[: len(shares)], strict=True)
    ]


def _outline(palette: Palette) -> Drawn:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [1],
        "y": [0.5],
        "width": 1,
        "marker": {"color": "rgba(0,0,0,0)", "line": {"color": palette.rule, "width": 2}},
        "hoverinfo": "skip",
    }


@dataclass(frozen=True)
class _Name:
    """Where a part's name stands: its tie and side in the figure, its pixels on a phone."""

    start: float
    tie: float
    side: str
    span: tuple[float, float]


def _part_names(
    shares: Sequence[Drawn], starts: Sequence[float], palette: Palette, *, whole: bool
) -> tuple[list[Drawn], list[Drawn], int]:
    """Return each part's number and name, the leaders of those lifted, and the most levels up."""
    withheld = next((row["shown"] for row in shares if row["value"] is None), None)
    said = [str(row["shown"] if whole else withheld) for row in shares]
    widths = [
        max(text_width(str(row["label"])), text_width(text) + 4)
        for row, text in zip(shares, said, strict=True)
    ]
    last = len(starts) - 1
    names = [
        _name(start, width, last=place == last)
        for place, (start, width) in enumerate(zip(starts, widths, strict=True))
    ]
    raised = _lifted(names)
    ink = palette.text if whole else palette.mid
    texts = [
        f"<b>{plain(text)}</b><br>{plain(row['label'])}"
        for row, text in zip(shares, said, strict=True)
    ]
    notes = [_note(*each, ink) for each in zip(texts, names, raised, strict=True)]
    leaders = [
        _leader(name, level, palette)
        for name, level in zip(names, raised, strict=True)
        if _led(name, level)
    ]
    return notes, leaders, max(raised)


def _name(start: float, width: float, *, last: bool) -> _Name:
    at = start * PHONE
    if at + width <= PHONE:
        return _Name(start, start, "left", (at, at + width))
    if last:
        return _Name(start, 1, "right", (PHONE - width, PHONE))
    return _Name(start, start, "right", (at - width, at))


def _lifted(names: Sequence[_Name]) -> list[int]:
    """Return each name's level, choosing the order in which no leader runs through a name."""
    spans = [name.span for name in names]
    from_right = levels(spans[::-1], _BETWEEN)[::-1]
    from_left = levels(spans, _BETWEEN)
    return (
        from_left if _crossed(names, from_right) and not _crossed(names, from_left) else from_right
    )


def _crossed(names: Sequence[_Name], raised: Sequence[int]) -> bool:
    return any(
        level > other_level and other.span[0] <= name.start * PHONE <= other.span[1]
        for name, level in zip(names, raised, strict=True)
        for other, other_level in zip(names, raised, strict=True)
    )


def _led(name: _Name, level: int) -> bool:
    """Return whether a name needs a leader: lifted, or standing over its neighbour."""
    return level > 0 or (name.side == "right" and name.tie < 1)


def _note(text: str, name: _Name, level: int, ink: str) -> Drawn:
    """Write a name above the bar; one with a leader stands just clear of it."""
    clear = 4 if _led(name, level) else 1
    shift = clear if name.side == "left" else -clear if name.tie < 1 else 0
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 5 + level * _LIFT, "xshift": shift}
    return words(text, name.tie, 1, ink, **place, xanchor=name.side, align=name.side)


def _leader(name: _Name, level: int, palette: Palette) -> Drawn:
    """Return a thin line from a lifted name down to the start of its part."""
    ends: Drawn = {"yref": "paper", "ysizemode": "pixel", "yanchor": 1, "y0": 0, "xref": "x"}
    top = 5 + level * _LIFT if level else _LIFT
    return rule(palette.soft, x0=name.start, x1=name.start, y1=top, **ends)

"""Ranked bars, this year against last."""

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
    stacked_rows,
    words,
)
from insight.charts.labels import (
    PHONE,
    plain,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_PITCH = 46
_BAR = 16
_PALE = 0.45
_NOW = dict.fromkeys(("value", "least", "most"), "status")
_BEFORE = dict.fromkeys(("before", "before_least", "before_most"), "before_status")


def ranked_bars(
    frame: pd.DataFrame, palette: Palette, periods: tuple[str, str] = ("Now", "Before")
) -> go.Figure:
    """Return a bar a row, in the order given, its name above and its number at the end.

    `frame`: label, value (0 or more), shown, status; optionally `before` (last year's value, the
    same unit) with `before_shown` and `before_status`, drawn as a grey tick. What has no value but
    `least` and `most` (or `before_least` and `before_most`) is drawn as a range. A row that is not
    "ok" has no bar, only its `shown` in grey at the start. `periods`
    names this time and last in the key.
    """
    ranked = rows(frame, **_NOW, **_BEFORE)
    if not ranked:
        return nothing(palette)
    ends = [row[column] for row in ranked for column in ("value", "before", "most", "before_most")]
    longest = max((end for end in ends if end is not None), default=0) or 1
    room = round(max(text_width(brief(row["shown"])) for row in ranked)) + 10
    key = _tick_key(ranked, periods, palette)
    height, down = stacked_rows(len(ranked), _PITCH, 26 if key else 2, 2)
    foot = [_PITCH * (place + 1) - 6 for place in range(len(ranked))]
    notes = [
        label_above(plain(r["label"]), y - _BAR - 4, palette)
        for r, y in zip(ranked, foot, strict=True)
    ]
    notes += [
        _bar_end(r, y - _BAR / 2, longest, room, palette) for r, y in zip(ranked, foot, strict=True)
    ]
    middles = [y - _BAR / 2 for y in foot]
    return canvas(
        [*_bars(ranked, middles, palette), *_ticks(ranked, middles, palette)],
        palette,
        height=height,
        across=(0, longest),
        down=down,
        margin=(0, room, 26 if key else 2, 2),
        notes=[*notes, *key],
        barmode="overlay",
    )


def _bars(ranked: Sequence[Drawn], middles: Sequence[float], palette: Palette) -> list[Drawn]:
    """Return the bars; of a range, as far as it surely reaches, and on, paler, as it can reach."""
    placed = list(zip(ranked, middles, strict=True))
    sure = [(row, 0.0, _sure(row), y) for row, y in placed if _sure(row) is not None]
    maybe = [
        (row, row["least"], row["most"] - row["least"], y) for row, y in placed if _is_range(row)
    ]
    return [
        {
            "type": "bar",
            "orientation": "h",
            "x": [length for _, _, length, _ in drawn],
            "base": [start for _, start, _, _ in drawn],
            "y": [y for *_, y in drawn],
            "width": _BAR,
            "marker": {"color": palette.blue, "opacity": opacity},
            "hovertext": [hover(row["label"], *_ranked_lines(row)) for row, *_ in drawn],
            "hoverinfo": "text",
        }
        for drawn, opacity in ((sure, 1.0), (maybe, _PALE))
        if drawn or opacity == 1
    ]


def _is_range(row: Drawn) -> bool:
    return row["value"] is None and row["least"] is not None


def _sure(row: Drawn) -> float | None:
    """Return how long a row's bar surely is; none where nothing is shown of it."""
    return float(row["least"]) if _is_range(row) else row["value"]


def _ranked_lines(row: Drawn) -> list[str]:
    last = [f"Before: {row['before_shown']}"] if "before_shown" in row else []
    return [str(row["shown"]), *last]


def _ticks(ranked: Sequence[Drawn], middles: Sequence[float], palette: Palette) -> list[Drawn]:
    """Return last year's ticks on a page-coloured ground, so that they show across a bar.

    Where last year is told as a range the tick lies flat, from the least to the most.
    """
    placed = list(zip(ranked, middles, strict=True))
    drawn = [(row["before"], y) for row, y in placed if row["before"] is not None]
    flat = [
        {"value": None, "least": row["before_least"], "most": row["before_most"]}
        for row in ranked
        if row["before"] is None and row["before_least"] is not None
    ]
    at = [y for row, y in placed if row["before"] is None and row["before_least"] is not None]
    shared = {
        "type": "scatter",
        "mode": "markers",
        "x": [share for share, _ in drawn],
        "y": [y for _, y in drawn],
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    marks = ((7, palette.page), (3, palette.soft))
    upright = [
        {**shared, "marker": {"symbol": "line-ns", "size": 20, "line": {"width": w, "color": c}}}
        for w, c in marks
        if drawn
    ]
    return upright + [one for w, c in marks for one in ranges(flat, at, c, w)]


def _tick_key(ranked: Sequence[Drawn], periods: tuple[str, str], palette: Palette) -> list[Drawn]:
    if all(row["before"] is None and row["before_least"] is None for row in ranked):
        return []
    now, before = (plain(period) for period in periods)
    text = (
        f"<span style='color:{palette.blue}'>■</span> {now}"
        f"   <span style='color:{palette.soft}'><b>|</b></span> {before}"
    )
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": 8}
    return [words(text, 0, 1, palette.mid, **place)]


def _bar_end(row: Drawn, y: float, longest: float, room: float, palette: Palette) -> Drawn:
    """Write the number past the bar, or inside its end where last year's tick is in the way."""
    shown = brief(row["shown"])
    text, place = plain(shown), {"xanchor": "left", "xshift": 6}
    pixels = (PHONE - room) / longest
    value = row["most"] if _is_range(row) else row["value"]
    last = row["before"] if row["before"] is not None else row["before_most"]
    if value is None:
        tick = last is not None and last * pixels < text_width(shown) + 6
        start, shift = (last, 8) if tick else (0, -1)
        return words(text, start, y, palette.mid, **place | {"xshift": shift})
    if row["before"] is None and last is not None:
        return words(text, max(value, last), y, palette.text, **place)
    if last is None or last < value or (last - value) * pixels > room + 4:
        return words(text, value, y, palette.text, **place)
    if value * pixels > room:
        return words(text, value, y, palette.page, xanchor="right", xshift=-6)
    return words(text, last, y, palette.text, **place)

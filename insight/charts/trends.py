"""Two years of quarters, side by side: last year soft, this year blue."""

from __future__ import annotations

from itertools import groupby
from math import floor as down_to
from typing import TYPE_CHECKING

from insight.charts.canvas import (
    Drawn,
    brief,
    canvas,
    hover,
    nothing,
    ranges,
    rows,
    rule,
    runs,
    words,
)
from insight.charts.labels import LINE, fold, plain, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import plotly.graph_objects as go

    from insight.charts.palette import Palette

_HEIGHT = 116
_TOP = 22
_FOOT = 24
_UNDER = 18
_NARROWEST = 280
_FEWEST = 4
_GAP = 0.28
_STEEP = 14
_LONG = 8


def trend_columns(frame: pd.DataFrame, palette: Palette) -> go.Figure:
    """Return quarter columns with their counts above and the year names beneath.

    `frame`, in date order: label, group (reporting year), value (0 or more), shown, status. The
    last row's group is this year. A row that is not "ok" has no column, only its `shown` in grey.
    A row that is `open`, its quarter not over, is hatched; on a line it is hollow.
    """
    quarters = rows(frame, **dict.fromkeys(("value", "least", "most"), "status"))
    if not quarters:
        return nothing(palette)
    places = [index for index, quarter in enumerate(quarters) if quarter["value"] is not None]
    bars = {
        "type": "bar",
        "x": places,
        "y": [quarters[index]["value"] for index in places],
        "width": 1 - _GAP,
        "marker": {
            "color": [_colour(quarters, index, palette) for index in places],
            "pattern": {
                "shape": ["/" if quarters[index].get("open") else "" for index in places],
                "fgcolor": palette.page,
                "size": 6,
            },
        },
        "hovertext": [_told(quarters[index]) for index in places],
        "hoverinfo": "text",
    }
    notes = [_above(quarters, index, palette) for index in places]
    top = max((quarters[index]["value"] for index in places), default=0) or 1
    edge = 0.5 - _GAP / 2
    return _years(quarters, [bars], notes, palette, edge=edge, down=(0, top))


def trend_line(frame: pd.DataFrame, palette: Palette, floor: float) -> go.Figure:
    """Return a line a year with its first and last share written, the axis starting at `floor`.

    `frame` as for trend_columns, `value` a share from 0 to 1. A share under `floor` lowers the
    axis: take the figure to print from axis_floor. A quarter that is not "ok" breaks the line;
    one that has no value but `least` and `most` is an upright bar between them.
    """
    quarters = rows(frame, **dict.fromkeys(("value", "least", "most"), "status"))
    if not quarters:
        return nothing(palette)
    start = axis_floor(frame, floor)
    traces, notes = [], []
    for year in _spans(quarters):
        traces += [_path(quarters, year, palette), *_spread(quarters, year, palette)]
        notes += _ends(quarters, year, start, palette)
    if any(note["yanchor"] == "top" for note in notes):
        start -= _UNDER / _pixels(start)
    return _years(quarters, traces, notes, palette, edge=0.42, down=(start, 1.0))


def axis_floor(frame: pd.DataFrame, floor: float) -> float:
    """Return where the axis starts: `floor`, or the tenth under the lowest `value` or `lower`."""
    numbers = [column for column in ("value", "lower", "least") if column in frame]
    drawn = rows(frame, **dict.fromkeys(numbers, "status"))
    found = [row[column] for row in drawn for column in numbers if row[column] is not None]
    return float(min([floor, *(down_to(share * 10) / 10 for share in found)]))


def _years(  # noqa: PLR0913
    quarters: Sequence[Drawn],
    traces: list[Drawn],
    notes: list[Drawn],
    palette: Palette,
    *,
    edge: float,
    down: tuple[float, float],
) -> go.Figure:
    spans = _spans(quarters)
    names = [_name(quarters, span, palette, edge) for span in spans]
    dividers = [_divider(span[0] - 0.5, palette) for span in spans[1:]]
    deepest = max(note["text"].count("<br>") for note in names)
    beneath = _FOOT + deepest * LINE
    return canvas(
        traces,
        palette,
        height=_HEIGHT + deepest * LINE,
        across=(-edge, _count(quarters) - 1 + edge),
        down=down,
        margin=(0, 0, _TOP, beneath),
        notes=[*notes, *_withheld(quarters, palette), *names],
        lines=dividers,
    )


def _count(quarters: Sequence[Drawn]) -> int:
    return max(len(quarters), _FEWEST)


def _slot(quarters: Sequence[Drawn]) -> float:
    return _NARROWEST / _count(quarters)


def _pixels(start: float) -> float:
    return (_HEIGHT - _TOP - _FOOT) / (1 - start)


def _spans(quarters: Sequence[Drawn]) -> list[range]:
    spans, start = [], 0
    for _, members in groupby(quarters, key=lambda quarter: str(quarter["group"])):
        size = len(list(members))
        spans.append(range(start, start + size))
        start += size
    return spans


def _latest(quarters: Sequence[Drawn], index: int) -> bool:
    return bool(quarters[index]["group"] == quarters[-1]["group"])


def _colour(quarters: Sequence[Drawn], index: int, palette: Palette) -> str:
    return palette.blue if _latest(quarters, index) else palette.soft


def _ink(quarters: Sequence[Drawn], index: int, palette: Palette) -> str:
    return palette.text if _latest(quarters, index) else palette.mid


def _told(quarter: Drawn) -> str:
    return hover(f"{quarter['label']}, {quarter['group']}", str(quarter["shown"]))


def _name(quarters: Sequence[Drawn], span: range, palette: Palette, edge: float) -> Drawn:
    last = span[-1] == len(quarters) - 1
    slots = _count(quarters) - span[0] if last else len(span)
    lines = fold(str(quarters[span[0]]["group"]), slots * _slot(quarters) - 4)
    place = {"yref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -5, "align": "left"}
    text = "<br>".join(plain(line) for line in lines)
    start = span[0] - (0.36 if span[0] else edge)
    return words(text, start, 0, _ink(quarters, span[0], palette), **place)


def _divider(place: float, palette: Palette) -> Drawn:
    return rule(palette.rule, x0=place, x1=place, y0=0, y1=1, xref="x", yref="paper")


def _short(shown: object) -> str:
    return brief(shown).removeprefix("about ")


def _above(quarters: Sequence[Drawn], index: int, palette: Palette) -> Drawn:
    quarter = quarters[index]
    text, ink = _short(quarter["shown"]), _ink(quarters, index, palette)
    return words(plain(text), index, quarter["value"], ink, yanchor="bottom", yshift=2)


def _path(quarters: Sequence[Drawn], span: range, palette: Palette) -> Drawn:
    colour, latest = _colour(quarters, span[0], palette), _latest(quarters, span[0])
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(span),
        "y": [quarters[index]["value"] for index in span],
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": colour, "width": 2.5 if latest else 2},
        "marker": {
            "color": [palette.page if quarters[i].get("open") else colour for i in span],
            "line": {"color": colour, "width": 2},
            "size": 8 if latest else 7,
        },
        "hovertext": [
            _told(quarters[index]) if quarters[index]["value"] is not None else "" for index in span
        ],
        "hoverinfo": "text",
    }


def _spread(quarters: Sequence[Drawn], span: range, palette: Palette) -> list[Drawn]:
    """Return an upright bar for each quarter whose share is told as a range."""
    told = [index for index in span if _is_range(quarters[index])]
    lines = ranges(
        [quarters[index] for index in told], told, _colour(quarters, span[0], palette), 7
    )
    return [{**line, "x": line["y"], "y": line["x"]} for line in lines]


def _is_range(quarter: Drawn) -> bool:
    return quarter["value"] is None and quarter.get("least") is not None


def _ends(quarters: Sequence[Drawn], span: range, start: float, palette: Palette) -> list[Drawn]:
    drawn = [index for index in span if quarters[index]["value"] is not None]
    ends = dict.fromkeys([*drawn[:1], *drawn[-1:]])
    return [_end(quarters, span, index, start, palette) for index in ends]


def _end(
    quarters: Sequence[Drawn], span: range, index: int, start: float, palette: Palette
) -> Drawn:
    """Write an end's share above it, or below where the line climbs through that space."""
    share = quarters[index]["value"]
    inside = [near for near in (index - 1, index + 1) if near in span]
    beside = [quarters[near]["value"] for near in inside if quarters[near]["value"] is not None]
    climb = (max(beside, default=share) - share) * _pixels(start)
    anchor, shift = ("top", -5) if climb > _STEEP else ("bottom", 5)
    place = {"yanchor": anchor, "yshift": shift}
    text, ink = plain(_short(quarters[index]["shown"])), _ink(quarters, index, palette)
    return words(text, index, share, ink, **place)


def _withheld(quarters: Sequence[Drawn], palette: Palette) -> list[Drawn]:
    """Write what stands in for each missing number at the foot; a long text once for its run."""
    notes: list[Drawn] = []
    for span in _spans(quarters):
        missing = [
            index
            for index in span
            if quarters[index]["value"] is None and not _is_range(quarters[index])
        ]
        for text, places in runs([(index, _short(quarters[index]["shown"])) for index in missing]):
            spots = [places] if len(text) > _LONG else [[place] for place in places]
            notes += [_stand_in(text, spot, _slot(quarters), palette) for spot in spots]
    return notes


def _stand_in(text: str, spot: list[int], slot: float, palette: Palette) -> Drawn:
    """Write it level, in lines where that helps, and upright where it would touch a neighbour."""
    room = slot * len(spot) - 2
    lines = fold(text, room)
    upright = any(text_width(line) > room for line in lines)
    said = text if upright else "<br>".join(plain(line) for line in lines)
    place = {"yref": "paper", "yanchor": "bottom", "yshift": 2, "textangle": -90 if upright else 0}
    return words(said, sum(spot) / len(spot), 0, palette.mid, **place)

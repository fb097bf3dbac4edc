"""What figures along time share: gridlines, lines named at the right, months beneath."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from insight.charts.canvas import Drawn, canvas, rule, words
from insight.charts.labels import LINE, PHONE, plain, spread, text_width

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    import plotly.graph_objects as go

    from insight.charts.palette import Palette

PLOT = 292
"""Height in pixels between the lowest and the highest gridline."""

LEFT = 34
"""Width in pixels of the scale at the left."""

IMPROVEMENT, CONCERN = "improvement", "concern"
"""What a signal of waits is: shorter ones, or longer."""

_RIGHT = 92
_TOP = 40
_FOOT = 44
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
_LINES = 4


@dataclass(frozen=True)
class Level:
    """A line right across the plot and its name: the standard (dashed) or the median.

    One that is not `drawn` has only its name: the figure draws its line itself.
    """

    name: str
    value: float
    dashed: bool
    drawn: bool = True


@dataclass(frozen=True)
class Limits:
    """The centre of the points from `start` up to `end` (not included), and its limits if any."""

    start: int
    end: int
    centre: float
    lower: float | None = None
    upper: float | None = None


def join(values: Sequence[float | None], palette: Palette, width: float = 1.5) -> Drawn:
    """Return the grey line from point to point, broken where a value is missing."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(range(len(values))),
        "y": list(values),
        "connectgaps": False,
        "line": {"color": palette.soft, "width": width},
        "hoverinfo": "skip",
    }


def points(placed: Sequence[tuple[int, float, str]], marker: Drawn) -> Drawn:
    """Return the marks, from (place, value, hover text)."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [x for x, _, _ in placed],
        "y": [y for _, y, _ in placed],
        "hovertext": [said for _, _, said in placed],
        "hoverinfo": "text",
        "marker": marker,
        "cliponaxis": False,
    }


def signal_marks(
    placed: Sequence[tuple[int, float, str]],
    marks: Mapping[int, str],
    palette: Palette,
    hollow: Collection[int] = (),
) -> list[Drawn]:
    """Return the points (place, value, hover text): plain, not judged, improvements and concerns.

    `marks` says of a place what its signal is. Another shape, too, for who cannot tell colours: it
    points down where waits are shorter, and up where they are longer.
    """
    edge = {"color": palette.mid, "width": 1.5}
    looks = {
        "": {"size": 8, "color": palette.mid},
        "hollow": {"size": 8, "color": palette.page, "line": edge},
        IMPROVEMENT: {"size": 12, "color": palette.improvement, "symbol": "triangle-down"},
        CONCERN: {"size": 12, "color": palette.concern, "symbol": "triangle-up"},
    }
    kinds = {place: "hollow" if place in hollow else marks.get(place, "") for place, _, _ in placed}
    return [
        points([each for each in placed if kinds[each[0]] == kind], look)
        for kind, look in looks.items()
    ]


def signal_key(marks: Mapping[int, str], palette: Palette) -> str:
    """Return the key of the marks that occur, as text; nothing where there is none."""
    named = (
        (IMPROVEMENT, palette.improvement, "▼", "Improvement: part of a signal of shorter waits"),
        (CONCERN, palette.concern, "▲", "Concern: part of a signal of longer waits"),
    )
    kinds = set(marks.values())
    said = [
        f"<span style='color:{ink}'>{mark}</span> {text}"
        for kind, ink, mark, text in named
        if kind in kinds
    ]
    return "<br>".join(said)


def key_above(text: str, palette: Palette, lift: int = 16) -> list[Drawn]:
    """Return the key over the plot, from its left edge."""
    if not text:
        return []
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    note = words(text, 0, 1, palette.mid, **place, align="left", yshift=lift)
    return [note | {"xshift": -1 - LEFT}]


def limit_lines(one: Limits, palette: Palette) -> list[Drawn]:
    """Return a stretch's centre, and its limits dotted."""
    across = [one.start - 0.4, one.end - 0.6]
    drawn = [(one.centre, "solid")]
    drawn += [(limit, "dot") for limit in (one.lower, one.upper) if limit is not None]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": across,
            "y": [level, level],
            "line": {"color": palette.mid, "width": 1.5, "dash": dash},
            "hoverinfo": "skip",
        }
        for level, dash in drawn
    ]


def limit_levels(last: Limits) -> list[Level]:
    """Return the names of a stretch's centre and limits, to stand at the right."""
    named = (("Median", last.centre), ("Upper", last.upper), ("Lower", last.lower))
    return [
        Level(f"{name} {round(value, 1):g}", value, dashed=False, drawn=False)
        for name, value in named
        if value is not None
    ]


def along(  # noqa: PLR0913
    traces: Sequence[Drawn],
    palette: Palette,
    *,
    count: int,
    steps: Sequence[float],
    levels: Sequence[Level],
    notes: Sequence[Drawn],
    lines: Sequence[Drawn] = (),
    headroom: int = 0,
) -> go.Figure:
    """Return the figure: `count` places across, gridlines at `steps`, levels named at the right.

    `headroom` is what `notes` above the plot need in pixels beyond one line.
    """
    grid = [rule(palette.grid, x0=0, x1=1, y0=y, y1=y, xref="paper") for y in steps]
    scale = [_scale_mark(y, palette) for y in steps]
    top = _TOP + headroom
    return canvas(
        traces,
        palette,
        height=top + PLOT + _FOOT,
        across=(-0.6, max(count, 2) - 0.4),
        down=(0, steps[-1]),
        margin=(LEFT, _RIGHT, top, _FOOT),
        notes=[*notes, *scale, *_level_names(levels, PLOT / steps[-1], palette)],
        lines=[*grid, *(_level_line(level, palette) for level in levels if level.drawn), *lines],
    )


def ladder(highest: float) -> list[float]:
    """Return the gridlines: from 0 in round steps to just past the highest value."""
    step = next((size for size in _STEPS if highest / size <= _LINES), _STEPS[-1])
    return [step * place for place in range(ceil(highest * 1.02 / step) + 1)]


def slot(count: int) -> float:
    """Return the pixels between neighbouring places on the narrowest phone."""
    return (PHONE - LEFT - _RIGHT) / max(count, 2)


def month_names(dates: Sequence[date | None], palette: Palette) -> list[Drawn]:
    """Return month names where a month begins, the year under the first and where it changes.

    A few sessions at the start of the series, too close to the next month, go without a name.
    """
    firsts = _month_starts(dates)
    room = text_width("2025  ") / slot(len(dates))
    if len(firsts) > 1 and firsts[1][0] - firsts[0][0] < room and len(firsts) < len(dates):
        del firsts[0]
    kept: list[tuple[int, date]] = []
    for place, day in firsts:
        if not kept or place - kept[-1][0] >= room:
            kept.append((place, day))
    last_years = [None, *(day.year for _, day in kept)][: len(kept)]
    under = {"yref": "paper", "yanchor": "top", "yshift": -6}
    return [
        words(_month_name(day, last), place, 0, palette.mid, **under)
        for (place, day), last in zip(kept, last_years, strict=True)
    ]


def _month_starts(dates: Sequence[date | None]) -> list[tuple[int, date]]:
    starts: list[tuple[int, date]] = []
    for place, day in enumerate(dates):
        if day and (
            not starts or (starts[-1][1].year, starts[-1][1].month) != (day.year, day.month)
        ):
            starts.append((place, day))
    return starts


def _month_name(day: date, last_year: int | None) -> str:
    return f"{day:%b}" if day.year == last_year else f"{day:%b}<br>{day.year}"


def _scale_mark(value: float, palette: Palette) -> Drawn:
    mark = words(f"{round(value, 1):g}", 0, value, palette.mid, xref="paper", xanchor="left")
    return mark | {"xshift": -1 - LEFT}


def _level_line(level: Level, palette: Palette) -> Drawn:
    ends: Drawn = {"x0": 0, "x1": 1, "y0": level.value, "y1": level.value}
    if level.dashed:
        return rule(palette.standard, 2, "8px,6px", xref="paper", **ends)
    return rule(palette.mid, 1.5, xref="paper", **ends)


def _level_names(levels: Sequence[Level], pixels: float, palette: Palette) -> list[Drawn]:
    """Return each level's name at the right, moved apart where two would touch."""
    wanted = [level.value * pixels for level in levels]
    return [
        words(
            plain(level.name),
            1,
            level.value,
            palette.text if level.dashed else palette.mid,
            xref="paper",
            xanchor="left",
            yshift=moved - place,
        )
        | {"xshift": 8}
        for level, moved, place in zip(levels, spread(wanted, LINE), wanted, strict=True)
    ]

"""What every figure shares: its frame, words and hover box, and rows without hidden numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from insight.charts.labels import LABEL, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.charts.palette import Palette

Drawn = dict[str, Any]
"""A trace, annotation, shape or axis in Plotly's own terms."""

CONFIG: Final[dict[str, Any]] = {
    "displayModeBar": False,
    "showSendToCloud": False,
    "scrollZoom": False,
    "doubleClick": False,
    "showAxisDragHandles": False,
}
"""For `st.plotly_chart(figure, theme=None, config=CONFIG)`."""

_FONT = '"Source Sans", sans-serif'
_NOTHING = "Nothing to draw for this choice."
_ALT_LIMIT = 280


def rows(frame: pd.DataFrame, **status_of: str) -> list[Drawn]:
    """Return the frame's rows, each number None unless its status is "ok".

    `status_of` names, for each numeric column the figure may draw, the column holding its status.
    This is the last door before the browser: whatever was left in a suppressed row stays behind
    (design.md, "Suppress before drawing").
    """
    drawn = [str(name) for name in frame.columns if name not in _UNDRAWN]
    return [_shut(record, status_of) for record in _records(frame, drawn)]


def _records(frame: pd.DataFrame, columns: Sequence[str]) -> list[Drawn]:
    """Return the rows as mappings; pandas' own way takes many times as long for few rows."""
    each = [frame[name].tolist() for name in columns]
    return [dict(zip(columns, values, strict=True)) for values in zip(*each, strict=True)]


_UNDRAWN = frozenset({"n", "numerator", "denominator", "parts"})


def _shut(record: Mapping[Any, Any], status_of: Mapping[str, str]) -> Drawn:
    numbers = {
        column: _number(record.get(column), str(record.get(status, "ok")))
        for column, status in status_of.items()
    }
    return {**record, **numbers}


def _number(value: Any, status: str) -> float | None:  # noqa: ANN401
    return None if status != "ok" or value is None or pd.isna(value) else float(value)


def runs(texts: Sequence[tuple[int, str]]) -> list[tuple[str, list[int]]]:
    """Return each text with the neighbouring places that share it, from (place, text) in order."""
    found: list[tuple[str, list[int]]] = []
    for place, text in texts:
        if found and found[-1][0] == text and found[-1][1][-1] == place - 1:
            found[-1][1].append(place)
        else:
            found.append((text, [place]))
    return found


def canvas(  # noqa: PLR0913
    traces: Sequence[Drawn],
    palette: Palette,
    *,
    height: int,
    across: tuple[float, float],
    down: tuple[float, float],
    margin: tuple[int, int, int, int] = (0, 0, 8, 8),
    notes: Sequence[Drawn] = (),
    lines: Sequence[Drawn] = (),
    **layout: object,
) -> go.Figure:
    """Return the figure: fixed axes, no furniture, clear ground.

    `across` and `down` are the ranges of x and y; `margin` is left, right, top, bottom in pixels;
    `notes` are annotations and `lines` shapes.
    """
    left, right, top, bottom = margin
    shared = {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0, "autoexpand": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"family": _FONT, "size": LABEL, "color": palette.text},
        "hoverlabel": {
            "bgcolor": palette.page,
            "bordercolor": palette.soft,
            "align": "left",
            "font": {"family": _FONT, "size": 14, "color": palette.text},
        },
        "xaxis": _axis(across),
        "yaxis": _axis(down),
        "annotations": list(notes),
        "shapes": list(lines),
        "template": {},
        **layout,
    }
    # Checking every property costs five times the drawing; the tests check each figure once.
    return go.Figure(data=list(traces), layout=shared, _validate=False)


def _axis(extent: tuple[float, float]) -> Drawn:
    return {
        "range": list(extent),
        "visible": False,
        "fixedrange": True,
        "automargin": False,
        "zeroline": False,
        "type": "linear",
    }


def nothing(palette: Palette) -> go.Figure:
    """Return the figure for an empty frame: one sentence in grey."""
    note = words(_NOTHING, 0, 0.5, palette.mid, xref="paper", yref="paper", xanchor="left")
    blank = {"type": "scatter", "x": [], "y": [], "mode": "markers"}
    return canvas([blank], palette, height=56, across=(0, 1), down=(0, 1), notes=[note])


def words(text: str, x: float, y: float, colour: str, **placing: object) -> Drawn:
    """Return an annotation; on the left edge it is moved so that it lines up with the prose."""
    flush = placing.get("xanchor") == "left" and placing.get("xref") == "paper"
    return {
        "text": text,
        "x": x,
        "y": y,
        "font": {"size": LABEL, "color": colour},
        "showarrow": False,
        "xanchor": "center",
        "yanchor": "middle",
        "borderpad": 0,
        "xshift": -1 if flush else 0,
        **placing,
    }


def ranges(spans: Sequence[Drawn], levels: Sequence[float], ink: str, width: float) -> list[Drawn]:
    """Return the trace of a thick line over what a row can be, where any is told as a range.

    The rows have `value`, `least` and `most`, as `rows` gives them; levels are their places.
    """
    across: list[float | None] = []
    down: list[float | None] = []
    for row, y in zip(spans, levels, strict=True):
        if row["value"] is None and row.get("least") is not None:
            across += [row["least"], row["most"], None]
            down += [y, y, None]
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": across,
        "y": down,
        "line": {"color": ink, "width": width},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return [trace] if across else []


def brief(shown: object) -> str:
    """Return a figure's text as short as a chart needs it: "56% to 79%" of "between ..."."""
    text = str(shown)
    return text.removeprefix("between ").replace(" and ", " to ") if "between" in text else text


def text_at_right(row: Drawn, y: float, room: int, palette: Palette) -> Drawn:
    """Return a row's figure, or what stands in for it, in the room at the right of the plot."""
    nothing_shown = row["value"] is None and row.get("least") is None
    ink = palette.mid if nothing_shown else palette.text
    place = {"xref": "paper", "xanchor": "right", "xshift": room}
    return words(plain(brief(row["shown"])), 1, y, ink, **place)


def rule(colour: str, width: float = 1, dash: str = "solid", **ends: Any) -> Drawn:  # noqa: ANN401
    """Return a straight line as a shape under the marks; `ends` are x0, x1, y0, y1 and refs."""
    line = {"color": colour, "width": width, "dash": dash}
    return {"type": "line", "layer": "below", "line": line, **ends}


def hover(label: object, *lines: str) -> str:
    """Return the hover text: the label in bold, then one line for each thing said."""
    return "<br>".join([f"<b>{plain(label)}</b>", *(plain(line) for line in lines)])


def label_above(label: str, y: float, palette: Palette, inset: float = 0) -> Drawn:
    """Return a row's name on the left edge, its foot at `y`; `inset`: left margin."""
    place = {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": -1 - inset}
    return words(label, 0, y, palette.text, **place)


def stacked_rows(count: int, pitch: int, top: int, bottom: int) -> tuple[int, tuple[float, float]]:
    """Return the height and the y range in which one unit is one pixel, counted downwards."""
    return top + count * pitch + bottom, (count * pitch, 0)


def alt_text(sentence: str, frame: pd.DataFrame) -> str:
    """Return a short description for screen readers: the finding, then the rows as printed.

    Reads `label` with `shown`, or with `before_shown` and `after_shown`. Streamlit sets no limit on
    `alt` but asks for a short text, so the list stops at about 280 characters and says how many
    rows are left; the table beside the figure holds them all.
    """
    told = sentence.strip()
    entries = [
        entry
        for record in _records(frame, list(map(str, frame.columns)))
        if (entry := _entry(record))
    ]
    for place, entry in enumerate(entries):
        if len(told) + len(entry) > _ALT_LIMIT:
            return f"{told} {len(entries) - place} more in the table."
        told += f" {entry}"
    return told


def _entry(record: Mapping[Any, Any]) -> str:
    if "before_shown" in record:
        before, after = record["before_shown"], record["after_shown"]
        return f"{record['label']}: before {before}, after {after}."
    if "shown" not in record:
        return ""
    name = ", ".join(str(record[part]) for part in ("label", "group") if part in record)
    return f"{name}: {record['shown']}."

"""Figures: nothing hidden inside them, nothing touching, legible in both themes."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from insight import charts, describe
from insight.charts.labels import fold, levels, spread, text_width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Draw = Callable[[pd.DataFrame, charts.Palette], go.Figure]

SECRET = 0.743126
LIGHT = charts.palette("light")
THEMES = ("light", "dark")
FRAME = {"label": "April 2025", "group": "2025 to 2026", "value": 0.4, "lower": 0.3, "upper": 0.5}
ROW = FRAME | {
    "n": 40,
    "shown": "40%",
    "status": "ok",
    "before": 0.2,
    "after": 0.4,
    "before_shown": "20%",
    "after_shown": "40%",
    "before_status": "ok",
    "after_status": "ok",
    "shade": 0.5,
    "theme": "Voice of the child",
    "agency_group": "Health: mental health and CAMHS",
    "session_date": pd.Timestamp(2025, 4, 7),
    "working_days": 12,
}
NUMBERS = ("value", "lower", "upper", "n", "before", "after", "working_days")
HIDDEN = (
    ROW
    | dict.fromkeys(NUMBERS, SECRET)
    | {name: "too few" for name in ROW if name.endswith("shown")}
    | {name: "suppressed" for name in ROW if name.endswith("status")}
)
DRAWN: dict[str, Draw] = {
    "trend_columns": charts.trend_columns,
    "trend_line": lambda frame, colours: charts.trend_line(frame, colours, 0.5),
    "ranked_bars": charts.ranked_bars,
    "stacked_share": charts.stacked_share,
    "dumbbell": charts.dumbbell,
    "diverging": charts.diverging,
    "share_intervals": lambda frame, colours: charts.share_intervals(frame, colours, 0.5),
    "dot_intervals": charts.dot_intervals,
    "funnel": lambda frame, colours: charts.funnel(
        frame.assign(apart=False, inner_lower=0.35, inner_upper=0.45), colours, 0.45, "45%"
    ),
    "process_points": lambda frame, colours: charts.process_points(
        frame, colours, 15, [charts.Limits(0, len(frame), 12, 3, 22)], {0: charts.CONCERN}
    ),
    "process_points, few": lambda frame, colours: charts.process_points(
        frame, colours, None, [charts.Limits(0, len(frame), 12)], {}
    ),
    "run_chart": lambda frame, colours: charts.run_chart(
        frame,
        colours,
        0.8,
        [charts.Limits(0, len(frame), 0.5, 0.2, 0.9)],
        {0: charts.IMPROVEMENT},
        [("April 2025", "Relaunch")],
        (0, 1),
    ),
    "dot_grid": charts.dot_grid,
    "heat_grid": lambda frame, colours: charts.heat_grid(
        frame, colours, down="theme", across="agency_group"
    ),
    "shift_intervals": lambda frame, colours: charts.shift_intervals(
        frame, colours, ("Everyone", 0.35)
    ),
}
ROW_LEVEL = ("process",)


def rows(*records: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(records), columns=list(ROW))


def leaves(tree: object) -> Iterator[object]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from leaves(branch)
    elif isinstance(tree, list):
        for branch in tree:
            yield from leaves(branch)
    else:
        yield tree


def sent(figure: go.Figure) -> Any:  # noqa: ANN401
    return json.loads(figure.to_json())


def texts(figure: go.Figure) -> list[str]:
    return [note["text"] for note in sent(figure)["layout"].get("annotations", [])]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_oracle() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ["blue", "orange", "plum", "soft", "mid", "text"])
def test_every_mark_is_three_to_one_on_the_page(theme: str, role: str) -> None:
    colours = charts.palette(theme)
    assert contrast(getattr(colours, role), colours.page) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_words_are_four_and_a_half_to_one(theme: str) -> None:
    colours = charts.palette(theme)
    assert min(contrast(ink, colours.page) for ink in (colours.text, colours.mid)) >= 4.5
    assert contrast(colours.page, colours.blue) >= 4.5


def test_an_unknown_theme_is_drawn_light() -> None:
    assert charts.palette(None) == charts.palette("light") != charts.palette("dark")


def test_page_colours_are_those_of_the_theme_file() -> None:
    theme = tomllib.loads(Path(".streamlit/config.toml").read_text("utf-8"))["theme"]
    for name in THEMES:
        colours = charts.palette(name)
        assert colours.page == theme[name]["backgroundColor"]
        assert colours.text == theme[name]["textColor"]
        assert colours.blue == theme[name]["primaryColor"]


@pytest.mark.parametrize("name", DRAWN)
def test_a_suppressed_row_leaves_no_number_in_the_figure(name: str) -> None:
    figure = sent(DRAWN[name](rows(ROW, HIDDEN, ROW), LIGHT))
    numbers = [leaf for leaf in leaves(figure) if isinstance(leaf, float)]
    assert numbers
    assert not [number for number in numbers if abs(number - SECRET) < 0.001]
    assert not [number for number in numbers if abs(number - SECRET * 100) < 0.01]
    assert "74" not in "".join(leaf for leaf in leaves(figure["data"]) if isinstance(leaf, str))
    assert "74" not in "".join(note["text"] for note in figure["layout"]["annotations"])


@pytest.mark.parametrize("name", DRAWN)
def test_a_suppressed_number_changes_nothing_in_the_figure(name: str) -> None:
    other = HIDDEN | dict.fromkeys(NUMBERS, 0.0001)
    figures = [DRAWN[name](rows(ROW, hidden, ROW), LIGHT) for hidden in (HIDDEN, other)]
    assert figures[0].to_json() == figures[1].to_json()


@pytest.mark.parametrize("name", [name for name in DRAWN if not name.startswith(ROW_LEVEL)])
def test_a_suppressed_row_is_written_as_its_text(name: str) -> None:
    assert any("too few" in text for text in texts(DRAWN[name](rows(ROW, HIDDEN), LIGHT)))


def test_one_suppressed_part_withholds_every_number() -> None:
    figure = charts.stacked_share(rows(ROW, HIDDEN), LIGHT)
    assert "40%" not in json.dumps(sent(figure))
    assert [trace["x"] for trace in sent(figure)["data"]] == [[1]]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_draws_and_is_valid(name: str, count: int, theme: str) -> None:
    figure = DRAWN[name](rows(*[ROW] * count), charts.palette(theme))
    checked = go.Figure(figure.to_dict())
    assert isinstance(figure, go.Figure)
    assert len(checked.data) >= 1
    assert checked.layout.margin.autoexpand is False
    assert checked.layout.xaxis.fixedrange is True
    assert not checked.layout.showlegend


@pytest.mark.parametrize("name", DRAWN)
def test_only_suppressed_rows_still_draw(name: str) -> None:
    assert len(DRAWN[name](rows(HIDDEN), LIGHT).data) >= 1


@pytest.mark.parametrize("name", DRAWN)
def test_an_empty_choice_says_so(name: str) -> None:
    assert texts(DRAWN[name](rows(), LIGHT)) == ["Nothing to draw for this choice."]


def test_markup_in_the_data_is_printed_not_obeyed() -> None:
    figure = charts.ranked_bars(
        rows(ROW | {"label": "<a href='x'>Police</a> & <b>Fire</b>"}), LIGHT
    )
    assert texts(figure)[0] == "&lt;a href='x'&gt;Police&lt;/a&gt; &amp; &lt;b&gt;Fire&lt;/b&gt;"


def test_bold_in_an_interval_label() -> None:
    figure = charts.share_intervals(rows(ROW | {"label": "2025: **81%** <i>"}), LIGHT, 0.5)
    assert texts(figure)[0] == "2025: <b>81%</b> &lt;i&gt;"


def _process(
    days: Sequence[int], *limits: charts.Limits, out: Mapping[int, str] | None = None
) -> dict[str, Any]:
    first = pd.Timestamp(2025, 4, 9)
    held = [
        ROW | {"session_date": first + pd.Timedelta(days=place), "working_days": taken}
        for place, taken in enumerate(days)
    ]
    figure: dict[str, Any] = sent(charts.process_points(rows(*held), LIGHT, 15, limits, out or {}))
    return figure


def test_a_signal_is_another_shape_as_well_as_another_colour() -> None:
    out = {1: charts.CONCERN, 2: charts.IMPROVEMENT}
    drawn = _process([9, 30, 2], charts.Limits(0, 3, 16, 4, 25), out=out)["data"]
    plain, _, better, worse = drawn[-4:]
    assert (plain["x"], better["x"], worse["x"]) == ([0], [2], [1])
    assert len({each["marker"].get("symbol") for each in (plain, better, worse)}) == 3
    assert better["marker"]["color"] == LIGHT.blue
    assert worse["marker"]["color"] == LIGHT.orange
    assert "part of a signal: concern" in worse["hovertext"][0]
    assert "signal" not in plain["hovertext"][0]


def test_a_month_that_is_not_judged_is_hollow_and_the_period_is_shaded() -> None:
    months = [ROW | {"label": f"2025-0{month}"} for month in (4, 5, 6)]
    frame = rows(*months).assign(open=[False, True, False])
    figure = sent(charts.run_chart(frame, LIGHT, None, [], {}, (), (1, 2)))
    plain, hollow, *_ = figure["data"][-4:]
    assert (plain["x"], hollow["x"]) == ([0, 2], [1])
    assert hollow["marker"]["color"] == LIGHT.page
    [ground] = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert (ground["x0"], ground["x1"]) == (0.5, 2.5)


def test_limits_and_centre_stand_where_they_hold() -> None:
    before, after = charts.Limits(0, 2, 16, 2, 25), charts.Limits(2, 4, 9)
    lines = _process([9, 30, 9, 9], before, after)["data"][1:-4]
    assert [line["y"][0] for line in lines] == [16, 2, 25, 9]
    assert all(line["x"][1] < 2 for line in lines[:3])
    assert lines[3]["x"][0] > 1
    named = [
        note["text"] for note in _process([9, 30, 9, 9], before, after)["layout"]["annotations"]
    ]
    assert {"Median 9", "Standard 15"} <= set(named)
    assert "Upper 25" not in named


def test_the_latest_forty_eight_sessions_are_drawn() -> None:
    days = [place % 9 for place in range(60)]
    figure = _process(
        days,
        charts.Limits(0, 5, 3),
        charts.Limits(5, 60, 4, 1, 8),
        out={3: "concern", 20: "concern"},
    )
    assert figure["data"][0]["y"] == days[12:]
    assert figure["data"][-1]["x"] == [8]
    assert [line["y"][0] for line in figure["data"][1:-4]] == [4, 1, 8]


def test_a_place_beyond_its_band_is_another_shape_as_well_as_another_colour() -> None:
    inside = ROW | {"apart": False, "inner_lower": 0.35, "inner_upper": 0.45}
    beyond = inside | {"apart": True, "value": 0.9, "label": "Rural"}
    figure = charts.funnel(pd.DataFrame([beyond, inside]), LIGHT, 0.45, "about 45%")
    outer, inner, ordinary, apart = sent(figure)["data"]
    assert "Whole area about 45%" in texts(figure)
    assert (outer["x"][:2], inner["x"][:2]) == ([0.3, 0.5], [0.35, 0.45])
    assert (ordinary["x"], apart["x"]) == ([0.4], [0.9])
    assert apart["marker"]["symbol"] == "diamond"
    assert apart["marker"]["color"] != ordinary["marker"]["color"]


def test_a_low_share_lowers_the_axis_to_the_tenth_beneath() -> None:
    low = ROW | {"value": 0.34, "lower": 0.22}
    assert charts.axis_floor(rows(ROW, low), 0.5) == pytest.approx(0.2)
    assert charts.axis_floor(rows(ROW | {"value": 0.9, "lower": 0.8}), 0.5) == 0.5
    assert charts.axis_floor(rows(HIDDEN | {"value": 0.01}), 0.5) == 0.5


@pytest.mark.parametrize("draw", ["trend_columns", "trend_line"])
def test_a_quarter_that_is_withheld_is_written_where_no_quarter_has_a_range(draw: str) -> None:
    frame = rows(ROW, HIDDEN).assign(least=float("nan"), most=float("nan"))
    assert "too few" in " ".join(texts(DRAWN[draw](frame, LIGHT))).replace("<br>", " ")


def test_labels_of_close_lines_are_moved_apart() -> None:
    figure = charts.run_chart(rows(ROW), LIGHT, 15, [charts.Limits(0, 1, 14.9)], {})
    notes = [note for note in sent(figure)["layout"]["annotations"] if note["x"] == 1]
    top = sent(figure)["layout"]["yaxis"]["range"][1]
    heights = sorted(note["y"] * 292 / top + note["yshift"] for note in notes)
    assert heights[1] - heights[0] == pytest.approx(17)


def test_two_close_events_stand_on_two_levels() -> None:
    months = [ROW | {"label": label} for label in ("April 2025", "May 2025", "June 2025")]
    events = [("April 2025", "Relaunch of the scheme"), ("May 2025", "New referral form")]
    figure = charts.run_chart(rows(*months), LIGHT, None, [], {}, events)
    notes = sent(figure)["layout"]["annotations"]
    shifts = {note["text"]: note["yshift"] for note in notes if "yshift" in note}
    assert shifts["Relaunch of the scheme"] - shifts["New referral form"] >= 17


@pytest.mark.parametrize(
    ("shares", "names"),
    [
        ((0.71, 0.18, 0.11), ("Better", "The same", "Worse")),
        ((0.90, 0.06, 0.04), ("Stepped down or closed", "Same plan", "Stepped up")),
        ((0.0, 0.0, 1.0), ("Better", "The same", "Worse")),
        ((1.0, 0.0, 0.0), ("Better", "The same", "Worse")),
        ((0.4, 0.35, 0.15, 0.1), ("Stepped down", "Same plan", "Stepped up", "Not reviewed")),
    ],
)
def test_names_of_parts_never_touch_on_a_phone(
    shares: tuple[float, ...], names: tuple[str, ...]
) -> None:
    parts = [
        ROW | {"label": name, "value": share, "shown": f"{share:.0%}"}
        for name, share in zip(names, shares, strict=True)
    ]
    figure = sent(charts.stacked_share(rows(*parts), LIGHT))
    boxes = []
    for note, name in zip(figure["layout"]["annotations"], names, strict=True):
        edge, width = note["x"] * 340 + note["xshift"], text_width(name)
        left = edge if note["xanchor"] == "left" else edge - width
        assert left >= -1
        assert left + width <= 341
        boxes.append((left, left + width, note["yshift"]))
    for place, (left, right, level) in enumerate(boxes):
        for other_left, other_right, other_level in boxes[:place]:
            assert level != other_level or right < other_left or other_right < left


@pytest.mark.parametrize("shown", ["0%", "about 1,250"])
def test_numbers_of_a_dumbbell_stay_inside_a_phone(shown: str) -> None:
    wide = {"before_shown": shown, "after_shown": shown}
    figure = sent(charts.dumbbell(rows(ROW | wide | {"before": 0.0, "after": 1.0}), LIGHT))
    margin, extent = figure["layout"]["margin"], figure["layout"]["xaxis"]["range"]
    pixels = (358 - margin["l"] - margin["r"]) / (extent[1] - extent[0])
    for note in figure["layout"]["annotations"]:
        if note["text"] == shown:
            edge = margin["l"] + note["x"] * pixels + note["xshift"]
            left = edge if note["xanchor"] == "left" else edge - text_width(shown)
            assert left >= 0
            assert left + text_width(shown) <= 358


@pytest.mark.parametrize("values", [(38, -27), (3, -50), (38, 12), (-5, -60)])
def test_names_and_numbers_beside_zero_stay_inside_a_phone(values: tuple[int, int]) -> None:
    name = "Contained and supported"
    moved = [ROW | {"label": name, "value": v, "shown": describe.signed(v, 0)} for v in values]
    figure = sent(charts.diverging(rows(*moved), LIGHT))
    low, high = figure["layout"]["xaxis"]["range"]
    scale = 340 / (high - low)
    for note in figure["layout"]["annotations"]:
        edge = (note["x"] - low) * scale + note["xshift"]
        left = edge if note["xanchor"] == "left" else edge - text_width(note["text"])
        assert left >= -1
        assert left + text_width(note["text"]) <= 341


def _heat(theme: str, *shades: float, **changed: str) -> Any:  # noqa: ANN401
    """A row of cells with these shades, numbered from 1."""
    cells = [
        ROW | {"agency_group": f"Group {place}", "shade": shade, "shown": f"about {place}"}
        for place, shade in enumerate(shades, 1)
    ]
    cells[0] |= changed
    figure = charts.heat_grid(
        rows(*cells), charts.palette(theme), down="theme", across="agency_group"
    )
    return sent(figure)


@pytest.mark.parametrize("theme", THEMES)
def test_every_count_can_be_read_on_its_shade(theme: str) -> None:
    counts = range(1, 42)
    figure = _heat(theme, *((n - 21) / 20 for n in counts))
    shades = figure["data"][0]["marker"]["color"]
    inks = {note["text"]: note["font"]["color"] for note in figure["layout"]["annotations"]}
    assert len(set(shades)) == len(counts)
    assert min(contrast(inks[f"{n}"], shades[n - 1]) for n in counts) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_more_than_expected_is_bluer_fewer_greyer_and_what_was_expected_bare(theme: str) -> None:
    colours = charts.palette(theme)
    shades = _heat(theme, -1, 0, 0.2, 0.6, 1)["data"][0]["marker"]["color"]
    assert sorted(shades[1:], key=lambda shade: contrast(shade, colours.page)) == shades[1:]
    assert (shades[0], shades[1], shades[-1]) == (colours.soft, colours.page, colours.blue)


def test_a_withheld_cell_has_no_shade() -> None:
    figure = _heat("light", 0.5, 0.5, status="suppressed", shown="[c]")
    assert figure["data"][0]["x"] == [1]
    assert figure["layout"]["annotations"][-2]["text"] == "[c]"


@pytest.mark.parametrize(
    ("ends", "extent"),
    [((0.3, 0.5), (0, 0.5)), ((-0.1, 0.6), (-0.25, 0.75)), ((-0.6, -0.3), (-0.75, 0))],
)
def test_no_change_is_always_on_the_scale_of_shifts(
    ends: tuple[float, float], extent: tuple[float, float]
) -> None:
    moved = ROW | {"value": sum(ends) / 2, "lower": ends[0], "upper": ends[1]}
    layout = sent(charts.shift_intervals(rows(moved), LIGHT))["layout"]
    assert tuple(layout["xaxis"]["range"]) == extent
    assert [note["x"] for note in layout["annotations"] if note["text"] == "No change"] == [0]


def test_a_line_never_runs_through_the_name_of_a_group() -> None:
    figure = charts.shift_intervals(rows(ROW), LIGHT, ("Everyone +0.01", 0.01))
    [name] = [n for n in sent(figure)["layout"]["annotations"] if n["text"] == ROW["label"]]
    assert name["bgcolor"] == LIGHT.page


def test_a_change_is_counted_once_on_its_own_side_of_no_change() -> None:
    moved = [0.05, 0.0499, -0.05, -0.0499, 0, 0.1499, 0.15, 0.7, 3.0]
    [columns] = sent(charts.change_shape(moved, LIGHT, step=0.1, reach=2))["data"]
    found = dict(zip(columns["x"], columns["y"], strict=True))
    assert found == {-1: 1, 0: 3, 1: 2, 2: 1, 7: 1, 20: 1}
    colours = dict(zip(columns["x"], columns["marker"]["color"], strict=True))
    assert colours[-1] == LIGHT.concern
    assert colours[0] == LIGHT.same
    assert {colours[1], colours[20]} == {LIGHT.improvement}


def test_the_sides_of_a_change_say_how_many_and_add_up() -> None:
    said = texts(charts.change_shape([-3, 0, 0, 1, 2, 2], LIGHT, step=1, reach=10, places=0))
    plain_texts = [re.sub(r"<[^>]+>", "", text) for text in said]
    assert {"■ Worse 1", "■ The same 2", "■ Better 3", "Median 0"} < set(plain_texts)
    assert texts(charts.change_shape([], LIGHT, step=1, reach=10)) == [
        "Nothing to draw for this choice."
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_a_colour_means_one_thing(theme: str) -> None:
    colours = charts.palette(theme)
    roles = ("before", "concern", "improvement", "standard", "apart", "same")
    assert len({getattr(colours, role) for role in roles}) == len(roles)
    assert colours.concern == colours.orange


def test_orange_is_asked_for_by_its_meaning() -> None:
    named = [
        source.name
        for source in sorted(Path("insight/charts").glob("*.py"))
        if re.search(r"\.(orange|plum)\b", source.read_text("utf-8"))
    ]
    assert named == ["palette.py"]


def test_a_scale_goes_to_its_true_end() -> None:
    rated = ROW | {"before": 4, "after": 7, "before_shown": "4", "after_shown": "7"}
    layout = sent(charts.dumbbell(rows(rated), LIGHT, 10))["layout"]
    assert layout["xaxis"]["range"] == [0, 10]
    assert {"0", "10"} <= {note["text"] for note in layout["annotations"]}


def test_words_fold_between_words_only() -> None:
    assert fold("Health: mental health and CAMHS", 110) == ["Health: mental", "health and CAMHS"]
    assert fold("Unbreakable", 10) == ["Unbreakable"]


@pytest.mark.parametrize("places", [(10, 12), (5, 5, 5), (0, 100), (3, 1, 2, 40, 41)])
def test_spread_keeps_the_gap_and_the_order(places: tuple[float, ...]) -> None:
    moved = spread(places, 17)
    order = sorted(range(len(places)), key=places.__getitem__)
    steps = [moved[b] - moved[a] for a, b in pairwise(order)]
    assert all(step >= 17 - 1e-9 for step in steps)
    assert sum(moved) == pytest.approx(sum(places))


def test_spread_leaves_what_has_room() -> None:
    assert spread((0, 100), 17) == [0, 100]


def test_levels_lift_only_what_touches() -> None:
    assert levels([(0, 50), (40, 90), (60, 100)]) == [0, 1, 0]


def test_alt_text_says_the_finding_and_the_rows() -> None:
    told = charts.alt_text("Most are on time.", rows(ROW)[["label", "shown"]])
    assert told == "Most are on time. April 2025: 40%."


def test_alt_text_stops_and_counts_what_is_left() -> None:
    told = charts.alt_text("Long.", rows(*[ROW] * 60)[["label", "shown"]])
    assert len(told) <= 310
    written = told.count("April 2025")
    assert told.endswith(f" {60 - written} more in the table.")


def test_alt_text_never_gives_a_suppressed_number() -> None:
    assert "74" not in charts.alt_text("Finding.", rows(HIDDEN))


def test_nothing_imports_plotly_express() -> None:
    sources = sorted(Path("insight").rglob("*.py"))
    names = {
        alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
        for source in sources
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert "plotly.graph_objects" in names
    assert not [name for name in names if name.startswith("plotly.express")]


def test_no_chart_offers_to_upload_itself() -> None:
    assert charts.CONFIG["showSendToCloud"] is False
    assert charts.CONFIG["displayModeBar"] is False


def test_a_long_label_of_an_interval_is_folded_inside_a_phone() -> None:
    label = "2025 to 2026: **about 82%**, about 110 of 135, 95% interval 71% to 90%"
    figure = sent(charts.share_intervals(rows(ROW | {"label": label}), LIGHT, 0.5))
    [text] = [n["text"] for n in figure["layout"]["annotations"] if "interval" in n["text"]]
    lines = re.sub(r"</?b>", "", text).split("<br>")
    assert len(lines) > 1
    assert max(map(text_width, lines)) <= 340
    assert "<b>about 82%</b>" in text

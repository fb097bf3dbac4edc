"""Every page, for each partnership and role, through Streamlit's own AppTest.

`AppTest.from_function` runs a page without the pages folder being found by itself; the filters
are the real ones (docs/decisions/0005-pages-folder.md).
"""

from __future__ import annotations

import datetime as dt
import json
import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from etl import load
from insight.measures import MEASURES
from pages import PAGES, Page
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark import ParameterSet

NO_CASES = {"access", "definitions", "interviews", "load", "quality"}
"""Pages that are not about cases, to which the case filters do not apply."""

SIGNED_IN_ROLES = ("Partnership board", "Locality lead", "Evaluation group", "Administrator")


def _entry(key: str) -> None:
    """Draw one page as the dashboard does; runs in the app's own process."""
    import streamlit as st  # noqa: PLC0415 - AppTest runs this body by itself

    from insight import ui  # noqa: PLC0415
    from pages import PAGES  # noqa: PLC0415

    st.set_page_config(layout="wide")
    page = next(page for page in PAGES if page.key == key)
    ui.show(page.render, ui.choose_view(None, page.filters))


def _open(
    key: str, warehouse: Path, monkeypatch: pytest.MonkeyPatch, part: str = "", **chosen: str
) -> AppTest:
    monkeypatch.setenv("WAREHOUSE", str(warehouse))
    app = AppTest.from_function(_entry, args=(key,), default_timeout=60)
    for name, value in chosen.items():
        app.session_state[name] = value
    if part:
        app.session_state["part"] = part
    app.run()
    assert {name: app.selectbox(key=name).value for name in chosen} == chosen
    assert not app.exception, [found.message for found in app.exception]
    return app


def _texts(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*app.title, *app.header, *app.markdown])


def _figures(app: AppTest) -> list[str]:
    return [found.proto.spec for found in app.get("plotly_chart")]


def _walk() -> list[ParameterSet]:
    """Every page for each partnership and role; in a plain run Norfolk's for one role."""
    return [
        pytest.param(
            page.key,
            place,
            role,
            marks=[pytest.mark.everything]
            if place == "Norfolk" and role != "Partnership board"
            else [],
        )
        for page, place, role in product(PAGES, ("Norfolk", "Wakefield"), SIGNED_IN_ROLES)
    ]


@pytest.mark.parametrize(("page", "place", "role"), _walk())
def test_each_page_draws_for_each_partnership_and_role(
    page: str, place: str, role: str, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(page, demo_warehouse, monkeypatch, partnership=place, view_as=role)
    text = _texts(app)
    assert len(app.title) == 1
    assert "Demonstration data: invented." in text
    assert place in text
    assert "nan" not in text.lower().split()
    assert _figures(app) or app.table


@pytest.mark.parametrize("page", [page.key for page in PAGES if page.key not in NO_CASES])
def test_a_filter_reaches_every_page(
    page: str, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open(
        page,
        demo_warehouse,
        monkeypatch,
        partnership="Wakefield",
        period="2024 to 2025",
        plan_type="Child Protection",
    )
    assert "Child Protection" in _texts(app) or page == "localities"
    assert "2024" in _texts(app)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.key)
def test_every_filter_together_still_gives_sentences(
    page: Page, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = {
        "locality": "Breckland",
        "plan_type": "Child in Care",
        "agency_group": "Housing",
        "period": "2026 to 2027",
    }
    used = {name: value for name, value in every.items() if name in page.filters}
    app = _open(page.key, demo_warehouse, monkeypatch, partnership="Norfolk", **used)
    assert len(app.title) == 1
    assert {box.key for box in app.selectbox}.isdisjoint(set(every) - set(used))


def test_a_board_never_gets_an_exact_small_count(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("localities", demo_warehouse, monkeypatch, partnership="Wakefield")
    shown = json.dumps([table.value.to_dict() for table in app.table]) + "".join(_figures(app))
    assert "about" in shown
    exact = _open(
        "localities", demo_warehouse, monkeypatch, partnership="Wakefield", view_as="Administrator"
    )
    assert "about" not in json.dumps([table.value.to_dict() for table in exact.table])


@pytest.mark.parametrize(
    ("period", "timing"),
    [
        ("2025 to 2026", "Timing: no locality that can be shown differs by more than chance"),
        ("2026 to 2027", "Timing: we cannot tell whether"),
    ],
)
def test_of_localities_no_more_is_said_than_can_be_shown(
    period: str, timing: str, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("localities", demo_warehouse, monkeypatch, partnership="Wakefield", period=period)
    assert timing in _texts(app)


def test_only_evaluators_read_answers_and_only_admins_open_requests(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        role: "Answers in context"
        in _texts(_open("interviews", demo_warehouse, monkeypatch, view_as=role))
        for role in SIGNED_IN_ROLES
    }
    assert [role for role, may in answers.items() if may] == ["Evaluation group"]
    requests = {
        role: "Open requests"
        in _texts(
            _open("turnaround", demo_warehouse, monkeypatch, partnership="Wakefield", view_as=role)
        )
        for role in SIGNED_IN_ROLES
    }
    assert [role for role, may in requests.items() if may] == ["Administrator"]


def test_what_norfolk_published_is_shown_as_a_worked_example(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for page, part in (("feelings", "Words and method"), ("reasons", "")):
        text = _texts(_open(page, demo_warehouse, monkeypatch, part))
        assert "A worked example: what Norfolk has published" in text
        assert "February 2022" in text


def test_nothing_loaded_is_a_sentence_that_says_what_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("overview", tmp_path, monkeypatch)
    assert "python -m etl demo" in _texts(app)
    assert not app.get("plotly_chart")


def test_a_broken_newest_snapshot_leaves_the_last_good_one_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [write_csv(tmp_path, "r", [REFERRAL]), write_csv(tmp_path, "s", [SESSION])]
    load([*files, write_csv(tmp_path, "f", [FEEDBACK])], "wakefield", tmp_path / "w")
    assert "Sessions held" in str(_open("overview", tmp_path / "w", monkeypatch).metric[0].label)
    (tmp_path / "w" / "warehouse-20990101T000000-ffff.duckdb").write_bytes(b"damaged")
    (tmp_path / "w" / "CURRENT").write_text("warehouse-20990101T000000-ffff.duckdb\n")
    app = _open("overview", tmp_path / "w", monkeypatch)
    assert app.metric
    assert "earlier load is being shown" in app.warning[0].value


def test_a_single_real_referral_makes_no_page_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recent = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30)
    row = REFERRAL | {"received_date": recent.isoformat(), "decision": "", "decision_date": ""}
    load([write_csv(tmp_path, "r", [row])], "wakefield", tmp_path / "w")
    for page in PAGES:
        text = _texts(_open(page.key, tmp_path / "w", monkeypatch))
        assert "Demonstration data" not in text


def test_the_definitions_are_the_registry(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _open("definitions", demo_warehouse, monkeypatch, partnership="Norfolk")
    said = "\n".join(str(table.value.to_dict()) for table in app.table)
    assert not [entry.title for entry in MEASURES.values() if entry.title not in said]
    assert said.count("Does not apply to Norfolk") == 3
    assert not re.search("McNemar|Wilcoxon|rank-biserial|TextBlob|bootstrap|CR2", said)


@pytest.mark.parametrize("key", ["interviews", "definitions"])
def test_a_page_that_offers_no_period_is_of_all_dates(
    key: str, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its notes, its files' names and its lines in the log say so: they tell the view's period."""
    app = _open(key, demo_warehouse, monkeypatch)
    assert app.session_state["looked-at"].period.label == "All dates"

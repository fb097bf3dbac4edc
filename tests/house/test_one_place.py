"""CONTRIBUTING, "One place to add a thing", tried: a measure and a page.

A partnership is tried in tests/config/test_partnerships.py, a table in tests/etl/test_new_table.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import streamlit as st

import pages
from config.roles import ROLES
from insight.access import Viewer
from insight.commands import registry
from insight.measures import MEASURES, Measure, measure
from insight.measures.definition import CASE, TIME
from insight.measures.glossary import as_markdown
from tests.signed_in import token, visit, words

if TYPE_CHECKING:
    from pathlib import Path

    from insight.view import View

REFUSED = Measure(
    key="requests_not_approved",
    title="Requests not approved",
    question="How many requests are not approved?",
    numerator="requests that were not approved",
    denominator="requests decided",
    unit="% of requests",
    better="neither",
    group="How much did we do?",
    kind="share",
    dimensions=(*CASE, *TIME),
    source="a test",
    rows_of="mart_referral",
    day="received_date",
    base="decided",
    counted="NOT approved",
)


@pytest.fixture
def one_more_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more entry in the registry."""
    monkeypatch.setitem(MEASURES, REFUSED.key, REFUSED)


@pytest.mark.usefixtures("one_more_measure")
def test_a_measure_is_one_entry(demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ROLES:
        viewer = Viewer(role, ("wakefield",), ("Castleford",) if role == "lead" else ())
        for by in REFUSED.dimensions:
            assert len(measure(REFUSED.key, viewer, by=by, warehouse=demo_warehouse))
    assert REFUSED.key in [row[0] for row in registry().rows]
    assert f"### {REFUSED.title}: `{REFUSED.key}`" in as_markdown()
    monkeypatch.setenv("WAREHOUSE", str(demo_warehouse))
    # A person that no other test looks as: findings are remembered by who looks.
    app = visit(token("wakefield.lead.Wakefield Rural"), "what-figures-mean")
    assert REFUSED.title in words(app)


def render(view: View) -> None:
    """A page that somebody has added."""
    st.title(f"A page of {view.place.title}")


def test_a_page_is_one_file_and_one_line(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = pages.Page("new", "A new page", "one-more", "The data", render)
    monkeypatch.setattr(pages, "PAGES", (*pages.PAGES, added))
    monkeypatch.setenv("WAREHOUSE", str(demo_warehouse))
    app = visit(token("wakefield.board"), "one-more")
    assert [title.value for title in app.title] == ["A page of Wakefield"]

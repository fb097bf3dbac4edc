"""Streamlit's old page folder runs pages/<stem>.py without dashboard.py: nothing may come of it.

Until a session reaches `st.navigation`, a fresh server answers /<stem> with that file alone: no
viewer, no scope, no disclosure control. So each file is run alone, and some of them are the first
thing that a new server is asked for in a browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from config.paths import ROOT
from pages import PAGES
from tests.browser.serving import dashboard, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

PLAIN = ("-m", "streamlit")  # neither `python run.py` nor the guide's service starts it so
# One that draws cases, one that draws before there are any.
SOME = ("feelings", pytest.param("load", marks=pytest.mark.everything))
STEMS = sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py"))
CONTENT = '[data-testid="stMain"] [data-testid="stElementContainer"]'


def content(page: Page) -> list[str]:
    """What stands in the main part of the page, each element's text."""
    return [text for text in page.locator(CONTENT).all_inner_texts() if text.strip()]


@pytest.mark.parametrize("stem", STEMS)
def test_a_page_file_run_alone_draws_nothing(stem: str) -> None:
    alone = AppTest.from_file(str(ROOT / "pages" / f"{stem}.py")).run()
    assert not alone.exception
    assert (alone.main.children, alone.sidebar.children) == ({}, {})


@pytest.mark.parametrize("stem", SOME)
def test_a_page_file_asked_for_first_shows_nothing_by_itself(
    stem: str, demo_warehouse: Path, page: Page
) -> None:
    with dashboard(ROOT, PLAIN, WAREHOUSE=str(demo_warehouse)) as address:
        visit(page, f"{address}/{stem}")
        assert content(page) == [] or page.get_by_label("View as").is_visible()


def test_the_addresses_are_not_the_names_of_the_files() -> None:
    assert STEMS
    assert not {page.url_path for page in PAGES} & set(STEMS)


def test_the_danger_is_real_and_would_be_seen(tmp_path: Path, page: Page) -> None:
    """A page file that draws when it is run, in a project of its own, does leak."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "secret.py").write_text("import streamlit as st\nst.write('leaked')\n")
    front = "import streamlit as st\nst.navigation([st.Page(lambda: None, title='Front')]).run()\n"
    (tmp_path / "dashboard.py").write_text(front)
    with dashboard(tmp_path, PLAIN) as address:
        visit(page, f"{address}/secret")
        assert content(page) == ["leaked"]

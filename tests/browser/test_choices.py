"""A choice in the sidebar holds, also one made while the page is still being drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from config.paths import ROOT
from tests.browser.serving import DRAWN, dashboard

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page, ViewportSize

pytestmark = pytest.mark.browser

LAPTOP: ViewportSize = {"width": 1280, "height": 720}

# Every page goes on being drawn for as long as the file HOLD is there.
SLOW = """
import dataclasses, os, sys, time
sys.path.insert(0, "")
import pages, streamlit

def slow(render):
    def draw(view):
        said, steps = streamlit.empty(), 0
        while os.path.exists(os.environ["HOLD"]):
            said.text(f"Drawn for {(steps := steps + 1)} steps")
            time.sleep(0.1)
        said.empty()
        render(view)
    return draw

pages.PAGES = tuple(dataclasses.replace(one, render=slow(one.render)) for one in pages.PAGES)
from insight.serving import main

main()
"""


BEING_DRAWN = re.compile(r"Drawn for \d+ steps")
TEN_STEPS_ON = re.compile(r"Drawn for \d\d+ steps")


def test_a_choice_made_while_the_page_is_drawn_holds(
    demo_warehouse: Path, tmp_path: Path, page: Page
) -> None:
    hold = tmp_path / "hold"
    hold.touch()
    page.set_viewport_size(LAPTOP)
    settings = {"WAREHOUSE": str(demo_warehouse), "HOLD": str(hold)}
    with dashboard(ROOT, ("-c", SLOW), **settings) as address:
        page.goto(address)
        role = _open_while_drawn(page, "View as")
        hold.unlink()
        page.wait_for_selector(DRAWN, state="attached")
        page.get_by_role("option", name="Administrator").click()
        page.get_by_text("Counts are exact").first.wait_for()

        hold.touch()
        page.get_by_role("link", name="Quality", exact=True).click()
        page.get_by_text(BEING_DRAWN).wait_for()
        role.click()
        page.get_by_role("option", name="Locality lead").click()
        lead = _open_while_drawn(page, "Lead for")
        page.get_by_role("option", name="Breckland").click()
        hold.unlink()
        page.get_by_text("is for an administrator to see").wait_for()
        expect(role).to_have_value("Locality lead")
        expect(lead).to_have_value("Breckland")


def _open_while_drawn(page: Page, label: str) -> Locator:
    """Opens a list of the sidebar, and sees more of the page drawn since."""
    found = page.get_by_role("combobox", name=label)
    found.scroll_into_view_if_needed()  # scrolling closes a list that is open
    found.click()
    page.get_by_text(TEN_STEPS_ON).wait_for()
    return found

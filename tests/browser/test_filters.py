"""Filters in the address: taken off by a cross, kept where a page has none, and Back works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.serving import DRAWN, go_to, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CHOSEN = "partnership=Wakefield&period=2024+to+2025&plan_type=Child+Protection"


def test_a_filter_is_named_on_the_page_and_its_cross_takes_it_off(server: str, page: Page) -> None:
    visit(page, f"{server}/why-called?{CHOSEN}")
    expect(page).to_have_title("Reasons · Supervision impact")
    cross = page.get_by_role("button", name="Child Protection")
    cross.click()
    expect(cross).to_have_count(0)
    page.wait_for_selector(DRAWN, state="attached")
    assert "plan_type" not in page.url


def test_a_page_offers_what_it_uses_and_the_choice_is_kept_for_the_next(
    server: str, page: Page
) -> None:
    visit(page, f"{server}/why-called?{CHOSEN}")
    go_to(page, "Definitions")
    expect(page.get_by_role("combobox", name="Plan type")).to_have_count(0)
    go_to(page, "Reasons")
    expect(page.get_by_role("button", name="Child Protection")).to_be_visible()
    expect(page.get_by_text("1 April 2024 to 31 March 2025").first).to_be_visible()


def test_an_unknown_value_of_a_link_is_said_and_not_repeated(server: str, page: Page) -> None:
    visit(page, f"{server}/why-called?partnership=Wakefield&locality=Smith+family")
    expect(page.get_by_text("The link's locality is not known here")).to_be_visible()
    assert "Smith" not in page.locator("body").inner_text()


def test_back_goes_to_the_page_before(server: str, page: Page) -> None:
    visit(page, f"{server}/?{CHOSEN}")
    page.get_by_role("link", name="More on Turnaround").click()
    expect(page).to_have_title("Turnaround · Supervision impact")
    page.wait_for_selector(DRAWN, state="attached")
    page.go_back()
    expect(page).to_have_title("Overview · Supervision impact")
    expect(page.get_by_role("button", name="Child Protection")).to_be_visible()


def test_a_download_is_named_after_the_partnership_and_the_period(server: str, page: Page) -> None:
    visit(page, f"{server}/why-called?{CHOSEN}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download table").first.click()
    assert download.value.suggested_filename == "wakefield-2024-to-2025-reasons-cited.csv"

"""Every page, for both partnerships, draws its evidence and no error."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from config.partnerships import partnership
from pages import PAGES
from pages import Page as Entry
from tests.browser.serving import EXCEPTION, visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EVIDENCE = '.js-plotly-plot, [data-testid="stTable"] table'


@pytest.mark.parametrize("name", ["norfolk", "wakefield"])
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.key)
def test_a_page_draws_its_evidence_and_no_error(
    entry: Entry, name: str, server: str, page: Page
) -> None:
    title = partnership(name).title
    visit(page, f"{server}/{entry.url_path}?{urlencode({'partnership': title})}")
    page.locator(EVIDENCE).first.wait_for()
    assert page.locator(EXCEPTION).count() == 0
    assert title in page.locator('[data-testid="stMain"]').inner_text()


def test_the_front_page_draws_a_chart(server: str, page: Page) -> None:
    visit(page, server)
    page.locator(".js-plotly-plot").first.wait_for()
    assert page.locator('[data-testid="stMain"] h1').inner_text()

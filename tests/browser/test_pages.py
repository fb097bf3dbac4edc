"""Every page, for both partnerships, draws its evidence and no error, with the network off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest

from config.partnerships import partnership
from pages import PAGES
from pages import Page as Entry
from tests.browser.serving import EXCEPTION, visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _pytest.mark import ParameterSet
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

EVIDENCE = '.js-plotly-plot, [data-testid="stTable"] table'


WITHIN_THE_PAGE = {"data", "blob", "about"}


def elsewhere(addresses: list[str]) -> list[str]:
    """Those of the addresses that another machine would answer."""
    parts = [(address, urlsplit(address)) for address in addresses]
    return [
        address
        for address, part in parts
        if part.scheme not in WITHIN_THE_PAGE and part.hostname != "127.0.0.1"
    ]


def walk(name: str, *, plain: Sequence[Entry]) -> list[ParameterSet]:
    """Every page for a partnership; in a plain run those named."""
    return [
        pytest.param(
            entry,
            name,
            id=f"{entry.key}-{name}",
            marks=[] if entry in plain else pytest.mark.everything,
        )
        for entry in PAGES
    ]


@pytest.mark.parametrize(
    ("entry", "name"), [*walk("wakefield", plain=PAGES), *walk("norfolk", plain=PAGES[:2])]
)
def test_a_page_draws_its_evidence_and_asks_no_other_machine(
    entry: Entry, name: str, server: str, page: Page, asked: list[str]
) -> None:
    title = partnership(name).title
    visit(page, f"{server}/{entry.url_path}?{urlencode({'partnership': title})}")
    page.locator(EVIDENCE).first.wait_for()
    assert page.locator(EXCEPTION).count() == 0
    assert title in page.locator('[data-testid="stMain"]').inner_text()
    page.wait_for_load_state("networkidle")
    assert any(address.startswith("ws://127.0.0.1") for address in asked)
    assert elsewhere(asked) == []


def test_the_front_page_draws_a_chart(server: str, page: Page) -> None:
    visit(page, server)
    page.locator(".js-plotly-plot").first.wait_for()
    assert page.locator('[data-testid="stMain"] h1').inner_text()


def test_a_request_elsewhere_would_be_seen(server: str, page: Page, asked: list[str]) -> None:
    visit(page, server)
    page.evaluate("fetch('http://127.0.0.2:9/picture').catch(() => null)")
    assert "http://127.0.0.2:9/picture" in elsewhere(asked)

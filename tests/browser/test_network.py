"""The dashboard works with the network off: nothing it shows comes from, or goes, elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from pages import PAGES
from tests.browser.serving import visit

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WITHIN_THE_PAGE = {"data", "blob", "about"}


def elsewhere(addresses: list[str]) -> list[str]:
    """Those of the addresses that another machine would answer."""
    parts = [(address, urlsplit(address)) for address in addresses]
    return [
        address
        for address, part in parts
        if part.scheme not in WITHIN_THE_PAGE and part.hostname != "127.0.0.1"
    ]


def test_no_page_asks_another_machine_for_anything(
    server: str, page: Page, asked: list[str]
) -> None:
    for entry in PAGES:
        visit(page, f"{server}/{entry.url_path}")
        page.wait_for_load_state("networkidle")
    assert any(address.startswith("ws://127.0.0.1") for address in asked)
    assert elsewhere(asked) == []


def test_a_request_elsewhere_would_be_seen(server: str, page: Page, asked: list[str]) -> None:
    visit(page, server)
    page.evaluate("fetch('http://127.0.0.2:9/picture').catch(() => null)")
    assert "http://127.0.0.2:9/picture" in elsewhere(asked)

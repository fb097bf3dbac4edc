"""A page's own address answers on a server that nobody has opened yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT
from pages import PAGES
from tests.browser.serving import dashboard, visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_the_first_visit_may_be_to_any_page(demo_warehouse: Path, page: Page) -> None:
    with dashboard(ROOT, WAREHOUSE=str(demo_warehouse)) as address:
        visit(page, f"{address}/{PAGES[-1].url_path}")
        page.locator('[data-testid="stMain"] h1').wait_for()
        assert page.get_by_role("dialog").count() == 0
        page.get_by_label("View as").wait_for()

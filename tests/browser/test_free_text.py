"""What people write is shown as they wrote it: no HTML, link or picture comes of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from config.paths import ROOT
from etl import load
from tests.browser.serving import DRAWN, dashboard, view_as, visit
from tests.small_files import REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SCRIPT = "<script>window.ran = 1</script>"
PICTURE = '<img src="http://127.0.0.2/seen.png" onerror="window.ran = 2">'
MARKDOWN = "![seen](http://127.0.0.2/seen.png) [press](javascript:window.ran=3) <b>bold</b>"
INTERVIEW = {
    "interview_id": "I1",
    "question_no": "1",
    "interview_date": "2025-07-20",
    "agency": "Police",
    "question": f"What changed? {PICTURE}",
    "answer": f"{SCRIPT} {PICTURE} {MARKDOWN} We are no longer stuck.",
}


def test_free_text_is_shown_and_never_run(tmp_path: Path, page: Page, asked: list[str]) -> None:
    rows = {"r": [REFERRAL], "s": [SESSION], "i": [INTERVIEW]}
    files = [write_csv(tmp_path, name, each) for name, each in rows.items()]
    load(files, "wakefield", tmp_path / "w", as_at=dt.date(2025, 8, 1))
    with dashboard(ROOT, WAREHOUSE=str(tmp_path / "w")) as address:
        visit(page, address)
        page.get_by_text("Management information").wait_for()  # the page's last line
        view_as(page, "Evaluation", "Counts are exact")
        page.get_by_role("link", name="Interviews", exact=True).click()
        page.get_by_text("window.ran = 1").wait_for()
        page.wait_for_selector(DRAWN, state="attached")
        shown = page.locator('[data-testid="stMain"]').inner_text()
        assert all(text in shown for text in (SCRIPT, PICTURE, MARKDOWN))
        assert page.evaluate("window.ran") is None
    assert {urlsplit(found).hostname for found in asked} == {"127.0.0.1"}

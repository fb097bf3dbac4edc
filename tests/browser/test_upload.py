"""A person uploads a faulty spreadsheet, reads the problems, fixes it, loads it, sees it count."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from config.paths import ROOT
from etl import load
from tests.browser.serving import EXCEPTION, dashboard, go_to, view_as, visit
from tests.small_files import REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

MAIN = '[data-testid="stMain"]'
HEADINGS = ["Session ID", "Referral ID", "Session date", "Status", "Room"]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A dashboard over one request and the one session held for it, really loaded."""
    files = [write_csv(tmp_path, "r", [REFERRAL]), write_csv(tmp_path, "s", [SESSION])]
    load(files, "wakefield", tmp_path / "warehouse", as_at=dt.date(2026, 4, 30))
    with dashboard(ROOT, WAREHOUSE=str(tmp_path / "warehouse")) as served:
        yield served


def spreadsheet(path: Path, second_status: str) -> Path:
    """Two more sessions, as a colleague would send them."""
    book = Workbook()
    sheet = book.worksheets[0]
    rows = [
        ["S2", "R1", dt.date(2025, 7, 11), "held", "Blue room"],
        ["S3", "R1", dt.date(2025, 7, 14), second_status, "Blue room"],
    ]
    sheet.append(HEADINGS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_a_person_loads_a_spreadsheet_with_a_fault_after_fixing_it(
    address: str, tmp_path: Path, page: Page
) -> None:
    visit(page, address)
    view_as(page, "Administrator", "Counts are exact")
    held = page.get_by_test_id("stMetricValue").first
    expect(held).to_have_text("1")

    go_to(page, "Load")
    uploader = page.locator('input[type="file"]')
    uploader.set_input_files(spreadsheet(tmp_path / "july.xlsx", "took place"))
    page.get_by_role("cell", name="Row 3, status").wait_for()
    assert page.get_by_text("Rejected: status is not on the list.").is_visible()
    assert page.get_by_text("1 will be rejected").is_visible()
    page.get_by_text("Columns: 4 recognised, 1 not used").click()
    page.get_by_role("cell", name="Room", exact=True).wait_for()

    page.get_by_role("button", name="Remove july.xlsx").click()
    page.get_by_text("What was found").wait_for(state="detached")
    uploader.set_input_files(spreadsheet(tmp_path / "july fixed.xlsx", "held"))
    page.get_by_text("2 will go in").wait_for()
    assert "none is rejected" in page.locator(MAIN).inner_text()
    go_to(page, "Overview")
    expect(held).to_have_text("1")

    go_to(page, "Load")
    uploader.set_input_files(tmp_path / "july fixed.xlsx")
    page.get_by_role("button", name="Load", exact=True).click()
    page.get_by_text("Loaded into Wakefield").wait_for()
    assert page.locator(EXCEPTION).count() == 0
    go_to(page, "Overview")
    expect(held).to_have_text("3")
    go_to(page, "Quality")
    page.get_by_text("No row waits to be corrected").wait_for()

"""A person begins with an empty folder: loads the first files and answers for a likely name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT
from etl import load
from tests.browser.serving import DRAWN, EXCEPTION, dashboard, go_to, view_as, visit
from tests.small_files import FEEDBACK, REFERRAL, SESSION, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser

DESK: ViewportSize = {"width": 1400, "height": 1000}
PHONE: ViewportSize = {"width": 390, "height": 900}

# Of each button: what it says, and how its text stands out from the ground it is drawn on
# (WCAG 2.2, contrast ratio), the grounds of its parents shining through.
CONTRASTS = """() => {
    const parts = text => [...text.match(/[\\d.]+/g).map(Number), 1].slice(0, 4)
    const light = colour => colour.slice(0, 3).reduce((sum, part, place) => {
        const share = part / 255
        const linear = share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
        return sum + linear * [0.2126, 0.7152, 0.0722][place]
    }, 0)
    const ground = element => {
        const layers = []
        for (let one = element; one; one = one.parentElement)
            layers.unshift(parts(getComputedStyle(one).backgroundColor))
        const lay = (under, over) =>
            under.map((part, place) => part * (1 - over[3]) + over[place] * over[3])
        return layers.reduce(lay, [255, 255, 255])
    }
    return [...document.querySelectorAll('[data-testid="stMain"] button')].flatMap(button => {
        const said = button.innerText.trim()
        if (!said || button.disabled) return []
        const leaf = [...button.querySelectorAll('*')].findLast(e => e.innerText?.trim() === said)
        const [a, b] = [light(parts(getComputedStyle(leaf ?? button).color)), light(ground(button))]
        return [[said, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]]
    })
}"""

FITS = """() => [...document.querySelectorAll(
    ['h1', 'h2', 'h3', 'p', 'td', 'th', 'button', 'input', '.js-plotly-plot']
        .map(tag => `[data-testid="stMain"] ${tag}`)
)].every(element => element.getBoundingClientRect().right <= 390)"""


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """One request, its session, and an answer that names somebody."""
    answer = FEEDBACK | {"comment": "We spoke to Mrs Sarah Okonkwo."}
    tables = {"requests": REFERRAL, "sessions": SESSION, "answers": answer}
    return [write_csv(tmp_path, name, [row]) for name, row in tables.items()]


def test_a_person_loads_the_first_files_and_answers_for_a_name(
    tmp_path: Path, files: list[Path], page: Page
) -> None:
    with dashboard(ROOT, WAREHOUSE=str(tmp_path / "new")) as address:
        visit(page, address)
        page.get_by_text("There is nothing to show yet").wait_for()
        go_to(page, "Load")
        view_as(page, "Administrator", "Load your first files")
        page.get_by_role("combobox", name="These files are from").click()
        page.get_by_role("option", name="Wakefield").click()
        page.locator('input[type="file"]').set_input_files(files)
        page.get_by_text("3 rows will go in.").wait_for()
        assert not (tmp_path / "new").exists()
        page.get_by_role("button", name="Load", exact=True).click()
        page.get_by_text("Loaded into Wakefield").wait_for()
        go_to(page, "Quality")
        page.get_by_text("1 likely name to review").wait_for()
        page.get_by_role("button", name="It was not a name", exact=True).click()
        page.get_by_text("No likely name waits to be reviewed").wait_for()
        page.get_by_text("Answered: 1").click()
        page.get_by_role("cell", name="Not a name").wait_for()
        go_to(page, "Overview")
        page.get_by_test_id("stMetricValue").first.get_by_text("1").wait_for()
        assert page.locator(EXCEPTION).count() == 0


@pytest.fixture
def address(tmp_path: Path, files: list[Path]) -> Iterator[str]:
    """A dashboard over those files, loaded."""
    load(files, "wakefield", tmp_path / "loaded")
    with dashboard(ROOT, WAREHOUSE=str(tmp_path / "loaded")) as served:
        yield served


def test_every_button_can_be_read_and_nothing_is_wider_than_a_phone(
    address: str, tmp_path: Path, browser: Browser
) -> None:
    faulty = write_csv(tmp_path, "more", [SESSION, SESSION | {"session_id": "S2", "status": "x"}])
    seen: set[str] = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport=DESK, color_scheme=scheme)
        page = context.new_page()
        visit(page, address)
        view_as(page, "Administrator", "Counts are exact")
        go_to(page, "Quality")
        page.get_by_text("1 likely name to review").wait_for()
        seen |= _legible(page, scheme)
        go_to(page, "Load")
        page.locator('input[type="file"]').set_input_files(faulty)
        page.get_by_text("1 row will go in.").wait_for()
        seen |= _legible(page, scheme)
        context.close()
    assert {"It was a name: leave it out", "It was not a name", "Load", "Chart"} <= seen


def _legible(page: Page, scheme: str) -> set[str]:
    """Check the page as it stands, on a phone too, and return what its buttons say."""
    page.wait_for_selector(DRAWN, state="attached")
    found: list[tuple[str, float]] = page.evaluate(CONTRASTS)
    pale = [(said, round(ratio, 2)) for said, ratio in found if ratio < 4.5]
    assert pale == [], scheme
    page.set_viewport_size(PHONE)
    page.wait_for_function(FITS)  # charts are drawn anew for the new width, a moment later
    page.set_viewport_size(DESK)
    return {said for said, _ in found}

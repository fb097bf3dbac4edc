"""The headers that the deployment guide gives a proxy leave the dashboard whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT
from tests.browser.conftest import QUIET
from tests.browser.serving import visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

HEADERS = dict(
    re.findall(
        r'add_header (\S+) "(.+)" always;',
        (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8"),
    )
)

COMPLAINT = "Security Policy"
# What a test hands over counts as another network's, which may not ask this one for anything.
SAME_NETWORK = "--disable-features=LocalNetworkAccessChecks"


@pytest.fixture
def policed(browser: Browser, chromium: str) -> Iterator[Page]:
    """A page to which the headers of the guide, or others, can be sent."""
    flags = [*QUIET, "--no-sandbox", SAME_NETWORK]
    started = browser.browser_type.launch(executable_path=chromium, args=flags)
    yield started.new_page()
    started.close()


def send(page: Page, headers: dict[str, str]) -> list[str]:
    """Sends these headers with all that the page asks for; what the browser then says."""
    said: list[str] = []

    def with_headers(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, **headers})

    page.route("**/*", with_headers)
    page.on("console", lambda told: said.append(told.text))
    return said


def test_a_page_draws_under_the_headers_of_the_guide(server: str, policed: Page) -> None:
    host = server.removeprefix("http://")
    policy = HEADERS["Content-Security-Policy"]
    sent = {**HEADERS, "Content-Security-Policy": policy.replace("dashboard.example.gov.uk", host)}
    del sent["Strict-Transport-Security"]  # this server has no TLS
    said = send(policed, sent)
    visit(policed, server)
    policed.locator(".js-plotly-plot").first.wait_for()
    assert [told for told in said if COMPLAINT in told] == []


def test_a_stricter_policy_would_be_seen(server: str, policed: Page) -> None:
    send(policed, {"Content-Security-Policy": "default-src 'none'"})
    with policed.expect_console_message(lambda told: COMPLAINT in told.text):
        policed.goto(server)

"""The headers that the deployment guide gives a proxy leave the dashboard whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from config.paths import ROOT
from tests.browser.conftest import QUIET

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


# What a test hands over counts as another network's, which may not ask this one for anything.
SAME_NETWORK = "--disable-features=LocalNetworkAccessChecks"


@pytest.fixture
def policed(browser: Browser, chromium: str) -> Iterator[Page]:
    """A page to which the headers of the guide, or others, can be sent."""
    flags = [*QUIET, "--no-sandbox", SAME_NETWORK]
    started = browser.browser_type.launch(executable_path=chromium, args=flags)
    yield started.new_page()
    started.close()


def complaints_about(page: Page, address: str, headers: dict[str, str]) -> list[str]:
    """What the browser says of the policy while it draws the front page."""
    said: list[str] = []

    def with_headers(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, **headers})

    page.route("**/*", with_headers)
    page.on("console", lambda told: said.append(told.text))
    page.goto(address)
    page.wait_for_timeout(1000)
    if "script-src" in headers["Content-Security-Policy"]:
        page.locator(".js-plotly-plot").first.wait_for()
    return [told for told in said if "Security Policy" in told]


def test_a_page_draws_under_the_headers_of_the_guide(server: str, policed: Page) -> None:
    host = server.removeprefix("http://")
    policy = HEADERS["Content-Security-Policy"]
    sent = {**HEADERS, "Content-Security-Policy": policy.replace("dashboard.example.gov.uk", host)}
    del sent["Strict-Transport-Security"]  # this server has no TLS
    assert complaints_about(policed, server, sent) == []


def test_a_stricter_policy_would_be_seen(server: str, policed: Page) -> None:
    assert complaints_about(policed, server, {"Content-Security-Policy": "default-src 'none'"})

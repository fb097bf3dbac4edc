"""A real browser, and a dashboard over the demonstration warehouse for it to visit."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from config.paths import ROOT
from tests.browser.serving import dashboard
from tests.conftest import NO_BROWSER

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A browser on its own asks its maker for updates and more; what is left is what the pages ask.
QUIET = [
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
SECONDS = 60
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The installed Chromium. Without one: a failure in CI, elsewhere a skip said out loud."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    message = f"{NO_BROWSER}: none of {', '.join(NAMES)} is installed here."
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A running browser, without the sandbox where root may not have one."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*QUIET, "--no-sandbox"] if as_root else QUIET
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield started
        started.close()


@pytest.fixture
def asked() -> list[str]:
    """Every address that `page` has asked for, in order; WebSockets too."""
    return []


@pytest.fixture
def page(browser: Browser, asked: list[str]) -> Iterator[Page]:
    """A fresh browser window with nothing remembered."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(SECONDS * 1000)
    context.on("request", lambda request: asked.append(request.url))
    opened = context.new_page()
    opened.on("websocket", lambda socket: asked.append(socket.url))
    yield opened
    context.close()


@pytest.fixture(scope="session")
def server(demo_warehouse: Path) -> Iterator[str]:
    """The address of a dashboard over the demonstration warehouse."""
    with dashboard(ROOT, WAREHOUSE=str(demo_warehouse)) as address:
        yield address

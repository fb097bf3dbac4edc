"""Starting a dashboard for a browser to visit, and reading what the browser shows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import expect

import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

SECONDS_TO_START = 60
DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"]'
EXCEPTION = '[data-testid="stException"]'


@contextmanager
def dashboard(
    folder: Path, start: tuple[str, str] = ("-m", run.SERVER), **settings: str
) -> Iterator[str]:
    """Serves the dashboard.py of a folder on a free port; gives its address.

    `start` is how Python starts Streamlit: as `python run.py` and the service of the guide do.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, *start, "run", "dashboard.py"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    with subprocess.Popen(command, cwd=folder, env={**os.environ, **settings}) as process:
        try:
            wait_for(f"{address}/_stcore/health", process)
            yield address
        finally:
            process.terminate()


def free_port() -> int:
    """A port on this computer that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Waits until a server answers; fails when its process ends before."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    last = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < last:
        try:
            direct.open(address, timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    message = f"nothing answered at {address}"
    raise RuntimeError(message)


def visit(page: Page, address: str) -> None:
    """Opens an address and waits until its script has run to the end."""
    page.goto(address)
    page.wait_for_selector(DRAWN, state="attached")


def go_to(page: Page, name: str) -> None:
    """Follows a link of the navigation and waits until that page is drawn.

    The link says that it is the page's own once the server has answered. What is chosen before
    that goes out with the page that was left, and Streamlit goes back to it.
    """
    link = page.get_by_role("link", name=name, exact=True)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")
    page.wait_for_selector(DRAWN, state="attached")


def view_as(page: Page, role: str, says: str) -> None:
    """Looks as a role, and waits until the page says so."""
    page.get_by_role("combobox", name="View as").click()
    page.get_by_role("option", name=role).click()
    page.get_by_text(says).first.wait_for()

"""What a person waits for, in a real browser: `python -m benchmarks.clicking`.

Of the dashboard and of the plain version, in turns: from the start of the server to the first
chart, and each change of a filter on Overview, as seen and as processor time of the server. Every
figure is of the demonstration data. Chromium must be installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import ViewportSize, sync_playwright

from benchmarks.starting import first_byte, free_port, server
from benchmarks.versions import OURS, PLAIN, measured, settings
from config.partnerships import PLAN_TYPES, partnership
from config.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROUNDS = 3
QUIET_SECONDS = 90.0
"""Until what a server does by itself after its start is over."""

SCREEN = ViewportSize(width=1400, height=1300)
"""Tall enough for every filter: an open list closes when the side bar scrolls."""

_MS = 1000
_LABELS = {OURS: ("Locality", "Plan type"), PLAIN: ("locality", "plan_type")}
_CHART = ".js-plotly-plot .main-svg"
_STOPPED = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_WATCH = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    const state = () => app.getAttribute('data-test-script-state');
    let ran = false;
    window.seen = null;
    window.started = performance.now();
    const look = () => {
        if (state() !== 'notRunning') { ran = true; }
        else if (ran && window.seen === null) {
            requestAnimationFrame(() => requestAnimationFrame(() => {
                window.seen = performance.now() - window.started;
            }));
        }
    };
    new MutationObserver(look).observe(app, {attributes: true});
}"""


def main() -> None:
    """Measure both versions in a warehouse made for it, and print the figures."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if chromium is None:
        sys.exit("No Chromium is installed: install it and start again.")
    found: dict[str, list[dict[str, float]]] = {OURS: [], PLAIN: []}
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        measured(Path(folder), "build", OURS)
        print(f"Prepared after the load, at the lowest priority: {_prepared(Path(folder)):.0f} s")
        browser = playwright.chromium.launch(executable_path=chromium, args=as_root)
        for _ in range(ROUNDS):
            for version, each in found.items():
                each.append(_one(version, Path(folder), browser))
        browser.close()
    print(f"{'median of ' + str(ROUNDS):<34}{'ours':>10}{'plain':>10}{'ratio':>8}")
    for name in found[OURS][0]:
        ours, plain = (median(each[name] for each in found[version]) for version in (OURS, PLAIN))
        print(f"{name:<34}{ours:>10.0f}{plain:>10.0f}{ours / plain:>8.2f}")


def _prepared(folder: Path) -> float:
    """Work out what a load starts the making of, as it does; return the seconds that took."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "insight", "prepare"]
    subprocess.run(command, cwd=ROOT, env=settings(folder), check=True, capture_output=True)
    return time.perf_counter() - began


def _one(version: str, warehouse: Path, browser: Browser) -> dict[str, float]:
    """Return each figure of one start, in milliseconds."""
    port, began = free_port(), time.perf_counter()
    with server(version, warehouse, port) as process:
        first_byte(port, began + QUIET_SECONDS)
        page = browser.new_page(viewport=SCREEN)
        page.goto(f"http://127.0.0.1:{port}/?partnership=Wakefield")
        page.wait_for_selector(_CHART)
        cold = (time.perf_counter() - began) * _MS
        page.wait_for_selector(_STOPPED, state="attached")
        if version == PLAIN:
            _pick(page, "Partnership", "Wakefield")
        time.sleep(QUIET_SECONDS if version == OURS else 1)
        costs = [_changed(page, process.pid, *change) for change in _changes(version)]
        page.close()
    seen, spent = zip(*costs, strict=True)
    return {
        "cold to the first chart": cold,
        "first change of a filter, seen": seen[0],
        "later changes to new values, seen": median(seen[1:]),
        "first change, processor": spent[0],
        "later changes, processor": median(spent[1:]),
    }


def _changes(version: str) -> Iterator[tuple[str, str]]:
    locality, plan = _LABELS[version]
    for each in partnership("wakefield").localities[:4]:
        yield locality, each.name
    for kind in PLAN_TYPES[:3]:
        yield plan, kind


def _pick(page: Page, label: str, value: str) -> float:
    """Choose a value and return after how many milliseconds the page had been drawn anew."""
    page.get_by_role("combobox", name=label).click()
    option = page.get_by_role("option", name=value, exact=True)
    option.wait_for()
    page.evaluate(_WATCH)
    option.click()
    page.wait_for_function("window.seen !== null")
    page.wait_for_selector(_STOPPED, state="attached")
    return float(page.evaluate("window.seen"))


def _changed(page: Page, pid: int, label: str, value: str) -> tuple[float, float]:
    before = _processor(pid)
    seen = _pick(page, label, value)
    return seen, _processor(pid) - before


def _processor(pid: int) -> float:
    """Return how long a process has worked, in milliseconds (Linux alone tells so)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") * _MS


if __name__ == "__main__":
    main()

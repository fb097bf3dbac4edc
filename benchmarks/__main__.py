"""Everything in one run: `python -m benchmarks`. What it measures: docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import tempfile
from pathlib import Path
from statistics import median

from tqdm import tqdm

from benchmarks.plain.pages import PAGES as COMPARED
from benchmarks.starting import start
from benchmarks.versions import OURS, PLAIN, measured
from pages import PAGES as ALL

STARTS = 3
BUILDS = 2
START_AIM, CHANGE_AIM, BUILD_AIM = 3.0, 30.0, 5.0
VERSIONS = (OURS, PLAIN)
_MS = 1000
PAGES = tuple(page for page in ALL if page.key in COMPARED)
"""The pages that the plain version has too: those about the work, not about loading."""


def main() -> None:
    """Measure both versions in a warehouse made for it, and print the figures as tables."""
    machine = f"{os.cpu_count()} processors, {platform.system()}"
    today = dt.datetime.now(dt.UTC)
    tqdm.write(f"{today:%d %B %Y}, {machine}, Python {platform.python_version()}. {_load()}\n")
    steps = len(VERSIONS) * (BUILDS + STARTS + len(PAGES)) + 1
    with tempfile.TemporaryDirectory() as folder, tqdm(total=steps, leave=False) as bar:
        warehouse = Path(folder)
        for table in (_building, _starting, _changing):
            bar.write("\n".join([*table(warehouse, bar), ""]))


def _load() -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    return f"Busy processes in the last minute: {os.getloadavg()[0]:.1f}."


def _row(name: str, ours: float, plain: float, unit: str, aim: float | None = None) -> str:
    aimed = f"aim {aim:g} {unit}: {'met' if ours <= aim else 'MISSED'}" if aim else ""
    ratio = f"{ours / plain:.2f} x"
    return f"{name:<34}{ours:>8.2f} {unit}{plain:>9.2f} {unit}{ratio:>9}   {aimed}"


def _heading(name: str) -> str:
    return f"{name:<34}{'ours':>10}{'plain':>11}{'ratio':>10}"


def _building(warehouse: Path, bar: tqdm) -> list[str]:
    found: dict[str, list[dict[str, float]]] = {version: [] for version in VERSIONS}
    for _ in range(BUILDS):
        for version in VERSIONS:
            found[version].append(measured(warehouse, "build", version))
            bar.update()
    best = {
        (version, kind): min(each[kind] for each in found[version])
        for version in VERSIONS
        for kind in ("clock", "cpu")
    }
    return [
        _heading(f"Build, best of {BUILDS}"),
        _row("on the clock", best[OURS, "clock"], best[PLAIN, "clock"], "s ", BUILD_AIM),
        _row("processor", best[OURS, "cpu"], best[PLAIN, "cpu"], "s "),
    ]


def _starting(warehouse: Path, bar: tqdm) -> list[str]:
    best = {}
    for version in VERSIONS:
        starts = []
        for _ in range(STARTS):
            starts.append(start(version, warehouse))
            bar.update()
        best[version] = min(starts, key=lambda one: one.drawn)
    ours, plain = best[OURS], best[PLAIN]
    return [
        _heading(f"Start, best of {STARTS}"),
        _row("to the first byte", ours.first_byte, plain.first_byte, "s ", START_AIM),
        _row("to the first page drawn", ours.drawn, plain.drawn, "s "),
    ]


def _changing(warehouse: Path, bar: tqdm) -> list[str]:
    empty = measured(warehouse, "change", "empty", "")
    bar.update()
    floor = median(empty["new"]) * _MS
    lines = [
        _heading("Filter change, processor, median"),
        f"(of which AppTest with the filters alone: {floor:.1f} ms)",
    ]
    for page in PAGES:
        costs = {}
        for version in VERSIONS:
            costs[version] = measured(warehouse, "change", version, page.key)
            bar.update()
        for kind, words in (("new", "new values"), ("seen", "values seen before")):
            ours, plain = (median(costs[version][kind]) * _MS for version in VERSIONS)
            lines.append(_row(f"{page.title}, {words}", ours, plain, "ms", CHANGE_AIM))
    return lines


if __name__ == "__main__":
    main()

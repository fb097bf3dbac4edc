"""What every test may use: a key, the demonstration warehouse, and a guard on the real data."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import settings

from config.paths import DATA
from etl.demo import build_demo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

settings.register_profile("plain", max_examples=25, deadline=None)
settings.register_profile("everything", max_examples=250, deadline=None)
NO_BROWSER = "BROWSER TESTS NOT RUN"
REAL_WAREHOUSE = DATA / "warehouse"
# Nothing works on behind a test's back; what tests it asks for it.
os.environ["PREPARE"] = "off"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Knows `--everything`: the long walks as well."""
    parser.addoption("--everything", action="store_true", help="run the long walks as well")


def pytest_configure(config: pytest.Config) -> None:
    """Has a property tried with some examples in a plain run, and with many in a long one."""
    kind = "everything" if config.getoption("--everything") else "plain"
    settings.load_profile(kind)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves the long walks out of a plain run; in a long one every property is one of them."""
    if config.getoption("--everything"):
        for item in items:
            if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
                item.add_marker("everything")
        return
    long_walks = [item for item in items if item.get_closest_marker("everything")]
    config.hook.pytest_deselected(items=long_walks)
    items[:] = [item for item in items if not item.get_closest_marker("everything")]


@pytest.fixture(scope="session", autouse=True)
def test_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Gives the tests their own key, and an empty warehouse to all that name none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE_KEY", "a-key-for-the-tests-only")
        patch.setenv("WAREHOUSE", str(tmp_path_factory.mktemp("no-warehouse")))
        yield


@pytest.fixture(autouse=True)
def real_warehouse_untouched() -> Iterator[None]:
    """Fails a test that writes, changes or deletes anything in the project's own warehouse."""
    before = _contents(REAL_WAREHOUSE)
    yield
    assert _contents(REAL_WAREHOUSE) == before, f"the test wrote into {REAL_WAREHOUSE}"


def _contents(folder: Path) -> dict[str, tuple[int, int]] | None:
    if not folder.exists():
        return None
    stats = ((entry.name, entry.stat()) for entry in folder.iterdir())
    return {name: (stat.st_size, stat.st_mtime_ns) for name, stat in stats}


@pytest.fixture(scope="session")
def demo_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration warehouse, built once however many processes run the tests. Read only."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / "demonstration"
    with FileLock(shared / "demonstration.lock"):
        if not (folder / "CURRENT").exists():
            build_demo(folder)
    return folder


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the very end, where it cannot be missed, that no browser was found."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {report.longrepr[2] for report in skipped if NO_BROWSER in str(report.longrepr)}
    for reason in sorted(reasons):
        terminalreporter.section(NO_BROWSER, red=True, bold=True)
        terminalreporter.line(reason.removeprefix("Skipped: "), red=True, bold=True)

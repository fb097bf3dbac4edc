"""One measurement in this process; prints one line of JSON.

    python -m benchmarks.measured build ours|plain
    python -m benchmarks.measured change ours|plain PAGE

The figures are processor seconds of this process, all its threads together, and for a build the
seconds on the clock as well.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import cycle, islice
from typing import TYPE_CHECKING

from streamlit.testing.v1 import AppTest

from benchmarks.versions import OURS
from config.partnerships import PLAN_TYPES
from config.paths import warehouse_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

YEARS = ("2025 to 2026", "2024 to 2025", "2026 to 2027")
PLANS = ("All plans", *PLAN_TYPES)
GROUPS = (
    "All agencies",
    "Police",
    "Education and early years",
    "Children's social care",
    "Early help",
    "Health: community and 0-19",
)
CHANGES = 16
BACK_AND_FORTH = 8
Choice = dict[str, str]


def main(words: Sequence[str]) -> None:
    """Measure what the words ask for."""
    kind, version, *rest = words
    found = _build(version) if kind == "build" else _change(version, *rest)
    sys.stdout.write(f"\n{json.dumps(found)}\n")


def _build(version: str) -> dict[str, float]:
    work: Callable[[], object]
    if version == OURS:
        from etl.demo import build_demo  # noqa: PLC0415 - each version pays for its own imports

        work = lambda: build_demo(warehouse_dir(None))  # noqa: E731 - one line is enough
    else:
        from benchmarks.plain.frames import frames  # noqa: PLC0415

        work = frames
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return {"clock": time.perf_counter() - clock, "cpu": time.process_time() - processor}


def _change(version: str, page: str) -> dict[str, list[float]]:
    """Return the cost of each change to values not seen before, and of going back and forth."""
    app = AppTest.from_function(_entries()[version], args=(page,), default_timeout=30)
    app.run()
    app.selectbox(key="partnership").select("Wakefield").run()
    walk = _walk("agency_group", GROUPS) if page == "interviews" else _walk("plan_type", PLANS)
    seen = [walk[-1], walk[-2]]
    return {
        "new": _costs(app, walk),
        "seen": _costs(app, islice(cycle(seen), BACK_AND_FORTH)),
    }


def _walk(name: str, values: Sequence[str]) -> list[Choice]:
    """Return filters that differ from one to the next in one place only, none of them twice."""
    walk: list[Choice] = []
    for place, year in enumerate(YEARS):
        there_or_back = values if place % 2 == 0 else tuple(reversed(values))
        walk += [{"period": year, name: value} for value in there_or_back]
    return walk[1 : CHANGES + 1]


def _costs(app: AppTest, walk: Iterable[Choice]) -> list[float]:
    found = []
    for choice in walk:
        for key, value in choice.items():
            box = app.selectbox(key=key)
            if box.value != value:
                box.select(value)
        before = time.process_time()
        app.run()
        found.append(time.process_time() - before)
        if app.exception:
            msg = f"The page failed at {choice}: {app.exception[0].message}"
            raise RuntimeError(msg)
    return found


def _entries() -> dict[str, Callable[[str], None]]:
    return {"ours": _ours, "plain": _plain, "empty": _empty}


def _ours(key: str) -> None:
    """Draw one page as the dashboard does; AppTest runs this body by itself."""
    import streamlit as st  # noqa: PLC0415

    from insight import ui  # noqa: PLC0415
    from pages import PAGES  # noqa: PLC0415

    st.set_page_config(layout="wide")
    page = next(page for page in PAGES if page.key == key)
    ui.show(page.render, ui.choose_view())


def _plain(key: str) -> None:
    """Draw one page of the plain version."""
    from benchmarks.plain.app import main as draw  # noqa: PLC0415

    draw(key)


def _empty(_: str) -> None:
    """Draw the filters and nothing else: what AppTest itself costs."""
    import streamlit as st  # noqa: PLC0415

    from benchmarks.measured import PLANS, YEARS  # noqa: PLC0415

    st.selectbox("Partnership", ["Norfolk", "Wakefield"], key="partnership")
    st.selectbox("Period", YEARS, key="period")
    st.selectbox("Plan type", PLANS, key="plan_type")


if __name__ == "__main__":
    main(sys.argv[1:])

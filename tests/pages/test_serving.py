"""The server: what the first page needs is ready before anyone asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from insight import measures, ui, warming
from insight.findings import overview
from insight.measures.protection import hiding
from insight.warehouse import served

if TYPE_CHECKING:
    from pathlib import Path


def _first_page() -> None:
    """Draw the first page as the dashboard does; runs in the app's own process."""
    from insight import ui  # noqa: PLC0415 - AppTest runs this body by itself
    from pages import PAGES  # noqa: PLC0415

    ui.show(PAGES[0].render, ui.choose_view(None, PAGES[0].filters))


@pytest.mark.parametrize("place", ["Norfolk", "Wakefield"])
def test_the_first_page_asks_nothing_that_is_not_worked_out(
    place: str, demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE", str(demo_warehouse))
    warming.first_page(demo_warehouse)

    def asked(*_: object) -> None:
        pytest.fail("the first page still asks for a measure")

    for way in ("answered", "told"):
        monkeypatch.setattr(measures, way, asked)
    app = AppTest.from_function(_first_page, default_timeout=60)
    app.session_state["partnership"] = place
    app.run()
    assert not app.exception, [found.message for found in app.exception]
    assert len(app.title) == 1


def test_after_one_value_of_a_filter_another_asks_for_no_table(
    demo_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warming.filters(demo_warehouse)
    made: list[object] = []
    find_layers = hiding.Hiding._find_layers  # noqa: SLF001 - what costs, counted

    def counted(self: hiding.Hiding, dimensions: tuple[str, ...]) -> object:
        made.append(dimensions)
        return find_layers(self, dimensions)

    monkeypatch.setattr(hiding.Hiding, "_find_layers", counted)
    first = ui.first_views(served(demo_warehouse))[0]
    for name, values in (("plan_type", "Child in Need"), ("agency_group", "Police")):
        overview.rows(replace(first, filters=((name, (values,)),)))
    assert made == []


def test_with_nothing_loaded_there_is_nothing_to_make_ready(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert warming.first_page(tmp_path / "empty") is None
    warming.filters(tmp_path / "empty")
    assert capfd.readouterr() == ("", "")

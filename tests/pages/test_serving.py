"""The server: what the first page needs is ready before anyone asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from insight import measures, serving

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
    serving.warm(demo_warehouse)

    def asked(*_: object) -> None:
        pytest.fail("the first page still asks for a measure")

    monkeypatch.setattr(measures, "answered", asked)
    app = AppTest.from_function(_first_page, default_timeout=60)
    app.session_state["partnership"] = place
    app.run()
    assert not app.exception, [found.message for found in app.exception]
    assert len(app.title) == 1


def test_with_nothing_loaded_there_is_nothing_to_make_ready(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    serving.warm(tmp_path / "empty")
    assert capfd.readouterr() == ("", "")

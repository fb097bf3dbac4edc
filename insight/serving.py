"""The server: `python -m insight.serving run dashboard.py`, with Streamlit's own options.

Streamlit's command with two things done that it cannot be told: it takes no folder called pages
for a list of pages (docs/decisions/0005-pages-folder.md), and what the first page needs is made
ready while nobody waits for it.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from streamlit import runtime
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

from config.errors import DashboardError

if TYPE_CHECKING:
    from config.paths import Folder

_LOOK_AGAIN = 0.05
_UNTIL_QUIET = 15.0
_LATER = ("scipy.stats", "etl")
"""What a page asks for when somebody opens a part of it: imported once the first page is out."""


def main() -> None:
    """Serve until stopped."""
    PagesManager.uses_pages_directory = False
    threading.Thread(target=_in_the_background, daemon=True).start()
    cli.main()


def _in_the_background() -> None:
    while not runtime.exists():
        time.sleep(_LOOK_AGAIN)
    warm()
    time.sleep(_UNTIL_QUIET)
    for name in _LATER:
        import_module(name)


def warm(warehouse: Folder = None) -> None:
    """Import the pages, open the snapshot being served and work out what the first page says.

    Where there is none, or it goes meanwhile, the first who looks is told so: nothing is said here.
    """
    import_module("pages")
    from insight.findings import feelings, overview  # noqa: PLC0415 - the port is open first
    from insight.ui import first_views  # noqa: PLC0415
    from insight.warehouse import SnapshotGone, served  # noqa: PLC0415

    with suppress(DashboardError, SnapshotGone):
        for view in first_views(served(warehouse)):
            for finding in (overview.title, overview.rows, overview.pointers, feelings.limits):
                finding(view)


if __name__ == "__main__":
    main()

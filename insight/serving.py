"""The server: `python -m insight.serving run dashboard.py`, with Streamlit's own options.

Streamlit's command with two things done that it cannot be told: it takes no folder called pages
for a list of pages (docs/decisions/0005-pages-folder.md), and what people will ask is made ready
while nobody waits for it (insight.warming).
"""

from __future__ import annotations

import threading
import time
from importlib import import_module

from streamlit import runtime
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli

_LOOK_AGAIN = 0.05
"""In seconds: how often to look whether the server is up."""


def main() -> None:
    """Serve until stopped."""
    PagesManager.uses_pages_directory = False
    threading.Thread(target=_make_ready, daemon=True).start()
    cli.main()


def _make_ready() -> None:
    """Import the pages and all they need only once the port is open, for that comes first."""
    while not runtime.exists():
        time.sleep(_LOOK_AGAIN)
    import_module("pages")
    import_module("insight.warming").keep_ready()


if __name__ == "__main__":
    main()

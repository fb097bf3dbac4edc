"""What people will ask first, worked out before they do: at the start and after each load.

Nothing is kept but what a page keeps by itself: the answers of measures, and the tables by which
small numbers are protected, which hold every value of a filter once one was asked for.
"""

from __future__ import annotations

import gc
import time
from contextlib import suppress
from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING

from config import prepared
from config.errors import DashboardError
from insight import measures, ui
from insight.findings import feelings, overview
from insight.warehouse import SnapshotGone, served

if TYPE_CHECKING:
    from config.paths import Folder
    from insight.warehouse import Snapshot

_UNTIL_QUIET, _NEWLY_LOADED, _IN_BETWEEN = 60.0, 30.0, 0.05
"""In seconds: until the first rush is over, how often to look for newer data, and a pause in which
whoever clicks goes first."""

_LATER = ("scipy.stats", "etl")
"""What a page asks for when somebody opens a part of it."""

_FIRST = (overview.title, overview.rows, overview.pointers, feelings.limits)
_FILTERED = (*_FIRST, feelings.better, feelings.families)


def keep_ready() -> None:
    """Make ready what is served, and whatever is served later, for as long as the server runs."""
    ready = first_page(None)
    time.sleep(_UNTIL_QUIET)
    for name in _LATER:
        import_module(name)
    # What is there by now stays: looking through all of it for what may go takes 0.1 s each time.
    gc.collect()
    gc.freeze()
    asked = None
    while True:
        if ready != asked and ready is not None and not measures.look(ready):
            prepared.start(ready.folder)
            filters(None)
        asked = ready
        time.sleep(_NEWLY_LOADED)
        ready = first_page(None, ready)


def first_page(warehouse: Folder, ready: Snapshot | None = None) -> Snapshot | None:
    """Work out what the first page says, unless `ready` is still served; return what is served.

    Where there is none, or it goes meanwhile, the first who looks is told so: nothing is said here.
    """
    with suppress(DashboardError, SnapshotGone):
        snapshot = served(warehouse)
        measures.look(snapshot)
        if snapshot != ready:
            for view, find in product(ui.first_views(snapshot), _FIRST):
                find(view)
        return snapshot
    return None


def filters(warehouse: Folder) -> None:
    """Work out what the first filter of each kind asks, of one value for all."""
    with suppress(DashboardError, SnapshotGone):
        for first in ui.first_views(served(warehouse)):
            for view, find in product(ui.narrowed(first), _FILTERED):
                find(view)
                time.sleep(_IN_BETWEEN)

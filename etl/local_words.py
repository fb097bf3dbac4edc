"""A partnership's own words: published with the data, so that every load goes on with them.

Who said so and why is kept apart (docs/decisions/0010-judgements-apart.md); only what a word is
to mean stands in the snapshot. The shipped word lists are never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.partnerships import partnership as partnership_named
from config.paths import warehouse_dir
from config.snapshot import current_snapshot
from etl.snapshots.model import build_marts
from etl.snapshots.publish import publish
from etl.snapshots.store import building

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True)
class LocalWord:
    """A word as pages show it, and what it is to mean: `state` is scored or ambiguous.

    `polarity` (-1 to 1) and `family` (a key of data/lexicon/families.csv) are None unless scored.
    """

    word: str
    state: str
    polarity: float | None = None
    family: str | None = None


def use_local_words(
    words: Iterable[LocalWord],
    partnership: str,
    warehouse: str | os.PathLike[str] | None = None,
) -> Path:
    """Publish the data again with these as all of the partnership's own words.

    Returns the new snapshot. Raises a DashboardError when nothing was loaded yet, another load is
    running or the snapshot cannot be written; the last one is then still served.
    """
    chosen = partnership_named(partnership).name
    folder = warehouse_dir(warehouse)
    current_snapshot(folder)  # says so when there is none
    with building(folder, write=True, demonstration=None) as build:
        build.run("DELETE FROM target.local_word WHERE partnership = ?", [chosen])
        for one in words:
            build.run(
                "INSERT INTO target.local_word VALUES (?, ?, ?, ?, ?)",
                [chosen, one.word, one.state, one.polarity, one.family],
            )
        build_marts(build)
        return publish(build)

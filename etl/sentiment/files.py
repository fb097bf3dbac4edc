"""The project's word lists, as lines."""

from __future__ import annotations

import csv
from typing import Final

from config.paths import DATA

FOLDER: Final = DATA / "lexicon"


def read_lines(name: str) -> list[dict[str, str]]:
    """Return the lines of one file of ``data/lexicon`` as texts by column."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

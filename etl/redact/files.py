"""File names as they may be kept and shown: a name can say whom a file is about."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from etl.redact.dates import DATE
from etl.redact.finding import found_in

if TYPE_CHECKING:
    from pathlib import Path


@lru_cache(maxsize=1_000)
def shown_name(file: Path) -> str:
    """Return a file's name with direct identifiers replaced by their tags.

    Dates stay: in a file's name they say when it was made. A byte that is no UTF-8 becomes a "?".
    """
    name = file.name.encode("utf-8", "replace").decode()
    name = _without_identifiers(name, name)
    # Where an underscore joins words, a search sees one word.
    return _without_identifiers(name, name.replace("_", " "))


def _without_identifiers(name: str, searched: str) -> str:
    for start, end, tag in reversed(found_in(searched, frozenset())):
        if tag != DATE:
            name = name[:start] + tag + name[end:]
    return name

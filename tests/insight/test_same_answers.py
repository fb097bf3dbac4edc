"""Every public answer on the demonstration data is the one it was before the house was rebuilt.

`answers.json` holds a fingerprint of what each role was told for each measure and breakdown. It
was written by the code as it stood before snapshots became values and the contracts the ground.
Where an answer changes on purpose, write it anew and say why in the change:
`python tests/insight/test_same_answers.py`, or with the keys of the measures that changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.roles import ROLES
from etl.demo import build_demo
from insight.access import Viewer
from insight.measures import MEASURES, measure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

FINGERPRINTS = Path(__file__).with_name("answers.json")
PLACES = {"norfolk": "Breckland", "wakefield": "Castleford"}
YEAR = (date(2025, 4, 1), date(2026, 3, 31))
KEYS = [(key, role) for key in MEASURES for role in ROLES if role not in MEASURES[key].closed_to]


def viewers(role: str) -> Iterator[Viewer]:
    for place, locality in PLACES.items():
        yield Viewer(role, (place,), (locality,) if role == "lead" else ())
    if role != "lead":
        yield Viewer(role, tuple(PLACES))


def fingerprint(key: str, role: str, dimensions: int, warehouse: Path) -> str:
    """What a role is told of a measure by each choice of so many dimensions, as one short text."""
    told = hashlib.sha256()
    for viewer in viewers(role):
        for by in combinations(MEASURES[key].dimensions, dimensions):
            for period in (None, YEAR) if dimensions < 2 else (YEAR,):
                answer = measure(key, viewer, by=by, period=period, warehouse=warehouse)
                answer = answer.drop(columns="preset")  # how it is told, not what
                told.update(answer.to_csv(float_format="%.8g").encode())
    return told.hexdigest()[:16]


def told(warehouse: Path, dimensions: int, asked: Collection[str]) -> dict[str, str]:
    """Return the fingerprints of those measures anew, of all others as they are recorded."""
    kept = recorded()[str(dimensions)] if asked else {}
    new = {
        f"{key} {role}": fingerprint(key, role, dimensions, warehouse)
        for key, role in KEYS
        if key in asked or not asked
    }
    found = kept | new
    return {f"{key} {role}": found[f"{key} {role}"] for key, role in KEYS}


def recorded() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(("key", "role"), KEYS)
def test_an_answer_is_what_it_was(key: str, role: str, demo_warehouse: Path) -> None:
    assert fingerprint(key, role, 0, demo_warehouse) == recorded()["0"][f"{key} {role}"]


@pytest.mark.everything
@pytest.mark.parametrize("dimensions", [1, 2])
@pytest.mark.parametrize(("key", "role"), KEYS)
def test_an_answer_by_its_dimensions_is_what_it_was(
    key: str, role: str, dimensions: int, demo_warehouse: Path
) -> None:
    expected = recorded()[str(dimensions)][f"{key} {role}"]
    assert fingerprint(key, role, dimensions, demo_warehouse) == expected


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build_demo(folder)
        found = {str(number): told(Path(folder), number, sys.argv[1:]) for number in (0, 1, 2)}
    FINGERPRINTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"Written: {FINGERPRINTS.name}\n")

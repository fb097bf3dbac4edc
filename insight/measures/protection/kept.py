"""Tables that were judged after a load: read from beside the snapshot, and made.

A table's cells stand in arrays by the places of their values, the last dimension fastest. What is
not in them is judged when it is asked for, as all is where nothing was made
(docs/decisions/0025-prepared.md).
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product
from math import nan, prod
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from config.errors import DashboardError
from config.partnerships import partnership, partnership_names
from config.prepared import beside
from config.private import write
from config.sealing import seal_bytes, unseal_bytes
from insight.disclosure import PRESETS
from insight.measures.cells import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from insight.disclosure import Key, Preset
    from insight.measures.population import Population
    from insight.measures.protection.hiding import Hiding
    from insight.measures.protection.tables import Dimensions
    from insight.warehouse import Snapshot

THERE, JUDGED, HIDES, IN_FIVES, FIGURED = 1, 2, 4, 8, 16
"""What is known of a cell, as bits: that it is not empty, and that it was judged; then what came of
it: that it is hidden, that its share may be told in fives, and that its mean was worked out."""

_COUNTS: Mapping[str, str] = {"flags": "u1", "n": "i4", "numerator": "i4", "people": "i4"}
_FIGURES: Mapping[str, str] = {"value": "f8", "lower": "f8", "upper": "f8"}
_NOBODY = -1
_ROOMS = ("measures", "disclosure", "statistics")


@dataclass(frozen=True)
class Table:
    """One table: what it is of, the values of each dimension, and its cells by their places."""

    name: str
    values: tuple[tuple[str, ...], ...]
    cells: Mapping[str, np.ndarray]


class Prepared:
    """A table's cells and verdicts, as `Hiding` gives them."""

    def __init__(self, table: Table, live: Callable[[], Hiding]) -> None:
        """Take a table, and what judges that of it which was not judged before."""
        self._table, self._live = table, cache(live)
        self._places = [{value: at for at, value in enumerate(each)} for each in table.values]
        self._steps = [_size(table.values[at + 1 :]) for at in range(len(table.values))]

    @cached_property
    def cells(self) -> Mapping[Key, Cell]:
        """Return the cells that are not empty."""
        return _Cells(self)

    def hides(self, key: Key) -> bool:
        """Return whether a cell, empty or not, may not even be given as a range."""
        flags = self.flags(key)
        return bool(flags & HIDES) if flags & JUDGED else self._live().hides(key)

    def tells_in_fives(self, key: Key) -> bool:
        """Return whether a cell's share may be told to the nearest 5 points."""
        flags = self.flags(key)
        return bool(flags & IN_FIVES) if flags & JUDGED else self._live().tells_in_fives(key)

    def flags(self, key: Key) -> int:
        """Return what is known of a cell: nothing of one whose values did not occur."""
        at = self._at(key)
        return 0 if at is None else int(self._table.cells["flags"][at])

    def _at(self, key: Key) -> int | None:
        at = 0
        for value, places, step in zip(key, self._places, self._steps, strict=True):
            if (place := places.get(value)) is None:
                return None
            at += place * step
        return at

    def cell(self, key: Key) -> Cell:
        """Return a cell that is not empty."""
        at, found = self._at(key), self._table.cells
        people = int(found["people"][at])
        mean = bool(found["flags"][at] & FIGURED)
        return Cell(
            n=int(found["n"][at]),
            numerator=int(found["numerator"][at]),
            value=float(found["value"][at]) if "value" in found else nan,
            people=None if people == _NOBODY else people,
            interval=(float(found["lower"][at]), float(found["upper"][at])) if mean else None,
        )

    def within(self, wanted: Sequence[frozenset[str] | None]) -> Iterator[Key]:
        """Yield the keys of cells that are not empty, of these values of each dimension or all."""
        some = [
            values if want is None else tuple(value for value in values if value in want)
            for values, want in zip(self._table.values, wanted, strict=True)
        ]
        places = [
            np.array([at[value] for value in values], dtype=int) * step
            for values, at, step in zip(some, self._places, self._steps, strict=True)
        ]
        at = np.zeros((1,) * len(places), dtype=int)
        for number, each in enumerate(places):
            at = at + each.reshape([-1 if i == number else 1 for i in range(len(places))])
        there = (self._table.cells["flags"][at.ravel()] & THERE).astype(bool)
        for number, key in enumerate(product(*some)):
            if there[number]:
                yield key


class _Cells(Mapping["Key", Cell]):
    """A kept table's cells that are not empty, by their keys."""

    def __init__(self, table: Prepared) -> None:
        self._table = table

    def __getitem__(self, key: Key) -> Cell:
        if not self._table.flags(key) & THERE:
            raise KeyError(key)
        return self._table.cell(key)

    def __iter__(self) -> Iterator[Key]:
        return self._table.within([None] * len(self._table._steps))  # noqa: SLF001 - its own

    def __len__(self) -> int:
        return sum(1 for _ in self)


_read: dict[Snapshot, Mapping[str, Table]] = {}
_MOST_READ = 2


def look(snapshot: Snapshot) -> bool:
    """Read what was made of a snapshot, once, so that it answers; tell whether there is any.

    What was made by other code, of another file, or with another key is as good as not there; and
    what was read of a snapshot that has gone is forgotten, as rows may have been erased from it.
    """
    for gone in [each for each in _read if not each.is_there]:
        del _read[gone]
    if snapshot in _read:
        return True
    try:
        sealed = beside(snapshot.path).read_bytes()
        found = _unpacked(unseal_bytes(sealed, _place(snapshot)))
    except (OSError, DashboardError):
        return False
    while len(_read) >= _MOST_READ:
        del _read[next(iter(_read))]
    _read[snapshot] = found
    return True


def forget() -> None:
    """Forget all that was read."""
    _read.clear()


def table_of(population: Population, preset: Preset, dimensions: Dimensions) -> Table | None:
    """Return a table that was made and read, or nothing."""
    found = _read.get(population.snapshot)
    if not found or len(population.partnerships) != 1 or population.as_of or population.rare_words:
        return None
    return found.get(name_of(population, preset, dimensions))


def counted(population: Population, dimensions: Dimensions) -> Prepared | None:
    """Return a table for its counts alone, which are the same under every preset, or nothing."""
    whole = replace(population, rare_words=False)
    for preset in PRESETS.values():
        if table := table_of(whole, preset, dimensions):
            return Prepared(table, _never)
    return None


def _never() -> Hiding:
    msg = "A table that is asked for its counts judges nothing."
    raise NotImplementedError(msg)


def name_of(population: Population, preset: Preset, dimensions: Dimensions) -> str:
    """Return what a table is kept under."""
    dates = [f"{day}" for day in population.period or ()]
    of = [population.spec.key, *population.partnerships, preset.key]
    return json.dumps([of, dates, list(dimensions)])


def keep(snapshot: Snapshot, tables: Sequence[Table]) -> bool:
    """Write tables beside a snapshot, in one step; tell whether it is still there."""
    path = beside(snapshot.path)
    write(path, seal_bytes(_packed(tables), _place(snapshot)))
    if not snapshot.is_there:
        path.unlink(missing_ok=True)
    return snapshot.is_there


def as_table(
    name: str, values: Sequence[Sequence[str]], cells: Mapping[Key, _Known], *, figured: bool
) -> Table:
    """Return a table of what is known of its cells, by their keys; `figured` where not counts."""
    types = {**_COUNTS, **(_FIGURES if figured else {})}
    arrays = {column: np.zeros(_size(values), dtype=kind) for column, kind in types.items()}
    arrays["people"][:] = _NOBODY
    for at, key in enumerate(product(*values)):
        if found := cells.get(key):
            for column, value in zip(arrays, found, strict=False):
                arrays[column][at] = value
    return Table(name, tuple(map(tuple, values)), arrays)


_Known = tuple[float, ...]


def known(flags: int, cell: Cell, mean: tuple[float, tuple[float, float]] | None) -> _Known:
    """Return what is kept of a cell: its bits, its counts, and its figure."""
    value, (lower, upper) = mean or (cell.value, (nan, nan))
    people = _NOBODY if cell.people is None else cell.people
    return (flags, cell.n, cell.numerator, people, value, lower, upper)


def _packed(tables: Sequence[Table]) -> bytes:
    listed = [(table.name, table.values, "value" in table.cells) for table in tables]
    joined = {
        column: np.concatenate(
            [np.zeros(0, kind), *(each.cells[column] for each in tables if column in each.cells)]
        )
        for column, kind in {**_COUNTS, **_FIGURES}.items()
    }
    file = io.BytesIO()
    text = np.frombuffer(json.dumps(listed).encode(), dtype="u1")
    np.savez_compressed(file, tables=text, allow_pickle=False, **joined)
    return file.getvalue()


def _unpacked(content: bytes) -> dict[str, Table]:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        arrays = {column: file[column] for column in (*_COUNTS, *_FIGURES)}
        listed = json.loads(file["tables"].tobytes())
    found, starts = {}, dict.fromkeys(arrays, 0)
    for name, values, figured in listed:
        cells = {}
        for column in (*_COUNTS, *(_FIGURES if figured else ())):
            start, end = starts[column], starts[column] + _size(values)
            cells[column], starts[column] = arrays[column][start:end], end
        found[name] = Table(name, tuple(map(tuple, values)), cells)
    return found


def _size(values: Sequence[Sequence[str]]) -> int:
    return prod(len(each) for each in values)


def _place(snapshot: Snapshot) -> str:
    """Return what the file is bound to: the very snapshot, the rules, and the code of this day."""
    return f"{snapshot.path.name} {snapshot.written} {_rules()}"


def _rules() -> str:
    """Return a fingerprint of all that decides what is kept, besides the snapshot itself."""
    settings = [repr(partnership(name)) for name in sorted(partnership_names())]
    return hashlib.sha256("".join([_CODE, *settings]).encode()).hexdigest()


def _code() -> str:
    room = Path(__file__).resolve().parents[2]
    found = hashlib.sha256()
    for path in sorted(path for name in _ROOMS for path in (room / name).rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()


_CODE = _code()
"""Of the code that runs, so read when it was: a later version may stand there by then."""

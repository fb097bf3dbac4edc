"""Making the tables that pages ask for, after a load: which they are, and judging them whole."""

from __future__ import annotations

from contextlib import suppress
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from config.errors import DashboardError
from config.partnerships import partnership
from config.paths import warehouse_dir
from config.private import FILE_MODE
from insight.disclosure import OK, PRESETS
from insight.measures import domain
from insight.measures.cells import EMPTY
from insight.measures.definition import TIME
from insight.measures.domain import possible_values
from insight.measures.frame import mean_of
from insight.measures.population import Population
from insight.measures.protection import kept
from insight.measures.protection.hiding import Hiding
from insight.measures.protection.judged import status_of
from insight.measures.protection.periods import latest_quarters
from insight.measures.protection.tables import Tables, can_be
from insight.measures.registry import MEASURES
from insight.warehouse import SnapshotGone, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from config.paths import Folder
    from insight.disclosure import Key, Preset
    from insight.measures.cells import Cell
    from insight.measures.definition import Measure
    from insight.measures.protection.tables import Dimensions
    from insight.warehouse import Snapshot

_TRIES = 5
_FINE = ("quarter", "month")
FILTERS = ("locality", "plan_type", "agency_group")
_TOGETHER = 2
"""How many filters at a time tables are made for; with more, few cells can be shown. Of words,
which are many, there are tables for one at a time, and for years."""

LARGEST, LARGEST_FINE = 9_000, 2_000
"""In cells, and by quarters or months under two filters: a larger table is judged where it is asked
for, and only as far as that."""

BROKEN_DOWN: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "reason_cited": (("reason",),),
    "reason_primary": (("reason",),),
    "rating": (("wave", "rating"),),
    "rating_shift": (("rating",),),
    "rating_shift_effect": (("rating",),),
    "rating_shift_p": (("rating",),),
    "rating_lasting_shift": (("rating",),),
    "polarity_shift": ((), ("role_group",), ("reason",)),
    "attendance_rate": ((), ("agency_group",)),
    "participation": ((), ("agency_group",)),
    "response_rate": ((), ("agency_group",)),
    "word_share": (("wave",), ("wave", "family"), ("wave", "word")),
    "words_recognised": ((), ("wave",)),
    "before_after_families": (
        (),
        ("before_family",),
        ("after_family",),
        ("before_family", "after_family"),
    ),
    "interview_theme_people": (("theme_kind", "theme"),),
    "forms_out_of_time": ((), ("wave",)),
}
"""What pages break a measure down by, besides filters and time; nothing, unless it is here."""

BY_MONTH = ("working_days_to_session",)
"""The measures that pages tell month by month."""


def prepare(warehouse: Folder) -> str:
    """Make what is missing beside the snapshot that is served; return what was done, to say.

    One at a time does it; a load that publishes meanwhile is served by the one that is at it.
    Raises DashboardError where there is nothing to serve, or no room.
    """
    folder = warehouse_dir(warehouse)
    try:
        with FileLock(folder / ".prepare.lock", timeout=0, mode=FILE_MODE):
            return _prepared(folder)
    except Timeout:
        return "It is being made already."
    except OSError as error:
        msg = f"Nothing can be written to {folder}: free some space, or make it writable."
        raise DashboardError(msg) from error


def _prepared(folder: Path) -> str:
    made = 0
    for _ in range(_TRIES):
        snapshot = served(folder)
        if kept.look(snapshot):
            return f"{made:,} tables are ready." if made else "All was ready."
        with suppress(SnapshotGone):
            tables = make(snapshot)
            kept.keep(snapshot, tables)
            made = len(tables)
    return "The data are being loaded again and again just now. The next load starts this anew."


def make(snapshot: Snapshot) -> list[kept.Table]:
    """Return the tables of all partnerships in a snapshot, as each role's preset protects them."""
    return [
        _made(population, preset, dimensions)
        for name, standing in domain.standings(snapshot).items()
        for spec in MEASURES.values()
        if domain.applies(spec, standing)
        for preset in _presets(name, spec)
        for population, dimensions in _asked(snapshot, spec, name)
        if _size(population, dimensions) <= (LARGEST_FINE if _is_fine(dimensions) else LARGEST)
    ]


def _presets(name: str, spec: Measure) -> list[Preset]:
    """Return the presets under which anyone is told a measure, those that protect."""
    keys = {each[spec.subject] for each in partnership(name).disclosure.values()}
    return [PRESETS[key] for key in sorted(keys) if PRESETS[key].protects]


def _asked(snapshot: Snapshot, spec: Measure, name: str) -> Iterator[tuple[Population, Dimensions]]:
    """Yield each table of a measure: its rows, and its dimensions in the order they are asked."""
    whole = Population(snapshot, spec, (name,), None, None, rare_words=False)
    filters = [each for each in FILTERS if each in spec.dimensions]
    levels = ["", "quarter", "reporting_year", *(["month"] if spec.key in BY_MONTH else [])]
    for by, number in product(BROKEN_DOWN.get(spec.key, ((),)), range(_TOGETHER + 1)):
        if "word" in by and number == _TOGETHER:
            continue
        for some in combinations(filters, number):
            named = {*by, *some}
            if len(named) < len(by) + len(some):
                continue
            dimensions = tuple(
                each for each in spec.dimensions if each in named and each not in TIME
            )
            for level in levels:
                if level not in _FINE or "word" not in by:
                    yield whole, (*dimensions, *([level] if level else []))
            for dates in latest_quarters(whole):
                yield whole.within(dates), dimensions


def _is_fine(dimensions: Dimensions) -> bool:
    filters = set(dimensions) & set(FILTERS)
    return bool(set(dimensions) & set(_FINE)) and len(filters) >= _TOGETHER


def _size(population: Population, dimensions: Dimensions) -> int:
    return prod(len(possible_values(population, name)) or 1 for name in dimensions)


def _made(population: Population, preset: Preset, dimensions: Dimensions) -> kept.Table:
    spec = population.spec
    judge = Hiding(Tables(population, dimensions), preset, is_share=spec.is_share)
    cells, allowed = judge.cells, can_be(population, dimensions)
    values = [
        sorted({*possible_values(population, name), *(key[at] for key in cells)})
        for at, name in enumerate(dimensions)
    ]
    found = {
        key: _known(judge, spec, preset, key, cells)
        for key in product(*values)
        if key in cells or allowed(key)
    }
    name = kept.name_of(population, preset, dimensions)
    return kept.as_table(name, values, found, figured=spec.kind not in {"count", "share"})


def _known(
    judge: Hiding, spec: Measure, preset: Preset, key: Key, cells: Mapping[Key, Cell]
) -> tuple[float, ...]:
    cell, hides = cells.get(key, EMPTY), judge.hides(key)
    flags = kept.JUDGED | (kept.HIDES if hides else 0)
    mean = None
    if key in cells:
        flags |= kept.THERE
        if spec.kind == "share" and spec.in_fives and not hides and judge.tells_in_fives(key):
            flags |= kept.IN_FIVES
        if spec.kind == "mean" and not hides and status_of(spec, cell, preset) == OK:
            flags, mean = flags | kept.FIGURED, mean_of(cell)
    return kept.known(flags, cell, mean)

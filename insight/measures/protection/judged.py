"""Which cells of a question may be shown, judged with everything a viewer could lay beside them.

Every figure of a protected role is a cell of a table that is judged as a whole (`hiding`), or is
put together from what such cells show. A filter on one value, and a period of a year, quarter or
month, are cells of the breakdown by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from insight.disclosure import OK, SUPPRESSED, TOO_FEW, Preset
from insight.measures.cells import EMPTY, Cell, count_cells
from insight.measures.definition import TIME
from insight.measures.domain import possible_values
from insight.measures.protection.hiding import hiding
from insight.measures.protection.periods import Times, times
from insight.measures.protection.tables import can_be

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.disclosure import Key
    from insight.measures.definition import Measure
    from insight.measures.population import Population
    from insight.measures.question import Question


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell and what may be shown of it; `hidden` when not even a range may be given."""

    cell: Cell
    status: str
    hidden: bool = False


Kept = dict[str, "frozenset[str] | None"]

_WITHHELD = Judged(EMPTY, SUPPRESSED, hidden=True)


def judged_cells(question: Question) -> dict[Key, Judged]:
    """Return the cells of a question, by the values of its breakdown, each judged."""
    if not question.preset.protects:
        found = count_cells(question.population, question.by, question.where)
        return {key: _judge(question, cell) for key, cell in found.items()}
    return dict(_protected(question))


def _judge(question: Question, cell: Cell) -> Judged:
    return Judged(cell, status_of(question.spec, cell, question.preset))


def status_of(spec: Measure, cell: Cell, preset: Preset) -> str:
    """Return the status of one cell; suppressed outranks too few (measures, "Settled edges")."""
    counts = (cell.n, cell.numerator, cell.n - cell.numerator) if spec.is_share else (cell.n,)
    people = cell.n if cell.people is None or not preset.protects else cell.people
    if any(preset.small(abs(count)) for count in (*counts, people)):
        return SUPPRESSED
    return TOO_FEW if min(cell.n, people) < spec.smallest_base else OK


def _protected(question: Question) -> dict[Key, Judged]:
    """Return the cells of a protected question, put together from those of a table."""
    asked = times(question)
    kept = _kept(question, asked)
    parts = _parts(question, asked, kept)
    if not question.by:
        parts.setdefault((), [])
    figures = _figures(question) if any(len(found) > 1 for found in parts.values()) else {}
    together = {key: _together(question, kept, found) for key, found in parts.items()}
    for key, judged in together.items():
        if key in figures and judged.status == OK:
            together[key] = replace(judged, cell=replace(figures[key], n=judged.cell.n))
    return together


def _kept(question: Question, asked: Times) -> Kept:
    """Return the dimensions of the table in question, each with the values kept (None: all)."""
    where = {name: frozenset(values) for name, values in question.where.items()}
    mine = frozenset(question.population.partnerships)
    if mine != set(question.behind.partnerships):
        where["partnership"] = mine
    where = {
        name: values
        for name, values in where.items()
        if name not in TIME and (name in question.by or not _is_all(question, name, values))
    }
    kept: Kept = {
        name: where.get(name)
        for name in question.spec.dimensions
        if name in where or (name in question.by and name not in TIME)
    }
    return kept | ({asked.level: frozenset(asked.values)} if asked.level else {})


def _is_all(question: Question, name: str, values: frozenset[str]) -> bool:
    """Return whether a filter keeps everything."""
    possible = set(possible_values(question.behind, name))
    return question.spec.partitions(name) and bool(possible) and values >= possible


def _parts(question: Question, asked: Times, kept: Kept) -> dict[Key, list[Judged]]:
    """Return the cells of the table that make up each cell of the question."""
    dimensions = tuple(kept)
    behind = question.behind.within(asked.dates)
    if "word" in kept:
        kept = kept | {"word": _spoken(question)}
    tables = [
        hiding(behind, preset, dimensions)
        for preset in {question.preset, question.least}
        if preset.protects
    ]
    cells = tables[0].cells
    parts: dict[Key, list[Judged]] = {}
    for key in _keys(behind, kept, cells):
        judged = _judge(question, cells.get(key, EMPTY))
        if judged.status != SUPPRESSED or question.spec.kind == "count":  # a range, or [c]
            if any(each.hides(key) for each in tables):
                judged = _WITHHELD
            elif key not in cells:
                continue
        values = dict(zip(dimensions, key, strict=True))
        shown_as = tuple(
            values[name] if name in values else asked.called(name, values[asked.level])
            for name in question.by
        )
        parts.setdefault(shown_as, []).append(judged)
    return parts


def _keys(behind: Population, kept: Kept, cells: Mapping[Key, Cell]) -> list[Key]:
    """Return the keys that are asked for, those of empty cells too."""
    possible = product(
        *(
            possible_values(behind, name) if values is None else values
            for name, values in kept.items()
        )
    )
    wanted, allowed = list(kept.values()), can_be(behind, tuple(kept))
    present = {
        key
        for key in cells
        if all(some is None or value in some for value, some in zip(key, wanted, strict=True))
    }
    return sorted(present.union(key for key in possible if allowed(key)))


def _together(question: Question, kept: Kept, parts: Sequence[Judged]) -> Judged:
    """Return one cell: itself, or the sum of what its parts show, which any reader can work out."""
    if not parts:
        return _judge(question, EMPTY)
    if len(parts) == 1:
        return parts[0]
    spec, rounded = question.spec, question.preset.rounded
    adds_up = all(
        spec.partitions(name) and name not in spec.whole
        for name, values in kept.items()
        if name not in question.by and len(values or ()) > 1
    )
    if not adds_up or any(part.hidden or (part.cell.n and part.status != OK) for part in parts):
        return _WITHHELD
    n = sum(rounded(part.cell.n) for part in parts)
    return _judge(question, Cell(n, sum(rounded(part.cell.numerator) for part in parts)))


def _figures(question: Question) -> Mapping[Key, Cell]:
    """Return the figures that do not follow from counts: medians, means and tests."""
    if question.spec.kind == "count" or question.spec.is_share:
        return {}
    return count_cells(question.population, question.by, question.where)


def _spoken(question: Question) -> frozenset[str]:
    """Return the words that enough people used, in what is asked about."""
    return frozenset(
        word for (word,) in count_cells(question.population, ("word",), question.where)
    )

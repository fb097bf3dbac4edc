"""Which cells of a question may be shown, judged with everything a viewer could lay beside them.

Every figure of a protected role is a cell of a table that is judged as a whole (`hiding`), or is
put together from what such cells show. A filter on one value, and a period of a year, quarter or
month, are cells of the breakdown by it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, product
from math import isnan
from typing import TYPE_CHECKING

from insight.disclosure import (
    OK,
    SMALLEST_BASE,
    SUPPRESSED,
    TOO_FEW,
    Preset,
    told_in_fives,
    told_share,
)
from insight.measures.cells import EMPTY, Cell, count_cells
from insight.measures.definition import TIME
from insight.measures.domain import possible_values
from insight.measures.population import is_of_whole_months
from insight.measures.protection.hiding import hiding
from insight.measures.protection.kept import counted
from insight.measures.protection.periods import Times, times
from insight.measures.protection.tables import can_be

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from insight.disclosure import Key
    from insight.measures.definition import Measure
    from insight.measures.population import Population
    from insight.measures.protection.hiding import Hiding
    from insight.measures.protection.kept import Prepared
    from insight.measures.protection.tables import Dimensions
    from insight.measures.question import Question


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell and what may be shown of it; `hidden` when not even a range may be given.

    Where it is put together from several cells, `parts` is how many of them are not empty.
    `in_fives` says that its share may be told to the nearest 5 points.
    """

    cell: Cell
    status: str
    hidden: bool = False
    parts: int = 1
    in_fives: bool = False


Kept = dict[str, "frozenset[str] | None"]

_WITHHELD = Judged(EMPTY, SUPPRESSED, hidden=True)


def judged_cells(question: Question) -> dict[Key, Judged]:
    """Return the cells of a question, by the values of its breakdown, each judged."""
    if not question.preset.protects:
        found = _counted_before(question)
        if found is None:
            found = count_cells(question.population, question.by, question.where)
        return {key: _judge(question, cell) for key, cell in found.items()}
    return dict(_protected(question))


def _counted_before(question: Question) -> dict[Key, Cell] | None:
    """Return the cells of a question that are cells of a table counted after the load, if all are.

    Not of words, of which those who see exact counts are told the rare ones too.
    """
    population = question.population
    if len(question.behind.partnerships) != 1 or "word" in question.spec.dimensions:
        return None
    if population.as_of or not is_of_whole_months(population.period):
        return None
    asked = times(question)
    if population.period and not (asked.level or asked.dates):
        return None  # all that there is: rows without a date are in that, and in no period
    wanted = _kept(question, asked)
    if any(len(values or ()) > 1 for name, values in wanted.items() if name not in question.by):
        return None
    behind, dimensions = question.behind.within(asked.dates), tuple(wanted)
    table = counted(behind, dimensions)
    return None if table is None else _told_by(question, asked, wanted, table)


def _told_by(
    question: Question, asked: Times, wanted: Kept, table: Prepared
) -> dict[Key, Cell] | None:
    cells: dict[Key, Cell] = {} if question.by else {(): EMPTY}
    for key in table.within(list(wanted.values())):
        cell = table.cell(key)
        if question.spec.kind == "mean" and not cell.interval and cell.n >= SMALLEST_BASE:
            return None
        values = dict(zip(wanted, key, strict=True))
        cells[_shown_as(question, asked, values)] = cell
    return cells


def _shown_as(question: Question, asked: Times, values: Mapping[str, str]) -> Key:
    return tuple(
        [
            values[name] if name in values else asked.called(name, values[asked.level])
            for name in question.by
        ]
    )


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
    return {key: _not_too_vague(question, judged) for key, judged in together.items()}


def _not_too_vague(question: Question, judged: Judged) -> Judged:
    """Return a judged cell, withheld where rounding leaves too wide a range of shares."""
    if question.spec.kind != "share" or judged.status != OK:
        return judged
    return _WITHHELD if isnan(told(question.preset, judged)["least"]) else judged


def told(preset: Preset, judged: Judged) -> dict[str, float]:
    """Return a judged share's counts and span as they are told: what `counts_behind` takes."""
    counts = {
        "numerator": preset.rounded(judged.cell.numerator),
        "denominator": preset.rounded(judged.cell.n),
        "parts": judged.parts,
    }
    if judged.in_fives:
        found = told_in_fives(preset, judged.cell.numerator, judged.cell.n)
    else:
        found = told_share(preset, counts)
    return counts | dict(zip(("value", "least", "most"), found, strict=True))


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
    presets = [each for each in {question.preset, question.least} if each.protects]
    table = hiding(behind, presets[0], dimensions)
    cells = table.cells
    parts: dict[Key, list[Judged]] = {}
    for key in _keys(behind, kept, table):
        judged = _judge(question, cells.get(key, EMPTY))
        if judged.status != SUPPRESSED or question.spec.kind == "count":  # a range, or [c]
            tables = [*_judging(behind, presets, dimensions, key)]
            if any(table.hides(there) for table, there in tables):
                judged = _WITHHELD
            elif key not in cells:
                continue
            elif judged.status == OK and question.spec.kind == "share" and question.spec.in_fives:
                fives = all(table.tells_in_fives(there) for table, there in tables)
                judged = replace(judged, in_fives=fives)
        shown_as = _shown_as(question, asked, dict(zip(dimensions, key, strict=True)))
        parts.setdefault(shown_as, []).append(judged)
    return parts


def _judging(
    behind: Population, presets: Sequence[Preset], dimensions: Dimensions, key: Key
) -> Iterator[tuple[Hiding | Prepared, Key]]:
    """Return the tables that a cell is judged in, with its key there.

    It is judged as for who sees its partnership alone, too: beside another partnership's
    localities, a line has zeros that every reader knows to be zeros.
    """
    for preset in presets:
        yield hiding(behind, preset, dimensions), key
    if "partnership" not in dimensions or len(behind.partnerships) == 1:
        return
    place = dimensions.index("partnership")
    home = replace(behind, partnerships=(key[place],))
    others = (*dimensions[:place], *dimensions[place + 1 :])
    there = (*key[:place], *key[place + 1 :])
    for preset in presets:
        yield hiding(home, preset, others), there


def _keys(behind: Population, kept: Kept, table: Hiding | Prepared) -> list[Key]:
    """Return the keys asked for, those of empty cells too: each partnership by its own values."""
    homes = [behind]
    if "partnership" in kept:
        asked = kept["partnership"] or behind.partnerships
        homes = [replace(behind, partnerships=(name,)) for name in sorted(asked)]
    possible = chain.from_iterable(
        product(*(_values(home, name, values) for name, values in kept.items())) for home in homes
    )
    allowed = can_be(behind, tuple(kept))
    present = set(table.within(list(kept.values())))
    return sorted(present.union(key for key in possible if allowed(key)))


def _values(home: Population, name: str, asked: frozenset[str] | None) -> Iterable[str]:
    """Return the values of a dimension that are asked for and that there could have been."""
    possible = possible_values(home, name)
    if asked is None or name == "partnership":
        return possible
    # A locality is one partnership's: of another it could not have been asked.
    return asked.intersection(possible) if name == "locality" and possible else asked


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
    found = _judge(question, Cell(n, sum(rounded(part.cell.numerator) for part in parts)))
    return replace(found, parts=max(1, sum(part.cell.n > 0 for part in parts)))


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

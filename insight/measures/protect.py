"""Which cells of a question may be shown, judged with everything a viewer could lay beside them.

A filter on one value is a cell of a larger breakdown: it is counted and judged there, so that a
cell is hidden or shown alike, whichever way it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.disclosure import OK, SUPPRESSED, TOO_FEW, Preset, Verdict, line_verdict
from insight.measures.cells import EMPTY, Cell, count_cells
from insight.measures.hiding import Hiding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.disclosure import Key
    from insight.measures.definition import Measure
    from insight.measures.question import Question, Where


@dataclass(frozen=True, slots=True)
class Judged:
    """A cell and what may be shown of it; `hidden` when not even a range may be given."""

    cell: Cell
    status: str
    hidden: bool = False


def judged_cells(question: Question) -> dict[Key, Judged]:
    """Return the cells of a question, by the values of its breakdown, each judged."""
    if not question.preset.protects:
        found = count_cells(question, question.by, question.where)
        return {key: _judge(question, cell) for key, cell in found.items()}
    return _protected(question)


def _judge(question: Question, cell: Cell, *, hidden: bool = False) -> Judged:
    return Judged(cell, status_of(question.spec, cell, question.preset, hidden=hidden), hidden)


def status_of(spec: Measure, cell: Cell, preset: Preset, *, hidden: bool = False) -> str:
    """Return the status of one cell; suppressed outranks too few (measures, "Settled edges")."""
    if hidden or any(preset.small(abs(count)) for count in _people(spec, cell)):
        return SUPPRESSED
    people = cell.n if cell.people is None or not preset.protects else cell.people
    if preset.small(people):
        return SUPPRESSED
    return TOO_FEW if min(cell.n, people) < spec.smallest_base else OK


def _people(spec: Measure, cell: Cell) -> tuple[int, ...]:
    """Return the counts a figure would give away: of a share also what is not in the numerator."""
    if spec.is_share:
        return cell.n, cell.numerator, cell.n - cell.numerator
    return (cell.n,)


def _protected(question: Question) -> dict[Key, Judged]:
    by = question.by
    pinned = {name: values for name, values in question.where.items() if _pinned(question, name)}
    filters = {name: values for name, values in question.where.items() if name not in pinned}
    dimensions = (*by, *(name for name in pinned if name not in by))
    table = count_cells(question, dimensions, filters)
    hidden = Hiding(question, dimensions, filters, table)
    wanted = [set(pinned[name]) if name in pinned else None for name in dimensions]
    keys = [key for key in (*table, *hidden.blank_keys()) if _selected(key, wanted)]
    if not keys and not by:
        keys = [tuple(pinned[name][0] for name in dimensions)]
    united = _unsafe_unions(question, filters)
    found: dict[Key, Judged] = {}
    for key in dict.fromkeys(keys):
        shown_as = key[: len(by)]
        concealed = shown_as in united or hidden.hides(key)
        found[shown_as] = _judge(question, table.get(key, EMPTY), hidden=concealed)
    return found


def _pinned(question: Question, name: str) -> bool:
    """Return whether a filter can be judged as a cell of a larger breakdown."""
    if name in question.by:
        return not question.spec.column(name).many or name in question.spec.whole
    return len(question.where[name]) == 1


def _selected(key: Key, wanted: Sequence[set[str] | None]) -> bool:
    return all(some is None or value in some for value, some in zip(key, wanted, strict=True))


def _unsafe_unions(question: Question, filters: Where) -> set[Key]:
    """Return the cells of a filter on several values that would give away one of those values."""
    several = tuple(name for name in filters if not question.spec.column(name).many)
    if not several:
        return set()
    by = question.by
    rest = {name: values for name, values in question.where.items() if name not in several}
    members = count_cells(question, (*by, *several), rest)
    parts: dict[Key, list[Cell]] = {}
    for key, cell in members.items():
        if _selected(key[len(by) :], [set(filters[name]) for name in several]):
            parts.setdefault(key[: len(by)], []).append(cell)
    return {key for key, cells in parts.items() if _gives_away(question, cells)}


def _gives_away(question: Question, cells: Sequence[Cell]) -> bool:
    layers = zip(*(_people(question.spec, cell) for cell in cells), strict=True)
    return any(
        line_verdict(layer, sum(layer), 0, question.preset) is not Verdict.OPEN for layer in layers
    )

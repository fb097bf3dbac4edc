"""The true figures of a question: one cell for each combination of its dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from insight import statistics
from insight.measures.definition import CHANGE_TESTS, QUANTILES
from insight.measures.sql import statement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from insight.disclosure import Key
    from insight.measures.definition import Measure
    from insight.measures.population import Population

    Where = Mapping[str, tuple[str, ...]]

_NO_CLUSTERS: tuple[list[float], list[int]] = ([], [])
_OF_CHANGES: Mapping[str, Callable[[Sequence[float]], float]] = {
    "wilcoxon": statistics.wilcoxon,
    "effect": statistics.rank_biserial,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What was counted: n is what the figure rests on, `clusters` sums and counts a session.

    `people` is how many people that is, where one may stand in several rows. `interval` is that of
    a mean where it was worked out before, with the mean as `value`.
    """

    n: int
    numerator: int = 0
    value: float = nan
    clusters: tuple[list[float], list[int]] = _NO_CLUSTERS
    people: int | None = None
    interval: tuple[float, float] | None = None


EMPTY = Cell(0)


def count_cells(
    population: Population, dimensions: tuple[str, ...], filters: Where
) -> dict[Key, Cell]:
    """Return the cells of the dimensions in a population, under the filters."""
    sql = statement(
        population.spec.key,
        dimensions,
        tuple(filters),
        period=population.period is not None,
        rare_words=population.rare_words,
    )
    width = len(dimensions)
    found = population.snapshot.tuples(sql, parameters(population, filters))
    if population.spec.kind == "mean":
        return _clustered(found, width)
    return {row[:width]: _cell(population.spec, row[width:]) for row in found}


def _clustered(found: Iterable[tuple[Any, ...]], width: int) -> dict[Key, Cell]:
    """Return the cells of a mean, from each one's sums and counts of its sessions."""
    cells: dict[Key, Cell] = {} if width else {(): Cell(0)}
    for *key, sums, counts in found:
        cells[tuple(key)] = Cell(n=int(sum(counts or ())), clusters=(sums or [], counts or []))
    return cells


def parameters(population: Population, filters: Where) -> dict[str, object]:
    """Return what a statement over a population's rows expects, under the filters."""
    found: dict[str, object] = {"partnerships": list(population.partnerships)}
    if population.spec.judges_open_cases:
        found["as_of"] = population.as_of
    if population.period is not None:
        found["since"], found["until"] = population.period
    return found | {f"where_{name}": list(values) for name, values in filters.items()}


def _cell(spec: Measure, figures: tuple[Any, ...]) -> Cell:
    """Return a cell from a row's figures, in the order `sql` gives for the measure's kind."""
    people = figures[2] if spec.people_of else None
    if spec.is_share:
        return Cell(numerator=figures[0], n=figures[1], people=people)
    if spec.kind in CHANGE_TESTS:
        value = _OF_CHANGES[spec.kind](figures[1] or ())
        return Cell(n=figures[0], value=value, people=people)
    if spec.kind in QUANTILES:
        value = nan if figures[1] is None else float(figures[1])
        return Cell(n=figures[0], value=value, people=people)
    return Cell(n=int(figures[0]), numerator=int(figures[0]))

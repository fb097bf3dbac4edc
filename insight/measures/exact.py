"""What the counts themselves decide for every role, and tell as a word or a yes: never a count.

A verdict that rounded counts could not carry (are localities more different than chance?), and
whether something withheld would outrank what is shown. Nothing here may be printed as a number.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from insight import statistics
from insight.measures.cells import count_cells, parameters
from insight.measures.question import ask
from insight.measures.sql import by_session

if TYPE_CHECKING:
    from collections.abc import Collection

    from insight.measures.cells import Cell
    from insight.measures.question import Asked, Question
    from insight.warehouse import Snapshot


def chance_of_difference(asked: Asked, snapshot: Snapshot) -> float:
    """Return the p that a share differs along the one dimension asked by, sessions shuffled whole.

    For a verdict only. Raises ValueError as `measure` does.
    """
    return _shuffled(ask(asked, snapshot))


def alike(asked: Asked, snapshot: Snapshot) -> float:
    """Return how many times wider people of one session being alike makes a share's variance.

    For a verdict, and for what could have been seen. Raises ValueError as `measure` does.
    """
    return _alike(ask(asked, snapshot))


def outranked(asked: Asked, named: Collection[str], snapshot: Snapshot, *, least: bool) -> bool:
    """Return whether a value not `named` is as high as the lowest that is (or, `least`, as low).

    Of the one dimension asked by; what rests on too few to be ranked by anyone outranks nothing.
    Raises ValueError as `measure` does.
    """
    question = ask(asked, snapshot)
    cells = _exact(question)
    sign = -1 if least else 1
    ranks = {
        key[0]: sign * _height(question, cell)
        for key, cell in cells.items()
        if cell.n >= question.spec.smallest_base
    }
    shown = [rank for name, rank in ranks.items() if name in named]
    others = [rank for name, rank in ranks.items() if name not in named]
    return bool(shown and others) and max(others) >= min(shown)


def _height(question: Question, cell: Cell) -> float:
    if question.spec.is_share:
        return cell.numerator / cell.n
    return cell.n if question.spec.kind == "count" else cell.value


@lru_cache(maxsize=256)
def _exact(question: Question) -> dict[tuple[str, ...], Cell]:
    return count_cells(question.population, question.by, question.where)


@lru_cache(maxsize=256)
def _shuffled(question: Question) -> float:
    found = _sessions(question)
    # In an order of their own, as rows come in none: the same sessions give the same p.
    found.sort()
    groups, x, n = zip(*found, strict=True) if found else ((), (), ())
    return statistics.permuted(groups, x, n)


@lru_cache(maxsize=64)
def _alike(question: Question) -> float:
    found = _sessions(replace(question, by=()))
    if not found:
        return 1.0
    _, x, n = zip(*found, strict=True)
    return statistics.design_effect(np.array(x), np.array(n))


def _sessions(question: Question) -> list[tuple[str, int, int]]:
    """Return each session's group, and what of it is in the share's numerator and denominator."""
    asked = question.population
    sql = by_session(
        asked.spec, question.by, tuple(question.where), period=asked.period is not None
    )
    return [
        (str(group), int(x), int(n))
        for group, x, n in asked.snapshot.tuples(sql, parameters(asked, question.where))
        if n
    ]

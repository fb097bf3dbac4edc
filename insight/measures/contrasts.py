"""Which values of a dimension moved, or stand apart, more than chance: for verdicts, never shown.

Told from the counts themselves, whole sessions at a time, and the same for every role. What comes
from fewer than 8 sessions has no p.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from insight import statistics
from insight.measures.cells import parameters
from insight.measures.question import ask
from insight.measures.sql import totals_by_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from insight.measures.question import Asked, Question
    from insight.warehouse import Snapshot

    Floats = NDArray[np.float64]
    Totals = tuple[Floats, Floats]


def moved(asked: Asked, snapshot: Snapshot) -> Mapping[str, float]:
    """Return the p that a value's share differs between the waves before and after, by value.

    Asked by one dimension, of the units that have the value in a wave among all of that wave.
    Raises ValueError as `measure` does.
    """
    return _moved(ask(asked, snapshot))


def apart(asked: Asked, snapshot: Snapshot) -> Mapping[str, float]:
    """Return the p that a value's mean differs from that of all others, by value.

    Raises ValueError as `measure` does.
    """
    return _apart(ask(asked, snapshot))


@lru_cache(maxsize=64)
def _moved(question: Question) -> Mapping[str, float]:
    [along] = question.by
    every = _totals(question, ("wave",))
    sessions = sorted({session for found in every.values() for session in found})
    before, after = (_in_order(every.get((wave,), {}), sessions)[1] for wave in ("before", "after"))
    found = _totals(question, (along, "wave"))
    chances = {
        value: statistics.same_clusters(
            (_in_order(found.get((value, "before"), {}), sessions)[0], before),
            (_in_order(found.get((value, "after"), {}), sessions)[0], after),
        )
        for value in sorted({value for value, _ in found})
        if len({*found.get((value, "before"), ()), *found.get((value, "after"), ())})
        >= statistics.FEWEST_SESSIONS
    }
    return _known(chances)


@lru_cache(maxsize=64)
def _apart(question: Question) -> Mapping[str, float]:
    [every] = _totals(question, ()).values() or [{}]
    sessions = sorted(every)
    total, number = _in_order(every, sessions)
    chances = {}
    for (value,), found in sorted(_totals(question, question.by).items()):
        x, n = _in_order(found, sessions)
        chances[value] = statistics.same_clusters((total - x, number - n), (x, n))
    return _known(chances)


def _known(chances: Mapping[str, float]) -> dict[str, float]:
    return {value: p for value, p in chances.items() if not math.isnan(p)}


def _in_order(found: Mapping[str, tuple[float, float]], sessions: list[str]) -> Totals:
    """Return the totals and the numbers of these sessions, 0 where there is nothing."""
    each = np.array([found.get(session, (0.0, 0.0)) for session in sessions], dtype=float)
    each = each.reshape(len(sessions), 2)
    return each[:, 0], each[:, 1]


def _totals(
    question: Question, by: tuple[str, ...]
) -> dict[tuple[str, ...], dict[str, tuple[float, float]]]:
    """Return, for the values of the dimensions, each session's total and number."""
    asked = question.population
    sql = totals_by_session(asked.spec, by, tuple(question.where), period=asked.period is not None)
    found: dict[tuple[str, ...], dict[str, tuple[float, float]]] = {}
    for *values, session, total, number in asked.snapshot.tuples(
        sql, parameters(asked, question.where)
    ):
        of_session = found.setdefault(tuple(map(str, values)), {})
        of_session[str(session)] = (float(total), float(number))
    return found

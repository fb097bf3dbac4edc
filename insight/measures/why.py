"""Why a figure has no number, told truly (docs: measures, "What may be said")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.disclosure import NOT_APPLICABLE, OK, SMALLEST_BASE, SUPPRESSED
from insight.measures import domain
from insight.measures.cells import parameters
from insight.measures.sql import rows_behind

if TYPE_CHECKING:
    from datetime import date

    from insight.disclosure import Key
    from insight.measures.protection import Judged
    from insight.measures.question import Question

TOO_FEW = "too few"
WITHHELD = "withheld to protect small numbers"
NOT_RECORDED = "not recorded"
NOT_DUE = "not due yet"
NO_PERIOD = "no such period"
DOES_NOT_APPLY = NOT_APPLICABLE


def why(question: Question, key: Key, judged: Judged) -> str:
    """Return why a judged cell has no number; nothing where it has one.

    `TOO_FEW` is said only of fewer than 8. What is empty is told apart: no data of that time, not
    due yet, or not recorded.
    """
    if judged.status == OK:
        return ""
    if judged.status == SUPPRESSED:
        return WITHHELD
    if not judged.cell.n and not key:
        return _of_nothing(question)
    most = max(judged.cell.n, judged.cell.people or 0)
    return TOO_FEW if most < SMALLEST_BASE else WITHHELD


def _of_nothing(question: Question) -> str:
    spec = question.spec
    for condition, said in ((spec.not_due, NOT_DUE), (spec.unrecorded, NOT_RECORDED)):
        # As many as a count may be told of: that there are some must not single anybody out.
        if condition and _rows(question, condition) >= question.preset.smallest_shown:
            return said
    return NO_PERIOD if _beyond_the_data(question) else TOO_FEW


def _beyond_the_data(question: Question) -> bool:
    """Return whether the period ends before the measure's rows begin, or begins after they end."""
    asked = question.population
    if asked.period is None:
        return False
    days = _days(question)
    return not days or asked.period[1] < min(days) or asked.period[0] > max(days)


def _days(question: Question) -> list[date]:
    """Return the first and the last day of each month that the measure has rows in, and as-at."""
    asked = question.population
    months = domain.occurring(asked.snapshot, asked.spec, "month", asked.partnerships)
    standings = domain.standings(asked.snapshot)
    ends = [standings[name].as_at for name in asked.partnerships] if months else []
    return [*(day for _, first, last in months for day in (first, last)), *ends]


def _rows(question: Question, condition: str) -> int:
    asked = question.population
    sql = rows_behind(asked.spec, condition, tuple(question.where), period=asked.period is not None)
    [(count,)] = asked.snapshot.tuples(sql, parameters(asked, question.where))
    return int(count)

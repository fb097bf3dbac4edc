"""Which cells of time a protected question is about.

Months stand in quarters and quarters in reporting years, and each is a cell of a breakdown by
time; so are all dates, and the last four complete quarters before the data's day with the four
before them. Any other period is made up of the longest of these that fit, so that sliding a period
along tells nothing new (docs/disclosure.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from config.calendar import ONE_DAY, YEAR, add_months, quarter_end
from config.partnerships import partnership
from insight.measures import domain
from insight.measures.calendar import coarser_labels
from insight.measures.definition import COARSER, TIME

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from insight.measures.population import Dates, Population
    from insight.measures.question import Question

_COARSEST_FIRST = tuple(reversed(TIME))


@dataclass(frozen=True)
class Times:
    """The cells of time that make up what is asked: values of `level`, or none for all of it.

    `dates` is the period of a question that is a table of its own. `labels` holds, for each value,
    what it is called in the dimensions that were asked for, where that is not the same.
    """

    level: str = ""
    values: tuple[str, ...] = ()
    dates: Dates | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def called(self, dimension: str, value: str) -> str:
        """Return what a value of the level is called in a dimension of the question."""
        return self.labels.get(dimension, {}).get(value, value)


def times(question: Question) -> Times:
    """Return the coarsest cells of time that a question's period, filters and breakdown are of.

    Raises ValueError where the partnerships asked about start their years in different months.
    """
    asked = [name for name in TIME if name in question.by]
    if not asked and question.population.period is None and not set(TIME) & set(question.where):
        return Times()
    _refuse_different_years(question)
    months = {value: value for value, _, _ in _occurring(question)}
    labels = {"month": months} | {
        name: coarser_labels(question.population.partnerships, "month", name, tuple(months))
        for name in COARSER["month"]
    }
    # Of the months that occur alone: a period that reaches beyond the data is all of them still.
    kept = _kept(question, labels, months)
    if not asked and kept == set(months):
        return Times()
    if not asked and (dates := _four_quarters(question, labels, kept)):
        return Times(dates=dates)
    return _longest_that_fit(asked, labels, kept)


def _longest_that_fit(
    asked: Sequence[str], labels: Mapping[str, Mapping[str, str]], kept: set[str]
) -> Times:
    """Return some months as years where they make up years, else as quarters, else as months.

    The longest, for a cell of a year is judged as a year: put together from its months it would
    be withheld whenever one of them is. No longer than what the question is broken down by.
    """
    levels = _COARSEST_FIRST[_COARSEST_FIRST.index(asked[0]) if asked else 0 :]
    level = next(name for name in levels if _is_made_of(labels[name], kept))
    values = tuple(sorted({labels[level][month] for month in kept}))
    named = {
        name: {labels[level][month]: labels[name][month] for month in kept}
        for name in asked
        if name != level
    }
    return Times(level, values, labels=named)


def _refuse_different_years(question: Question) -> None:
    if len({partnership(name).year_start_month for name in question.population.partnerships}) > 1:
        msg = (
            "These partnerships start their years in different months. Ask about one of them at a "
            "time, or about all dates."
        )
        raise ValueError(msg)


def _occurring(question: Question) -> Sequence[tuple[str, dt.date, dt.date]]:
    asked = question.population
    return domain.occurring(asked.snapshot, asked.spec, "month", asked.partnerships)


def _kept(
    question: Question, labels: Mapping[str, Mapping[str, str]], months: Iterable[str]
) -> set[str]:
    """Return the months that the period and the filters keep."""
    where = {name: values for name, values in question.where.items() if name in TIME}
    period = question.population.period
    since, until = (f"{day:%Y-%m}" for day in period) if period else ("", "9999-99")
    return {
        month
        for month in months
        if since <= month <= until
        and all(labels[name][month] in values for name, values in where.items())
    }


def _is_made_of(labels: Mapping[str, str], months: set[str]) -> bool:
    """Return whether some months are all the months of the labels they have."""
    theirs = {labels[month] for month in months}
    return months == {month for month, label in labels.items() if label in theirs}


def _four_quarters(
    question: Question, labels: Mapping[str, Mapping[str, str]], kept: set[str]
) -> Dates | None:
    """Return the dates of the latest four quarters, or the four before, if they are asked for.

    They are a table of their own, because localities are compared over them and would seldom be
    shown if each quarter had to be. Only these two: sliding such a window by a quarter would tell
    what one quarter added and another took away.
    """
    if _is_made_of(labels["reporting_year"], kept):
        return None
    for first, after in _latest(question.population):
        since, until = f"{first:%Y-%m}", f"{after:%Y-%m}"
        if kept == {month for month in labels["month"] if since <= month < until}:
            return first, after - ONE_DAY
    return None


def latest_quarters(population: Population) -> list[Dates]:
    """Return the dates of the latest four quarters, and of the four before."""
    return [(first, after - ONE_DAY) for first, after in _latest(population)]


def _latest(population: Population) -> Iterator[tuple[dt.date, dt.date]]:
    """Return the first day of, and the day after, the latest four quarters and the four before."""
    standings = domain.standings(population.snapshot)
    day = max(standings[name].as_at for name in population.partnerships)
    start = partnership(population.partnerships[0]).year_start_month
    after = quarter_end(day, start) + ONE_DAY
    for _ in range(2):
        first = add_months(after, -YEAR)
        yield first, after
        after = first

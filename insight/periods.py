"""The periods that can be chosen, each with the earlier one it may be compared with.

Like is compared with like (docs: measures, "What may be said"): a part of a year with the same
months of the year before, a quarter with the same quarter. Nothing is compared with a stretch that
the data do not reach back over.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from config.calendar import (
    ONE_DAY,
    QUARTER,
    YEAR,
    add_months,
    count_months,
    four_quarters,
    month_end,
    quarter_end,
    year_start,
)
from insight.describe import day, months, span
from insight.measures.calendar import reporting_year

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from config.partnerships import Event

ALL_DATES = "All dates"
LAST_FOUR = "Last four quarters"
CHOSEN = "Months I choose"
THE_YEAR_BEFORE = "the year before"
_QUARTERS = 8
_A_WEEK = 7
"""In days: a month that starts with as many without a request may still be a whole one."""
_NOTHING_BEFORE = "All dates are compared with nothing: there is nothing before them."
_NOT_OVER = "None of its months is over: nothing of it can be compared yet."
ENOUGH = 20
"""Sessions held in the period that a page opens on: as many as a rank or an interval needs."""


@dataclass(frozen=True)
class Period:
    """A stretch of time, both ends included, with the name people use for it.

    `unfinished` is the day of the data where that falls before the period is over.
    """

    label: str
    start: dt.date
    end: dt.date
    unfinished: dt.date | None = None
    is_year: bool = False

    @property
    def dates(self) -> tuple[dt.date, dt.date]:
        """Return (first day, last day)."""
        return self.start, self.end

    @property
    def so_far(self) -> tuple[dt.date, dt.date]:
        """Return the first day and the last that is over on the day of the data."""
        return self.start, self.unfinished or self.end

    @property
    def text(self) -> str:
        """Return the period for prose, with how far it has come where it is not over."""
        if self.unfinished is None:
            return span(self.start, self.end)
        return f"{span(self.start, self.unfinished)} (not over until {day(self.end)})"


@dataclass(frozen=True)
class Choice:
    """A period, and what it is compared with: `before`, which `against` names.

    `part` is what of the period is compared, like with like: all of it where that is None. Where
    there is nothing to compare with, `alone` says why, in a sentence.
    """

    period: Period
    part: Period | None = None
    before: Period | None = None
    against: str = THE_YEAR_BEFORE
    alone: str = ""


@dataclass(frozen=True)
class Reach:
    """From when to when there are data, and the month in which reporting years start."""

    first: dt.date
    as_at: dt.date
    start_month: int

    @property
    def first_month(self) -> dt.date:
        """Return the first day of the first month with data."""
        return self.first.replace(day=1)

    @property
    def first_whole(self) -> dt.date:
        """Return the first day of the first month that the data reach over."""
        begun = self.first.day > _A_WEEK
        return add_months(self.first_month, 1) if begun else self.first_month

    @property
    def begins(self) -> str:
        """Return when the data begin, for a sentence: the month, for the day is one request's."""
        return f"The data begin in {months(self.first, self.first)}"

    @property
    def last_whole(self) -> dt.date:
        """Return the last day of the latest month that is over on the day of the data."""
        after = self.as_at + ONE_DAY
        return after - ONE_DAY * after.day


def offered(reach: Reach, events: Sequence[Event]) -> dict[str, Choice]:
    """Return the periods by label, in the order to offer them."""
    found = [*_years(reach), *_last_four(reach), *_quarters(reach), *_since(reach, events)]
    every = Period(ALL_DATES, reach.first_month, month_end(reach.as_at))
    return {each.period.label: each for each in [*found, Choice(every, alone=_NOTHING_BEFORE)]}


def newest_with_enough(choices: dict[str, Choice], held: Callable[[Period], int]) -> str:
    """Return the label of the newest year that is over and holds enough sessions.

    Where none does, the newest year, over or not, that does; at last all dates. A year, because
    boards are told of years; over, because a part of one is read as the whole.
    """
    years = [each for each in choices.values() if each.period.is_year]
    over = [each for each in years if not each.period.unfinished]
    enough = (each.period.label for each in [*over, *years] if held(each.period) >= ENOUGH)
    return next(enough, ALL_DATES)


def between(first: dt.date, last: dt.date, reach: Reach) -> Choice:
    """Return whole months, from the month of one day to that of another."""
    start, end = first.replace(day=1), month_end(last)
    period = Period(months(start, end), start, end, _so_far(end, reach))
    return _a_year_earlier(period, reach, "the same months of the year before")


def all_months(reach: Reach) -> list[dt.date]:
    """Return the first day of every month with data, in order."""
    count = count_months(reach.first_month, month_end(reach.as_at))
    return [add_months(reach.first_month, number) for number in range(count)]


def _years(reach: Reach) -> list[Choice]:
    start = year_start(reach.as_at, reach.start_month)
    starts = takewhile(lambda day: add_months(day, YEAR) > reach.first, _back(start, YEAR))
    found = []
    for each in starts:
        end = add_months(each, YEAR) - ONE_DAY
        label = reporting_year(each.year, each.month, each.month)
        period = Period(label, each, end, _so_far(end, reach), is_year=True)
        found.append(_a_year_earlier(period, reach, THE_YEAR_BEFORE))
    return found


def _quarters(reach: Reach) -> list[Choice]:
    start = quarter_end(reach.as_at, reach.start_month) + ONE_DAY
    starts = [each for each, _ in zip(_back(start, QUARTER), range(_QUARTERS), strict=False)]
    found = []
    for each in starts:
        end = add_months(each, QUARTER) - ONE_DAY
        if each <= reach.as_at and end >= reach.first:
            period = Period(months(each, end), each, end, _so_far(end, reach))
            found.append(_a_year_earlier(period, reach, "the same quarter of the year before"))
    return found


def _last_four(reach: Reach) -> list[Choice]:
    """Return twelve months: the last four quarters that are over, which roles of all kinds see."""
    start, end = four_quarters(reach.as_at, reach.start_month)
    if end < reach.first:
        return []
    return [_a_year_earlier(Period(LAST_FOUR, start, end), reach, "the four quarters before")]


def _since(reach: Reach, events: Sequence[Event]) -> list[Choice]:
    """Return the time since each event, in whole months; as much of it as there is before it.

    The month of an event is on neither side, unless it fell on the first of it.
    """
    found = []
    for event in events:
        month = event.date.replace(day=1)
        start = month if event.date == month else add_months(month, 1)
        if not reach.first < event.date or start > reach.last_whole:
            continue
        end = month_end(reach.as_at)
        period = Period(f"Since {day(event.date)}", start, end, _so_far(end, reach))
        found.append(_either_side(period, month, reach))
    return found


def _either_side(period: Period, month: dt.date, reach: Reach) -> Choice:
    """Return a period with its first months and as many before the month of its event."""
    since = count_months(period.start, reach.last_whole)
    until = count_months(reach.first_whole, month - ONE_DAY)
    if until < QUARTER:
        return Choice(period, alone=f"{reach.begins}, less than {QUARTER} whole months before it.")
    if since < QUARTER:
        return Choice(period, alone=f"Fewer than {QUARTER} whole months since then are over.")
    length = min(since, until)
    part = _whole_months(period.start, add_months(period.start, length) - ONE_DAY)
    before = _whole_months(add_months(month, -length), month - ONE_DAY)
    return Choice(period, part, before, f"the {length} months before")


def _a_year_earlier(period: Period, reach: Reach, against: str) -> Choice:
    """Return a period beside the same months of the year before: of those over, what is reached."""
    end = _comparable_end(period, reach) if period.unfinished else period.end
    if end < period.start:
        return Choice(period, alone=_NOT_OVER)
    start = _comparable_start(period.start, end, reach)
    if start > end:
        return Choice(period, alone=f"{reach.begins}: none are from a year before it.")
    first, last = add_months(start, -YEAR), add_months(end + ONE_DAY, -YEAR) - ONE_DAY
    if (start, end) == period.dates:
        label = _label_before(period, first, last)
        return Choice(period, period, Period(label, first, last), against)
    part, before = _whole_months(start, end), _whole_months(first, last)
    same = "month" if count_months(start, end) == 1 else "months"
    return Choice(period, part, before, f"the same {same} of the year before")


def _whole_months(start: dt.date, end: dt.date) -> Period:
    return Period(months(start, end), start, end)


def _label_before(part: Period, start: dt.date, end: dt.date) -> str:
    if part.is_year:
        return reporting_year(start.year, start.month, start.month)
    return "The four before" if part.label == LAST_FOUR else months(start, end)


def _comparable_start(start: dt.date, end: dt.date, reach: Reach) -> dt.date:
    """Return the first day from which on there are data of a year before: a quarter's, if it can.

    A day after the end where there are none.
    """
    reached = add_months(reach.first_whole, YEAR)
    if start >= reached:
        return start
    quarter = quarter_end(add_months(reached, QUARTER - 1), reach.start_month) + ONE_DAY
    return quarter if quarter < end else reached


def _comparable_end(period: Period, reach: Reach) -> dt.date:
    """Return where the quarters end that are over, or else the months.

    Quarters where there are any: more of them can be shown to those who see protected figures.
    """
    quarters = quarter_end(reach.as_at, reach.start_month)
    return quarters if quarters > period.start else reach.last_whole


def _so_far(end: dt.date, reach: Reach) -> dt.date | None:
    """Return the day of the data where a period is not over on it."""
    return reach.as_at if end > reach.as_at else None


def _back(day: dt.date, step: int) -> Iterable[dt.date]:
    while True:
        yield day
        day = add_months(day, -step)

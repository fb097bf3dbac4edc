"""A wait on either side of a named event: what straddles one is never summed up in one average.

The stretches are whole quarters, the same for every role, because protected roles see more of those
than of months. The quarter in which the event fell is on neither side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config.calendar import ONE_DAY, QUARTER, add_months, quarter_end
from insight.describe import months, named_event
from insight.findings.figure import days, is_ok, remembered
from insight.periods import Period

if TYPE_CHECKING:
    import datetime as dt

    from config.partnerships import Event
    from insight.measures import Told
    from insight.view import View


@dataclass(frozen=True)
class Sides:
    """An event, and the whole quarters before it and since."""

    event: Event
    before: Period
    since: Period

    @property
    def named(self) -> str:
        """Return the event for a sentence: "the relaunch of 25 November 2024"."""
        return named_event(self.event)


@remembered
def sides(view: View, within: Period) -> Sides | None:
    """Return the quarters on either side of the last event in a period, back to the one before it.

    None where there is no event in it, or no whole quarter on one side.
    """
    inside = [each for each in view.events if within.start < each.date <= within.end]
    if not inside:
        return None
    start_month = view.place.year_start_month
    event, earlier = inside[-1], inside[-2:-1]
    since = _next_quarter(event.date, start_month)
    first = max([within.start, view.all_dates.start, *(each.date for each in earlier)])
    before = _next_quarter(first, start_month)
    holding = quarter_end(event.date - ONE_DAY, start_month) + ONE_DAY
    last = quarter_end(min(within.end, view.place.as_at), start_month)
    if before >= holding or since > last:
        return None
    return Sides(event, _stretch(before, holding - ONE_DAY), _stretch(since, last))


def _next_quarter(date: dt.date, start_month: int) -> dt.date:
    """Return the first day of the first quarter that begins on a day or after it."""
    start = quarter_end(date - ONE_DAY, start_month) + ONE_DAY
    return start if start == date else add_months(start, QUARTER)


def _stretch(start: dt.date, end: dt.date) -> Period:
    return Period(months(start, end), start, end)


@remembered
def both(view: View, key: str, within: Period) -> tuple[Told, Told] | None:
    """Return a wait before the last event in a period and since, where both may be shown."""
    if (found := sides(view, within)) is None:
        return None
    rows = view.one(key, found.before), view.one(key, found.since)
    return rows if all(map(is_ok, rows)) else None


@remembered
def said(view: View, key: str, within: Period) -> str:
    """Return a wait on either side: "28 before the relaunch of 25 November 2024, 18 since"."""
    found, rows = sides(view, within), both(view, key, within)
    if found is None or rows is None:
        return ""
    return f"{days(rows[0])} before {found.named}, {days(rows[1])} since"


@remembered
def before_it(view: View, key: str) -> str:
    """Return what a wait was before the last event that a period is wholly after, or nothing."""
    if view.straddled or (found := sides(view, view.all_dates)) is None:
        return ""
    rows = both(view, key, view.all_dates)
    after = view.period.start > found.event.date
    return f"{days(rows[0])} before {found.named}" if rows and after else ""


def title(view: View) -> str:
    """Return the typical wait from request to session, as a title says it."""
    key = "wait_in_all"
    if view.straddled:
        text = said(view, key, view.period).replace(" before", " working days before", 1)
        return f"Half of sessions came within {text}" if text else ""
    row = view.one(key)
    if not is_ok(row):
        return ""
    earlier = before_it(view, key)
    return f"Half of sessions come within {days(row)} working days{earlier and f', {earlier}'}"


def not_summed(event: Event) -> str:
    """Return why a period that an event falls in has no average, to follow a colon."""
    return f"not summed up in one average, for {named_event(event)} falls within the period"

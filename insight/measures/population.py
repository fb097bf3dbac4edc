"""The rows that figures are counted from, apart from what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from config.calendar import month_end

if TYPE_CHECKING:
    from datetime import date

    from insight.measures.definition import Measure
    from insight.warehouse import Snapshot

    Dates = tuple[date, date]


def is_of_whole_months(period: Dates | None) -> bool:
    """Return whether a period, or all dates, cuts no month."""
    return period is None or (period[0].day == 1 and period[1] == month_end(period[1]))


@dataclass(frozen=True)
class Population:
    """A measure's rows in one snapshot: of some partnerships and, unless it is None, a period.

    `as_of` is the day open cases are judged at, None for each partnership's own. Without
    `rare_words`, a word counts only where enough people used it.
    """

    snapshot: Snapshot
    spec: Measure
    partnerships: tuple[str, ...]
    period: Dates | None
    as_of: date | None
    rare_words: bool

    def within(self, period: Dates | None) -> Population:
        """Return the rows of another period, or of all dates."""
        return replace(self, period=period)

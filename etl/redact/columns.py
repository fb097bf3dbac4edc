"""Columns that nobody described: whether their values are mostly direct identifiers."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from statistics import quantiles
from typing import TYPE_CHECKING, Final

from etl.redact.dates import DATE
from etl.redact.finding import found_in
from etl.redact.names import TAG as NAME
from etl.redact.tokens import INITIAL, MAYBE, ODD, PLAIN, SURNAME, WORD, kind_of
from etl.redact.tokens import NAME as LISTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LOOKED_AT: Final = 2_000  # values, spread over the column
_LONGEST: Final = 120  # characters; a longer value is free text
_LONGEST_NAME: Final = 5  # words
_LISTED_SHARE: Final = 0.2  # of the values must hold a listed name before a column holds names
_CHILDHOOD: Final = 5  # years back or years of spread that no column of the work reaches
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BLANK: Final = frozenset(("", "n/a", "none", "not known", "-"))


def mostly_identifiers(values: Sequence[str]) -> str | None:
    """Return the tag of what most values of a column are, or None.

    Blank values do not count. Dates count as birthdays only when they lie years back or spread
    over more years than the work does, as the days on which children were born do.
    """
    given = [v for value in values if (v := value.strip()).casefold() not in _BLANK]
    given = given[:: max(1, len(given) // _LOOKED_AT)]
    if not given:
        return None
    counts = Counter(tag for value in given if (tag := _tag_of(value)))
    if counts[DATE] and not _are_birthdays(given):
        del counts[DATE]
    if counts[NAME] and not _hold_listed_names(given):
        del counts[NAME]
    if 2 * counts.total() <= len(given):
        return None
    return counts.most_common(1)[0][0]


def _tag_of(value: str) -> str | None:
    if len(value) > _LONGEST:
        return None
    tags = [tag for _, _, tag in found_in(value, frozenset()) if tag != NAME]
    if tags:
        return tags[0]
    return NAME if _is_name(value) else None


def _is_name(value: str) -> bool:
    """Tell whether a whole value is a name: "Sarah Jones", "SMITH, John", "Mrs Patel"."""
    if re.search(r"\d", value):
        return False
    words = WORD.findall(value)
    kinds = [kind_of(word) for word in words]
    if not 0 < len(words) <= _LONGEST_NAME:
        return False
    if LISTED in kinds:
        return kinds.count(PLAIN) <= 1
    return (
        len(words) > 1
        and PLAIN not in kinds
        and bool({MAYBE, ODD} & set(kinds))
        and (SURNAME in kinds or ODD in kinds or INITIAL in kinds or kinds.count(MAYBE) > 1)
    )


def _hold_listed_names(values: Sequence[str]) -> bool:
    held = sum(any(kind_of(w) == LISTED for w in WORD.findall(value)) for value in values)
    return held >= _LISTED_SHARE * len(values)


def _are_birthdays(values: Iterable[str]) -> bool:
    years = sorted(int(year[0]) for value in values if (year := _YEAR.search(value)))
    if not years:
        return False
    if years[len(years) // 2] < datetime.now(tz=UTC).year - _CHILDHOOD:
        return True
    if len(years) == 1:
        return False
    tenths = quantiles(years, n=10, method="inclusive")
    return tenths[-1] - tenths[0] > _CHILDHOOD

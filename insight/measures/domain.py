"""Which partnerships, dimensions and values there are to ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from config.contracts import choices
from config.partnerships import (
    AGENCY_GROUPS,
    PLAN_TYPES,
    REASONS,
    partnership,
    partnership_names,
)
from insight.measures.better_off import RATINGS
from insight.measures.definition import TIME
from insight.measures.sql import recorded, scoped_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from insight.measures.definition import Measure
    from insight.measures.population import Population
    from insight.warehouse import Snapshot

NOT_RECORDED = "Not recorded"
_YES_NO = ("Yes", "No")
_BANDS = ("1", "2", "3", "4+")
_LISTED: Mapping[str, tuple[str, ...]] = {
    "plan_type": PLAN_TYPES,
    "reason": REASONS,
    "agency_group": AGENCY_GROUPS,
    "age_band": choices("referral", "age_band"),
    "send": _YES_NO,
    "sibling_band": _BANDS,
    "wave": choices("feedback", "wave"),
    "rating": RATINGS,
    "role_group": choices("feedback", "role_group"),
    "theme_kind": ("reason", "benefit"),
    "months_after": ("3", "6", "12"),
    "change": ("stepped down or closed", "same", "stepped up"),
    "scope": choices("learning", "scope"),
}
_TIME_SHAPES = {
    "month": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"\d{4}( to \d{4})? Q[1-4]"),
    "reporting_year": re.compile(r"\d{4}( to \d{4})?"),
}
_TIME_EXAMPLES = {
    "month": "2025-04",
    "quarter": "2025 to 2026 Q1",
    "reporting_year": "2025 to 2026",
}


@dataclass(frozen=True)
class Standing:
    """What the snapshot says of one partnership: its standard and the date of its data."""

    name: str
    standard_days: int | None
    as_at: date


@lru_cache(maxsize=8)
def standings(snapshot: Snapshot) -> Mapping[str, Standing]:
    """Return each loaded partnership's standing, by its name."""
    sql = "SELECT partnership, standard_days, as_at FROM mart_partnership"
    return {row[0]: Standing(*row) for row in snapshot.tuples(sql)}


def possible_values(population: Population, dimension: str) -> tuple[str, ...]:
    """Return the values a dimension could have had here, so that an absent one tells nothing."""
    if dimension == "partnership":
        return population.partnerships
    if dimension == "word":
        return ()
    found = occurring(population.snapshot, population.spec, dimension, population.partnerships)
    if dimension not in TIME or population.period is None:
        return tuple(value for value, _, _ in found)
    since, until = population.period
    return tuple(value for value, first, last in found if first <= until and last >= since)


@lru_cache(maxsize=1024)
def occurring(
    snapshot: Snapshot, spec: Measure, dimension: str, partnerships: tuple[str, ...]
) -> tuple[tuple[str, date, date], ...]:
    """Return the values that occur in a measure's rows, each with its first and last date.

    Of time, only what counts: sessions planned for next month are among the rows, not yet held.
    """
    column = spec.column(dimension)
    value = f"unnest({column.sql})" if column.many else recorded(column)
    counts = spec.base if dimension in TIME else "true"
    sql = (
        f"SELECT value, min(day), max(day) FROM (SELECT {value} AS value, day "  # noqa: S608
        f"FROM ({scoped_rows(spec)}) WHERE {counts}) WHERE day IS NOT NULL "
        "GROUP BY value ORDER BY value"
    )
    scope: dict[str, object] = {"partnerships": list(partnerships)}
    if spec.judges_open_cases:
        scope["as_of"] = None
    return tuple((row[0], row[1], row[2]) for row in snapshot.tuples(sql, scope))


@lru_cache(maxsize=64)
def belonging(
    snapshot: Snapshot, spec: Measure, dimension: str, partnerships: tuple[str, ...]
) -> Mapping[str, str]:
    """Return the value of the wider dimension that each value of a nested one belongs to."""
    wider = recorded(spec.column(spec.nested[dimension]))
    inner = recorded(spec.column(dimension))
    sql = f"SELECT DISTINCT {inner}, {wider} FROM ({scoped_rows(spec)})"  # noqa: S608
    return dict(snapshot.tuples(sql, {"partnerships": list(partnerships)}))


def applies(spec: Measure, standing: Standing) -> bool:
    """Return whether a measure applies to a partnership: its TOML, and its standard."""
    if spec.needs_standard and standing.standard_days is None:
        return False
    return spec.key not in partnership(standing.name).not_applicable


def check_dimensions(spec: Measure, asked: tuple[str, ...]) -> None:
    """Raise ValueError, listing a measure's dimensions, when one asked for is not among them."""
    for name in asked:
        if name not in spec.dimensions:
            msg = (
                f"'{spec.key}' cannot be broken down or filtered by '{name}'. "
                f"It can be by: {', '.join(spec.dimensions)}."
            )
            raise ValueError(msg)
    if len(set(asked)) < len(asked):
        msg = "Each dimension can be asked for once."
        raise ValueError(msg)


def check_values(
    spec: Measure, dimension: str, asked: tuple[str, ...], known: tuple[str, ...]
) -> None:
    """Raise ValueError, listing what there is, when a value asked for does not exist.

    A word is not checked: whether a rare word occurs at all is not for everyone to know.
    """
    if dimension == "word":
        return
    if dimension in TIME:
        wrong = any(not _TIME_SHAPES[dimension].fullmatch(each) for each in asked)
        there_is = f"written like {_TIME_EXAMPLES[dimension]}"
    else:
        wrong = not set(asked) <= set(known)
        there_is = ", ".join(known)
    if wrong:
        msg = (
            f"There is no such {dimension.replace('_', ' ')} in '{spec.key}'. There is: {there_is}."
        )
        raise ValueError(msg)


def known_values(
    snapshot: Snapshot, spec: Measure, dimension: str, partnerships: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the values of a dimension: those of its list, and any others that occur."""
    if dimension == "partnership":
        return partnerships
    listed = _LISTED.get(dimension, ())
    if dimension == "locality":
        days = {name: one.as_at for name, one in standings(snapshot).items()}
        configured = set(partnership_names()) & set(partnerships) & days.keys()
        listed = tuple(
            place
            for name in sorted(configured)
            for place in partnership(name).localities_in_force(days[name])
        )
    others = (row[0] for row in occurring(snapshot, spec, dimension, partnerships))
    return tuple(dict.fromkeys((*listed, *others, NOT_RECORDED)))

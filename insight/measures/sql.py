"""A measure, its dimensions and its filters as one SQL statement over the marts.

Names come from the registry alone; every value is a bound parameter. Dimensions come back as the
first columns, in the order asked; then the figures of the measure's kind:
count: n. share, mcnemar: numerator, n. median, p90: n, value. wilcoxon, effect: n, the changes.
mean: a list of the sessions' sums and one of their counts. Where people may stand in several
rows, their number follows.
"""
# S608 (SQL built from text) is answered by the first sentence above; values are never pasted in.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from insight.measures.definition import CHANGE_TESTS, QUANTILES, TIME
from insight.measures.registry import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from insight.measures.definition import Column, Measure

# A word is shown only when enough people in enough sessions used it (docs: design, "Disclosure").
WORD_PEOPLE = 5
WORD_SESSIONS = 3
_COMMON_WORDS = f"""word IN (
    SELECT word FROM (SELECT DISTINCT word, partnership, session_id, respondent FROM base)
    GROUP BY word
    HAVING count(*) >= {WORD_PEOPLE}
    AND count(DISTINCT (partnership, session_id)) >= {WORD_SESSIONS}
)"""


@lru_cache(maxsize=512)
def statement(
    key: str,
    dimensions: tuple[str, ...],
    filters: tuple[str, ...] = (),
    *,
    period: bool = False,
    rare_words: bool = True,
) -> str:
    """Return the statement of one question.

    Parameters it expects: partnerships (list); as_of (date or null) where the measure judges open
    cases; since and until with `period`; and for each filter the list `where_<dimension>`.
    """
    spec = MEASURES[key]
    narrowed = [name for name in filters if name not in spec.whole]
    base = f"WITH scoped AS ({scoped_rows(spec)}), base AS ({_base(spec, narrowed, period)}) "
    if not spec.whole:
        return base + _grouped(spec, _places(dimensions))
    chosen = [name for name in filters if name in spec.whole]
    common = not rare_words and "word" in (*dimensions, *filters)
    return base + _share_of_whole(spec, _places(dimensions), chosen, common_only=common)


def scoped_rows(spec: Measure) -> str:
    """Return the rows of the viewer's partnerships, with the period's date as `day`."""
    scope = "WHERE list_contains($partnerships, partnership)"
    if not spec.judges_open_cases:
        return f"SELECT *, {spec.day} AS day FROM {spec.rows_of} {scope}"
    return (
        f"SELECT unit.*, {spec.day} AS day, coalesce($as_of, judged.as_at) AS as_of "
        f"FROM {spec.rows_of} AS unit "
        "JOIN (SELECT partnership, as_at FROM mart_partnership) AS judged USING (partnership) "
        f"{scope}"
    )


def rows_behind(spec: Measure, condition: str, filters: tuple[str, ...], *, period: bool) -> str:
    """Return the statement that counts a measure's rows of a condition, its base left aside.

    Parameters are those of `statement`.
    """
    rows = _base(replace(spec, base=condition), filters, period)
    return f"WITH scoped AS ({scoped_rows(spec)}) SELECT count(*) FROM ({rows})"


def by_session(
    spec: Measure, by: tuple[str, ...], filters: tuple[str, ...], *, period: bool
) -> str:
    """Return the statement of each session's counts of a share: its group, numerator, base.

    `by` names one dimension or none. Of rows about referrals each referral stands for itself.
    """
    places = _places(by)
    group = next(iter(places.values()), "''")
    once = "referral_id" if spec.rows_of == "mart_referral" else "session_id"
    figures = (_count(spec.counted), _count(spec.of))
    return (
        f"WITH scoped AS ({scoped_rows(spec)}), base AS ({_base(spec, filters, period)}) "
        f"SELECT {group}, {', '.join(figures)} FROM {_spread(spec, places)} "
        f"GROUP BY {', '.join((*places.values(), 'partnership', once))}"
    )


def totals_by_session(
    spec: Measure, by: tuple[str, ...], filters: tuple[str, ...], *, period: bool
) -> str:
    """Return the statement of each session's total and number, by dimensions, session last but two.

    Of a mean the total is that of its values; of what is counted once a unit both are the units.
    """
    places = _places(by)
    once = f"count(DISTINCT ({', '.join(spec.unit_of)}))" if spec.unit_of else "count(*)"
    figures = (f"sum({spec.value})" if spec.kind == "mean" else once, once)
    session = "partnership || '/' || session_id"
    return (
        f"WITH scoped AS ({scoped_rows(spec)}), base AS ({_base(spec, filters, period)}) "
        f"SELECT {', '.join((*places.values(), session, *figures))} FROM {_spread(spec, places)} "
        f"GROUP BY {', '.join((*places.values(), session))}"
    )


def recorded(column: Column) -> str:
    """Return a one-valued dimension's expression; what is blank reads "Not recorded"."""
    return f"coalesce({column.sql}, 'Not recorded')"


def _base(spec: Measure, filters: Iterable[str], period: bool) -> str:  # noqa: FBT001 - private
    conditions = [f"({spec.base})", *(_matches(spec.column(name), name) for name in filters)]
    if period:
        conditions.append("day BETWEEN $since AND $until")
    return f"SELECT * FROM scoped WHERE {' AND '.join(conditions)}"


def _matches(column: Column, name: str) -> str:
    if column.many:
        return f"list_has_any({column.sql}, $where_{name})"
    return f"list_contains($where_{name}, {recorded(column)})"


def _places(dimensions: Iterable[str]) -> dict[str, str]:
    """Return each dimension's column in the statement: d0, d1 ..."""
    return {name: f"d{place}" for place, name in enumerate(dimensions)}


def _spread(
    spec: Measure, places: Mapping[str, str], conditions: Sequence[str] = (), rows: str = "base"
) -> str:
    """Return the rows with the dimensions beside them, one row for each value of a list."""
    source, columns = [rows], ["*"]
    for name, place in places.items():
        column = spec.column(name)
        if column.many:
            source.append(f"unnest({column.sql}) AS of_{place}({place})")
        elif name in TIME:
            source[0] += _labels_of_days(column, place, rows)
            columns.append(f"coalesce(of_{place}.label, 'Not recorded') AS {place}")
        else:
            columns.append(f"{recorded(column)} AS {place}")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"(SELECT {', '.join(columns)} FROM {', '.join(source)}{where})"


def _labels_of_days(column: Column, place: str, rows: str) -> str:
    """Return the join to a label for each day: there are few days, and making text is dear."""
    days = f"SELECT DISTINCT day, year_start_month FROM {rows} WHERE day IS NOT NULL"
    return (
        f" LEFT JOIN (SELECT day, year_start_month, {column.sql} AS label FROM ({days})) "
        f"AS of_{place} USING (day, year_start_month)"
    )


def _select(figures: Iterable[str], source: str, names: Iterable[str]) -> str:
    names = list(names)
    grouping = f" GROUP BY {', '.join(names)}" if names else ""
    return f"SELECT {', '.join((*names, *figures))} FROM {source}{grouping}"


def _grouped(spec: Measure, places: Mapping[str, str]) -> str:
    source, names = _spread(spec, places), list(places.values())
    if spec.kind == "mean":
        of_session = (*names, "partnership", "session_id")
        sums = (f"sum({spec.value}) AS total", "count(*) AS number")
        clusters = _select(sums, source, of_session)
        return _select(("list(total)", "list(number)"), f"({clusters})", names)
    if spec.largest_per:
        once, largest = spec.largest_per
        each = _select((f"max({largest}) AS number",), source, (*names, "partnership", once))
        return _select(("coalesce(sum(number), 0)",), f"({each})", names)
    return _select(_figures(spec), _once(spec, source, names), names)


def _once(spec: Measure, source: str, names: Sequence[str]) -> str:
    """Return one row for each unit and group, where a unit may stand in several rows."""
    if not spec.unit_of:
        return source
    return f"(SELECT DISTINCT {', '.join((*names, *spec.unit_of))} FROM {source})"


def _figures(spec: Measure) -> tuple[str, ...]:
    if spec.kind in QUANTILES:
        return "count(*)", f"quantile_cont({spec.value}, {QUANTILES[spec.kind]})", *_people(spec)
    if spec.kind in CHANGE_TESTS:
        return "count(*)", f"list({spec.value})", *_people(spec)
    if spec.is_share:
        return _count(spec.counted), _count(spec.of), *_people(spec)
    return (_count("true"),)


def _people(spec: Measure) -> tuple[str, ...]:
    """Return the figure that says how many people the others rest on, where rows are not people."""
    if not spec.people_of:
        return ()
    return (f"count(DISTINCT ({', '.join(spec.people_of)})) AS people",)


def _count(condition: str) -> str:
    return "count(*)" if condition == "true" else f"count(*) FILTER (WHERE {condition})"


def _share_of_whole(
    spec: Measure, places: Mapping[str, str], chosen: Sequence[str], *, common_only: bool
) -> str:
    """Return shares whose denominator ignores some dimensions, with a row for every value.

    A value nobody used is a row with a numerator of 0: it answers "who is missing?".
    """
    names = list(places.values())
    across = {name: place for name, place in places.items() if name not in spec.whole}
    along = {name: place for name, place in places.items() if name in spec.whole}
    conditions = [_matches(spec.column(name), name) for name in chosen]
    conditions += [_COMMON_WORDS] if common_only else []
    inside, in_all = _spread(spec, places, conditions), _spread(spec, across)
    met = spec.counted if along or chosen else spec.headline or spec.counted
    counted = _select((f"{_count(met)} AS numerator",), _once(spec, inside, names), names)
    others = list(across.values())
    base = (f"{_count(spec.of)} AS n", *_people(spec))
    whole = _select(base, _once(spec, in_all, others), others)
    values = _every_value(spec, along, conditions, chosen) if along else "SELECT 1"
    join = f"LEFT JOIN ({counted}) USING ({', '.join(names)})" if names else f", ({counted})"
    figures = (*names, "coalesce(numerator, 0)", "n", *(["people"] if spec.people_of else []))
    return f"SELECT {', '.join(figures)} FROM ({whole}) CROSS JOIN ({values}) {join}"


def _every_value(
    spec: Measure, along: Mapping[str, str], conditions: Sequence[str], chosen: Sequence[str]
) -> str:
    """Return the values to list: of a closed list all that occur, of words those in question."""
    closed = "word" not in spec.whole
    rows = _spread(spec, along, () if closed else conditions, "scoped" if closed else "base")
    kept = [f"list_contains($where_{name}, {along[name]})" for name in chosen if name in along]
    where = f" WHERE {' AND '.join(kept)}" if kept else ""
    return f"SELECT DISTINCT {', '.join(along.values())} FROM {rows}{where}"

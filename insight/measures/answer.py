"""`measure`: the one way to a figure, for pages, command line, exports and tests."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from insight.access import SMALLEST_LOCALITY, WHOLE_AREA
from insight.disclosure import TOO_FEW
from insight.measures.frame import EVERYTHING, not_applicable, row, to_frame, to_mapping
from insight.measures.protection import Judged, judged_cells
from insight.measures.question import Asked, ask
from insight.measures.why import why
from insight.warehouse import from_one

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from insight.access import Viewer
    from insight.disclosure import Key
    from insight.measures.frame import Row
    from insight.measures.question import Question
    from insight.warehouse import Snapshot

_KEPT = 4096


def measure(  # noqa: PLR0913, PLR0917 - the public interface of the design
    key: str,
    viewer: Viewer,
    by: Sequence[str] | str = (),
    where: Mapping[str, Sequence[str] | str] | None = None,
    period: tuple[date, date] | None = None,
    as_of: date | None = None,
    disclosure: str | None = None,
    warehouse: str | os.PathLike[str] | None = None,
) -> pd.DataFrame:
    """Return a measure as rows: the dimensions of `by`, then numbers, `status` and `shown`.

    `where` maps a dimension to the values kept; `period` is two dates, both included, judged by
    the measure's own date (measures, "Settled edges"); `as_of` is the day open cases are judged
    at, otherwise each partnership's own; `disclosure` asks for a stricter preset than the
    viewer's role has. The whole answer is of the snapshot that the folder `warehouse` serves when
    it is asked.

    Columns after the dimensions: value (a count, a share between 0 and 1, days, or polarity), n
    (what it rests on), numerator, denominator, lower and upper (95%; of rounded counts, over all
    that are told alike), least and most (what a share can be, for who sees rounded counts: where
    they lie more than 10 points apart it has no value), parts (of how many cells the counts were
    put together), status ("ok", "suppressed", "too few", "not applicable"), why (nothing, or why
    there is no number: "too few", "withheld to protect small numbers", "not recorded", "not due
    yet", "no such period", "not applicable"), preset (how the row is protected; "none": its counts
    are exact) and shown, the text to print. What does not apply to a kind is NaN, and so is every
    number of a protected row that is not ok.

    Raises ValueError, with a sentence that lists what exists, for an unknown measure, dimension
    or value, one outside the viewer's scope, or a preset looser than the role may have.
    """
    asked = Asked(key, viewer, by, where, period, as_of, disclosure)
    return from_one(warehouse, partial(answered, asked))


def answered(asked: Asked, snapshot: Snapshot) -> pd.DataFrame:
    """Return what `measure` does, of one snapshot whatever is served. Raises SnapshotGone, too."""
    return _answer(ask(asked, snapshot)).copy()


def told(asked: Asked, snapshot: Snapshot) -> dict[str, Any]:
    """Return the one row of a measure that is not broken down, by the columns of `measure`.

    The same as the frame has, which costs more than the answer. Raises as `answered` does.
    """
    [only] = _answered_rows(ask(asked, snapshot))
    return to_mapping(only)


@lru_cache(maxsize=_KEPT)
def _answer(question: Question) -> pd.DataFrame:
    """Return the answer, kept for the next time: a question names its viewer and its snapshot."""
    return to_frame(question.by, _answered_rows(question))


@lru_cache(maxsize=_KEPT)
def _answered_rows(question: Question) -> tuple[Row, ...]:
    rows = _excluded(question)
    if question.population.partnerships:
        rows += _sorted(_rows(question))
    return tuple(rows)


def _excluded(question: Question) -> list[Row]:
    """Return the rows of what the measure does not apply to."""
    if "partnership" in question.by:
        names = question.excluded
    elif question.population.partnerships:
        names = ()
    else:
        names = (EVERYTHING,)
    return [
        not_applicable(
            question.preset,
            tuple(name if each == "partnership" else EVERYTHING for each in question.by),
        )
        for name in names
    ]


def _rows(question: Question) -> dict[Key, Row]:
    if question.viewer.bound_to_localities and "locality" in question.by:
        return _own_beside_whole(question)
    return _shown(question)


def _shown(question: Question) -> dict[Key, Row]:
    return {key: _row(question, key, judged) for key, judged in judged_cells(question).items()}


def _row(question: Question, key: Key, judged: Judged) -> Row:
    shown = _coarsened(question, judged)
    return row(question.spec, question.preset, key, shown, why(question, key, shown))


def _own_beside_whole(question: Question) -> dict[Key, Row]:
    """Return a lead's breakdown by locality: their own, and the whole area beside them."""
    place = question.by.index("locality")
    own = question.where.get("locality") or question.viewer.localities
    rest = {name: values for name, values in question.where.items() if name != "locality"}
    found: dict[Key, Row] = {}
    if own:
        theirs = tuple((rest | {"locality": own}).items())
        found |= _shown(replace(question, filters=theirs, preset=question.own, least=question.own))
    others = (*question.by[:place], *question.by[place + 1 :])
    area = replace(question, by=others, filters=tuple(rest.items()))
    for key, cells in _shown(area).items():
        whole = (*key[:place], WHOLE_AREA, *key[place:])
        found[whole] = (*whole, *cells[len(key) :])
    return found


def _coarsened(question: Question, judged: Judged) -> Judged:
    """Hold a small locality back from those who see exact counts but no cases."""
    by_locality = "locality" in (*question.by, *question.where)
    small = 0 < judged.cell.n < SMALLEST_LOCALITY
    if question.viewer.role == "evaluator" and by_locality and small:
        return Judged(judged.cell, TOO_FEW, hidden=True)
    return judged


def _sorted(rows: Mapping[Key, Row]) -> list[Row]:
    return [rows[key] for key in sorted(rows)]

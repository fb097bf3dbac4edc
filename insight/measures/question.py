"""A question put to a measure, checked and resolved before anything is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from config.partnerships import partnership
from config.paths import warehouse_dir
from insight import disclosure, warehouse
from insight.access import ROLES
from insight.measures import domain
from insight.measures.registry import registered

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from insight.access import Viewer
    from insight.disclosure import Preset
    from insight.measures.definition import Measure

Where = dict[str, tuple[str, ...]]
Filters = tuple[tuple[str, tuple[str, ...]], ...]
Dates = tuple["date", "date"]


@dataclass(frozen=True)
class Question:
    """What is asked: every name and value known to exist and within the viewer's scope.

    `partnerships` are those the measure applies to, `excluded` those it does not. `scope` is all
    that the viewer may ask about and the measure applies to; `least` is the role's own preset.
    """

    spec: Measure
    viewer: Viewer
    by: tuple[str, ...]
    filters: Filters
    period: Dates | None
    as_of: date | None
    preset: Preset
    least: Preset
    partnerships: tuple[str, ...]
    scope: tuple[str, ...]
    excluded: tuple[str, ...]
    snapshot: Path
    folder: Path

    @property
    def where(self) -> Where:
        """The filters, by dimension."""
        return dict(self.filters)

    def with_(self, by: tuple[str, ...], where: Where) -> Question:
        """Return the same question with another breakdown and other filters."""
        return replace(self, by=by, filters=tuple(where.items()))

    def everything(self, period: Dates | None, preset: Preset) -> Question:
        """Return the question of all in scope: what the tables of protected figures are of."""
        return replace(
            self,
            by=(),
            filters=(),
            period=period,
            preset=preset,
            least=preset,
            partnerships=self.scope,
            excluded=(),
        )


def ask(  # noqa: PLR0913, PLR0917 - the parameters of the public `measure`
    key: str,
    viewer: Viewer,
    by: Sequence[str] | str,
    where: Mapping[str, Sequence[str] | str] | None,
    period: tuple[date, date] | None,
    as_of: date | None,
    asked_preset: str | None,
    folder: str | os.PathLike[str] | None,
) -> Question:
    """Return the question, or raise ValueError with a sentence that lists what exists."""
    spec = registered(key)
    viewer.require(tuple(role for role in ROLES if role not in spec.closed_to), f"'{key}'")
    by = (by,) if isinstance(by, str) else tuple(by)
    filters = {name: _several(values) for name, values in (where or {}).items()}
    domain.check_dimensions(spec, by)
    domain.check_dimensions(spec, tuple(filters))
    snapshot, place = warehouse.snapshot_path(folder), warehouse_dir(folder)
    standings = domain.standings(snapshot, place)
    asked = viewer.partnerships_in(filters.pop("partnership", None))
    loaded = tuple(name for name in asked if name in standings)
    if not loaded:
        msg = f"Nothing is loaded for {', '.join(asked)}. Loaded: {', '.join(standings) or 'none'}."
        raise ValueError(msg)
    least = disclosure.strictest(partnership(name).disclosure[viewer.role] for name in loaded)
    scope = _scope(spec, viewer, loaded, standings)
    question = Question(
        spec=spec,
        viewer=viewer,
        by=by,
        filters=(),
        period=_ordered(period),
        as_of=as_of,
        preset=disclosure.chosen(asked_preset, least),
        least=least,
        partnerships=tuple(name for name in loaded if name in scope),
        scope=scope,
        excluded=tuple(name for name in loaded if name not in scope),
        snapshot=snapshot,
        folder=place,
    )
    _refuse_fine_detail(question, filters)
    _refuse_parts_of_months(question)
    _refuse_any_day(question, standings)
    return question.with_(by, _within_scope(question, filters, loaded))


def _scope(
    spec: Measure,
    viewer: Viewer,
    asked: tuple[str, ...],
    standings: Mapping[str, domain.Standing],
) -> tuple[str, ...]:
    """Return the partnerships in scope that are counted by the same years as those asked for."""
    starts = {partnership(name).year_start_month for name in asked}
    return tuple(
        name
        for name in viewer.partnerships
        if name in standings
        and domain.applies(spec, standings[name])
        and partnership(name).year_start_month in starts
    )


def _several(values: Sequence[str] | str) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(dict.fromkeys(values))


def _ordered(period: tuple[date, date] | None) -> tuple[date, date] | None:
    if period is not None and period[0] > period[1]:
        msg = "The period ends before it begins. Give the earlier date first."
        raise ValueError(msg)
    return period


def _refuse_fine_detail(question: Question, filters: Where) -> None:
    """Refuse locality by agency by quarter (or month) to a protected role: all would be hidden."""
    asked = {*question.by, *filters}
    fine = {"locality", "agency_group"} <= asked and asked & {"month", "quarter"}
    if question.preset.protects and fine and len(question.by) > 1:
        msg = (
            "Locality by agency group by month or quarter is not offered: the groups are too "
            "small. Leave out one of the three, or use the reporting year."
        )
        raise ValueError(msg)


def _refuse_parts_of_months(question: Question) -> None:
    """Refuse a protected role a period that cuts a month: sliding it by a day shows single days."""
    if question.period is None or not question.preset.protects:
        return
    since, until = question.period
    if since.day != 1 or not _ends_a_month(until):
        msg = (
            "This role sees whole months: begin the period on the first day of a month and end it "
            "on the last day of one."
        )
        raise ValueError(msg)


def _refuse_any_day(question: Question, standings: Mapping[str, domain.Standing]) -> None:
    """Refuse a protected role to slide the day that open cases are judged at from day to day."""
    if question.as_of is None or not (question.preset.protects and question.spec.judges_open_cases):
        return
    own_days = {standings[name].as_at for name in question.partnerships}
    if question.as_of not in own_days and not _ends_a_month(question.as_of):
        msg = (
            "This role sees open cases as at the last day of a month, or as at the day of the "
            "data: give one of those, or none."
        )
        raise ValueError(msg)


def _ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _within_scope(question: Question, filters: Where, loaded: tuple[str, ...]) -> Where:
    kept: Where = {}
    for name, values in filters.items():
        known = domain.known_values(
            question.snapshot, question.folder, question.spec.key, name, loaded
        )
        allowed: tuple[str, ...] | None = values
        if name == "locality":
            allowed = question.viewer.localities_in(values)
        if allowed:
            domain.check_values(question.spec, name, allowed, known)
            kept[name] = allowed
    return kept

"""A question put to a measure: checked, resolved and built whole before anything is counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from config.calendar import month_end
from config.partnerships import partnership
from config.roles import ROLES
from insight import disclosure
from insight.access import under_names_in_force
from insight.measures import domain
from insight.measures.population import Population, is_of_whole_months
from insight.measures.registry import registered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from insight.access import Viewer
    from insight.disclosure import Preset
    from insight.measures.definition import Measure
    from insight.measures.population import Dates
    from insight.warehouse import Snapshot

    Standings = Mapping[str, domain.Standing]

Where = dict[str, tuple[str, ...]]
Filters = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Asked:
    """What is asked of a measure, as `measure` was given it; nothing of it is checked yet."""

    key: str
    viewer: Viewer
    by: Sequence[str] | str = ()
    where: Mapping[str, Sequence[str] | str] | None = None
    period: Dates | None = None
    as_of: date | None = None
    disclosure: str | None = None


@dataclass(frozen=True)
class Question:
    """What is asked of a population: every name and value is known and within the viewer's scope.

    `behind` is all, of all dates, that the viewer may ask about and the measure applies to: what
    protected tables are of. `excluded` are the partnerships asked for that the measure does not
    apply to; `least` is the role's own preset, and `own` the one that a lead's own localities are
    told under where the question is not about them alone.
    """

    viewer: Viewer
    population: Population
    behind: Population
    by: tuple[str, ...]
    filters: Filters
    preset: Preset
    least: Preset
    own: Preset
    excluded: tuple[str, ...]

    @property
    def spec(self) -> Measure:
        """The measure."""
        return self.population.spec

    @property
    def where(self) -> Where:
        """The filters, by dimension."""
        return dict(self.filters)


def ask(asked: Asked, snapshot: Snapshot) -> Question:
    """Return the question, or raise ValueError with a sentence that lists what exists."""
    spec = registered(asked.key)
    by, filters = _dimensions(asked, spec)
    standings = domain.standings(snapshot)
    as_at = {name: each.as_at for name, each in standings.items()}
    viewer = under_names_in_force(asked.viewer, as_at)
    loaded = _loaded(viewer, filters.pop("partnership", None), standings)
    scope = _scope(spec, viewer, loaded, standings)
    kept = _within_scope(snapshot, spec, viewer, filters, loaded)
    elsewhere, own = _presets(viewer, spec, loaded)
    is_own = viewer.bound_to_localities and "locality" in dict(kept)
    least = own if is_own else elsewhere
    preset = disclosure.chosen(asked.disclosure, least)
    behind = Population(snapshot, spec, scope, None, asked.as_of, viewer.role == "evaluator")
    included = tuple(name for name in loaded if name in scope)
    population = replace(behind, partnerships=included, period=_ordered(asked.period))
    if preset.protects:
        _refuse_fine_detail(by, filters)
        _refuse_parts_of_months(population.period)
        _refuse_any_day(population, standings)
    return Question(
        viewer=viewer,
        population=population,
        behind=behind,
        by=by,
        filters=kept,
        preset=preset,
        least=least,
        own=disclosure.strictest((own.key, asked.disclosure or own.key)),
        excluded=tuple(name for name in loaded if name not in scope),
    )


def _presets(viewer: Viewer, spec: Measure, loaded: tuple[str, ...]) -> tuple[Preset, Preset]:
    """Return the role's preset, and the one that a lead's own localities are told under.

    Beyond their own localities leads are told all under the stricter of their presets.
    """
    given = [partnership(name).disclosure[viewer.role] for name in loaded]
    own = disclosure.strictest(each[spec.subject] for each in given)
    if not viewer.bound_to_localities:
        return own, own
    return disclosure.strictest(preset for each in given for preset in each.values()), own


def _dimensions(asked: Asked, spec: Measure) -> tuple[tuple[str, ...], Where]:
    """Return the breakdown and the filters, their names known and open to the viewer's role."""
    open_to = tuple(role for role in ROLES if role not in spec.closed_to)
    asked.viewer.require_role(open_to, f"'{spec.key}'")
    by = _several(asked.by)
    where = asked.where or {}
    filters = {name: tuple(dict.fromkeys(_several(values))) for name, values in where.items()}
    domain.check_dimensions(spec, by)
    domain.check_dimensions(spec, tuple(filters))
    return by, filters


def _loaded(viewer: Viewer, named: tuple[str, ...] | None, standings: Standings) -> tuple[str, ...]:
    """Return the partnerships asked about that have data; ValueError when none has."""
    asked = viewer.partnerships_in(named)
    loaded = tuple(name for name in asked if name in standings)
    if not loaded:
        msg = f"Nothing is loaded for {', '.join(asked)}. Loaded: {', '.join(standings) or 'none'}."
        raise ValueError(msg)
    return loaded


def _scope(
    spec: Measure, viewer: Viewer, asked: tuple[str, ...], standings: Standings
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
    return (values,) if isinstance(values, str) else tuple(values)


def _ordered(period: Dates | None) -> Dates | None:
    if period is not None and period[0] > period[1]:
        msg = "The period ends before it begins. Give the earlier date first."
        raise ValueError(msg)
    return period


def _refuse_fine_detail(by: tuple[str, ...], filters: Where) -> None:
    """Refuse locality by agency by quarter (or month) to a protected role: all would be hidden."""
    asked = {*by, *filters}
    fine = {"locality", "agency_group"} <= asked and asked & {"month", "quarter"}
    if fine and len(by) > 1:
        msg = (
            "Locality by agency group by month or quarter is not offered: the groups are too "
            "small. Leave out one of the three, or use the reporting year."
        )
        raise ValueError(msg)


def _refuse_parts_of_months(period: Dates | None) -> None:
    """Refuse a protected role a period that cuts a month: sliding it by a day shows single days."""
    if not is_of_whole_months(period):
        msg = (
            "This role sees whole months: begin the period on the first day of a month and end it "
            "on the last day of one."
        )
        raise ValueError(msg)


def _refuse_any_day(population: Population, standings: Standings) -> None:
    """Refuse a protected role to slide the day that open cases are judged at from day to day."""
    if population.as_of is None or not population.spec.judges_open_cases:
        return
    own_days = {standings[name].as_at for name in population.partnerships}
    if population.as_of not in own_days and population.as_of != month_end(population.as_of):
        msg = (
            "This role sees open cases as at the last day of a month, or as at the day of the "
            "data: give one of those, or none."
        )
        raise ValueError(msg)


def _within_scope(
    snapshot: Snapshot, spec: Measure, viewer: Viewer, filters: Where, loaded: tuple[str, ...]
) -> Filters:
    """Return the filters that narrow anything, or raise ValueError for a value there is not."""
    kept: Where = {}
    for name, values in filters.items():
        allowed: tuple[str, ...] | None = values
        if name == "locality":
            allowed = viewer.localities_in(values)
        if allowed:
            known = domain.known_values(snapshot, spec, name, loaded)
            domain.check_values(spec, name, allowed, known)
            kept[name] = allowed
    return tuple(kept.items())

"""What a partnership is: its lists, its rules and its local words, and how they are looked up.

The shared lists are those of the data dictionary, section "referral", in its order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from config.partnership.names_in_force import Named, by_key, by_spelling, in_force, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from config.roles import Subject

REASONS = (
    "Complexity",
    "Drift and delay",
    "Start again (neglect)",
    "Professionals stuck",
    "Professional disagreement",
    "Many professionals",
    "Multiple siblings",
    "SEND",
    "Emerging or increasing risk",
    "Emotional impact",
    "Edge of care",
    "Exploitation or risk outside the home",
    "Other",
)
PLAN_TYPES = (
    "Targeted Early Help",
    "Child in Need",
    "Child Protection",
    "Child in Care",
    "No open plan",
)
AGENCY_GROUPS = (
    "Children's social care",
    "Early help",
    "Health: community and 0-19",
    "Health: acute and midwifery",
    "Health: mental health and CAMHS",
    "Health: primary care",
    "Education and early years",
    "Police",
    "Housing",
    "Probation and youth justice",
    "Adult social care",
    "Voluntary sector",
    "Other",
)
# The groups of the three statutory partners: any of the health groups stands for health.
STATUTORY_GROUPS = (
    "Children's social care",
    "Health: community and 0-19",
    "Health: acute and midwifery",
    "Health: mental health and CAMHS",
    "Health: primary care",
    "Police",
)
PLAN_ALIASES = {
    "TEH": "Targeted Early Help",
    "EH": "Targeted Early Help",
    "CIN": "Child in Need",
    "CP": "Child Protection",
    "CPP": "Child Protection",
    "CIC": "Child in Care",
    "CLA": "Child in Care",
    "LAC": "Child in Care",
}

Clock = Literal["decision", "received"]


@dataclass(frozen=True)
class Locality(Named):
    """A district or area, and the first and last day it was in use (None: no limit)."""

    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def last_day(self) -> date | None:
        """Return the last day the area was in use: before it merged, at the latest."""
        merged = self.merged_into.since - timedelta(days=1) if self.merged_into else None
        return min((day for day in (self.valid_to, merged) if day), default=None)


@dataclass(frozen=True)
class Agency(Named):
    """An agency by its local name, and the agency group it counts in (of AGENCY_GROUPS)."""

    group: str


@dataclass(frozen=True)
class Event:
    """A dated change of the scheme, at which trends may be re-based.

    `short` names it in a heading, after "the": "relaunch".
    """

    date: date
    label: str
    short: str = "change"


@dataclass(frozen=True)
class Partnership:
    """One partnership's scheme, rules and local words; `name` is that of its file.

    `standard_days` is in working days, None where the scheme sets no standard. Aliases run from
    what people write to the list's own word. `column_synonyms` is table -> column -> headers,
    `disclosure` role -> subject -> preset, and `not_applicable` holds measure keys.
    `retention_months` is table -> the months its rows are kept; a table not there is kept.
    """

    name: str
    title: str
    scheme: str
    scheme_title: str
    year_start_month: int
    standard_days: int | None
    clock: Clock
    disagreement_is_refused: bool
    localities: tuple[Locality, ...]
    agencies: tuple[Agency, ...]
    reason_aliases: Mapping[str, str] = field(hash=False)
    plan_aliases: Mapping[str, str] = field(hash=False)
    column_synonyms: Mapping[str, Mapping[str, tuple[str, ...]]] = field(hash=False)
    events: tuple[Event, ...]
    disclosure: Mapping[str, Mapping[Subject, str]] = field(hash=False)
    not_applicable: tuple[str, ...]
    hash_references: bool
    retention_months: Mapping[str, int] = field(hash=False)

    def locality_rows(self) -> list[tuple[str, str]]:
        """Return (normalised text, locality) for every name and alias, for joins."""
        return [(key, found.name) for key, found in self._localities_by_key.items()]

    def agency_rows(self) -> list[tuple[str, str, str]]:
        """Return (normalised text, agency, agency group) for every name, alias and group."""
        return [(key, found.name, found.group) for key, found in self._agencies_by_key.items()]

    def reason_rows(self) -> list[tuple[str, str]]:
        """Return (normalised text, reason) for every name and alias, for joins."""
        return list(self._reasons_by_key.items())

    def plan_rows(self) -> list[tuple[str, str]]:
        """Return (normalised text, plan type) for every name and alias, for joins."""
        return list(self._plans_by_key.items())

    def locality_in_force(self, text: str, day: date) -> str | None:
        """Return the name that what `text` names goes by on a day, or None where it names none."""
        found = self._localities_by_key.get(normalise(text))
        return in_force(found, day, self._localities_by_key).name if found else None

    def agency_in_force(self, text: str, day: date) -> Agency | None:
        """Return the agency that what `text` names counts as on a day, or None where it names none.

        The name of a group stands for itself.
        """
        found = self._agencies_by_key.get(normalise(text))
        return in_force(found, day, self._agencies_by_key) if found else None

    def localities_in_force(self, day: date) -> tuple[str, ...]:
        """Return the names of the localities on a day: none renamed, merged or yet to begin."""
        begun = (one for one in self.localities if not one.valid_from or one.valid_from <= day)
        names = (in_force(one, day, self._localities_by_key).name for one in begun)
        return tuple(dict.fromkeys(names))

    def agencies_in_force(self, day: date) -> tuple[Agency, ...]:
        """Return the agencies on a day, under the name and in the group that they then have."""
        found = (in_force(one, day, self._agencies_by_key) for one in self.agencies)
        return tuple({agency.name: agency for agency in found}.values())

    @property
    def change_days(self) -> tuple[date, ...]:
        """Return the days on which a name comes into force, in order."""
        named: tuple[Named, ...] = (*self.localities, *self.agencies)
        return tuple(sorted({change.since for one in named for change in one.changes}))

    @cached_property
    def _localities_by_key(self) -> dict[str, Locality]:
        return by_spelling(self.localities)

    @cached_property
    def _agencies_by_key(self) -> dict[str, Agency]:
        groups = by_spelling(Agency(group, (), group) for group in AGENCY_GROUPS)
        return groups | by_spelling(self.agencies)

    @cached_property
    def _reasons_by_key(self) -> dict[str, str]:
        return by_key([*((reason, reason) for reason in REASONS), *self.reason_aliases.items()])

    @cached_property
    def _plans_by_key(self) -> dict[str, str]:
        return by_key([*((plan, plan) for plan in PLAN_TYPES), *self.plan_aliases.items()])

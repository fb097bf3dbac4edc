"""What a partnership is: its lists, its rules and its local words, and how they are looked up.

The shared lists are those of the data dictionary, section "referral", in its order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

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

Meaning = TypeVar("Meaning")
Clock = Literal["decision", "received"]

_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u2018`")


@dataclass(frozen=True)
class Locality:
    """A district or area, and the first and last day it was in use (None: no limit)."""

    name: str
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class Agency:
    """An agency by its local name, and the agency group it counts in (of AGENCY_GROUPS)."""

    name: str
    aliases: tuple[str, ...]
    group: str


@dataclass(frozen=True)
class Event:
    """A dated change of the scheme, at which trends may be re-based."""

    date: date
    label: str


@dataclass(frozen=True)
class Partnership:
    """One partnership's scheme, rules and local words; `name` is that of its file.

    `standard_days` is in working days, None where the scheme sets no standard. Aliases run from
    what people write to the list's own word. `column_synonyms` is table -> column -> headers,
    `disclosure` role -> preset, and `not_applicable` holds measure keys. `retention_months` is
    table -> the months its rows are kept; a table that is not there is kept.
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
    disclosure: Mapping[str, str] = field(hash=False)
    not_applicable: tuple[str, ...]
    hash_references: bool
    retention_months: Mapping[str, int] = field(hash=False)

    def find_locality(self, text: str) -> str | None:
        """Return the locality that `text` names, by name or alias, or None."""
        return self._localities_by_key.get(normalise(text))

    def find_agency(self, text: str) -> Agency | None:
        """Return the agency that `text` names; the name of a group stands for itself."""
        return self._agencies_by_key.get(normalise(text))

    def find_reason(self, text: str) -> str | None:
        """Return the reason of REASONS that `text` names, by name or alias, or None."""
        return self._reasons_by_key.get(normalise(text))

    def find_plan(self, text: str) -> str | None:
        """Return the plan type of PLAN_TYPES that `text` names, by name or alias, or None."""
        return self._plans_by_key.get(normalise(text))

    def locality_rows(self) -> list[tuple[str, str]]:
        """Return (normalised text, locality) for every name and alias, for joins."""
        return list(self._localities_by_key.items())

    def agency_rows(self) -> list[tuple[str, str, str]]:
        """Return (normalised text, agency, agency group) for every name, alias and group."""
        return [(key, found.name, found.group) for key, found in self._agencies_by_key.items()]

    def reason_rows(self) -> list[tuple[str, str]]:
        """Return (normalised text, reason) for every name and alias, for joins."""
        return list(self._reasons_by_key.items())

    def plan_rows(self) -> list[tuple[str, str]]:
        """Return (normalised text, plan type) for every name and alias, for joins."""
        return list(self._plans_by_key.items())

    @cached_property
    def _localities_by_key(self) -> dict[str, str]:
        return by_key(
            (text, place.name) for place in self.localities for text in (place.name, *place.aliases)
        )

    @cached_property
    def _agencies_by_key(self) -> dict[str, Agency]:
        own = [
            (text, agency) for agency in self.agencies for text in (agency.name, *agency.aliases)
        ]
        return by_key([*own, *((group, Agency(group, (), group)) for group in AGENCY_GROUPS)])

    @cached_property
    def _reasons_by_key(self) -> dict[str, str]:
        return by_key([*((reason, reason) for reason in REASONS), *self.reason_aliases.items()])

    @cached_property
    def _plans_by_key(self) -> dict[str, str]:
        return by_key([*((plan, plan) for plan in PLAN_TYPES), *self.plan_aliases.items()])


def normalise(text: str) -> str:
    """Return `text` in lower case, "&" as "and", all but letters and digits as single spaces."""
    return _NOT_A_LETTER_OR_DIGIT.sub(" ", text.lower().replace("&", " and ")).strip()


def keys_of(text: str) -> tuple[str, ...]:
    """Return the normalised spellings of `text`: as it is, and with its apostrophes left out."""
    return tuple(dict.fromkeys((normalise(text), normalise(text.translate(_APOSTROPHES)))))


def by_key(pairs: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Return normalised spelling -> what it stands for; the first to claim a spelling wins."""
    found: dict[str, Meaning] = {}
    for text, meaning in pairs:
        for key in keys_of(text):
            found.setdefault(key, meaning)
    return found

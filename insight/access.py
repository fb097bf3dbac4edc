"""Who is asking, and which rows they may see (docs: design, "Access").

board and lead see protected aggregates; evaluator also sees pairs, interviews and each session's
point; admin sees process rows and each session's point, but no words and no interviews.

Where people sign in, all of this comes from their token: `granted` reads its roles, `session_end`
how long it holds (docs/decisions/0012-sign-in.md).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from config.partnerships import partnership, partnership_names
from config.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

WHOLE_AREA = "Whole area"
SMALLEST_LOCALITY = 10
"""An evaluator sees no locality below the area where the base is under this."""

OPEN_TO: Mapping[str, tuple[str, ...]] = {
    "each session's point": ("evaluator", "admin"),
    "open requests": ("admin",),
    "each pair's line": ("evaluator",),
    "words": ("board", "lead", "evaluator"),
    "the words that could not be read": ("evaluator",),
    "the partnership's own words": ("evaluator",),
    "how many interviews there are": ("board", "lead", "evaluator"),
    "interview answers": ("evaluator",),
    "the loading of files": ("admin",),
    "what was loaded, row by row": ("admin",),
    "the review of names": ("admin",),
    "the access log": ("admin",),
}
"""What is not for everyone, and the roles that may see or do it."""

_HOUR = 3600.0
_CLOCKS_DIFFER = 300.0


@dataclass(frozen=True)
class Viewer:
    """One person's scope: a role, the partnerships they belong to and, for a lead, localities.

    Raises ValueError when the role is not one of board, lead, evaluator and admin.
    """

    role: str
    partnerships: tuple[str, ...]
    localities: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the role, and turn lists into tuples so that a viewer can key a cache."""
        if self.role not in ROLES:
            msg = f"There is no role '{self.role}'. The roles are: {', '.join(ROLES)}."
            raise ValueError(msg)
        for field in ("partnerships", "localities"):
            given = getattr(self, field)
            names = (given,) if isinstance(given, str) else tuple(given)
            object.__setattr__(self, field, names)

    @property
    def bound_to_localities(self) -> bool:
        """True for a lead, who sees their own localities beside the whole area."""
        return self.role == "lead"

    def partnerships_in(self, asked: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return the partnerships a question may read: those asked for, else all in scope.

        Raises ValueError when the viewer has none, or asks for one outside their scope.
        """
        if not self.partnerships:
            msg = "This viewer belongs to no partnership, so there is nothing to show."
            raise ValueError(msg)
        if asked is None:
            return self.partnerships
        self._refuse_outside(asked, self.partnerships, "partnership")
        return asked

    def localities_in(self, asked: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """Return the localities to filter on, or None for the whole area.

        Raises ValueError when a lead asks for a locality that is not their own.
        """
        if not asked or WHOLE_AREA in asked:
            return None
        if self.bound_to_localities:
            self._refuse_outside(asked, (*self.localities, WHOLE_AREA), "locality")
        return asked

    def may(self, what: str) -> bool:
        """Tell whether this viewer may see or do one of the things in OPEN_TO."""
        return self.role in OPEN_TO[what]

    def require(self, what: str) -> None:
        """Raise ValueError, naming the roles that may, unless this viewer may see `what`."""
        self.require_role(OPEN_TO[what], what)

    def require_role(self, roles: tuple[str, ...], what: str) -> None:
        """Raise ValueError, naming the roles that may see `what`, unless this viewer's is one."""
        if self.role not in roles:
            msg = f"The role '{self.role}' may not see {what}. It is open to: {', '.join(roles)}."
            raise ValueError(msg)

    def _refuse_outside(self, asked: tuple[str, ...], allowed: tuple[str, ...], what: str) -> None:
        if not set(asked) <= set(allowed):
            msg = (
                f"That {what} is outside what this viewer may see. "
                f"They may see: {', '.join(allowed) or 'none'}."
            )
            raise ValueError(msg)


def granted(roles: object, own: str | None = None) -> tuple[Viewer, ...]:
    """Return a viewer for each role in each partnership that a token's `roles` claim grants.

    A role is written `PARTNERSHIP.ROLE`, a lead's `PARTNERSHIP.lead.LOCALITY`; without the first
    part it holds in `own`, the only partnership of an installation. Capitals, spaces and hyphens
    make no difference, because an app role's value may hold no space. Whatever is not wholly
    understood grants nothing.
    """
    values = [roles] if isinstance(roles, str) else roles
    if not isinstance(values, list | tuple):
        return ()
    found: dict[tuple[str, str], list[str]] = {}
    for value in values:
        if isinstance(value, str) and (grant := _grant(value, own)):
            place, role, locality = grant
            localities = found.setdefault((place, role), [])
            if locality and locality not in localities:
                localities.append(locality)
    ordered = sorted(found, key=lambda key: (key[0], ROLES.index(key[1])))
    return tuple(Viewer(role, (place,), tuple(found[place, role])) for place, role in ordered)


def _grant(value: str, own: str | None) -> tuple[str, str, str | None] | None:
    """Return the partnership, the role and a lead's locality, or None where one is unknown."""
    parts = [_bare(part) for part in value.split(".", 2)]
    if parts[0] in ROLES:
        parts = [_bare(own or ""), *_rejoined(parts)]
    place = next((name for name in partnership_names() if _bare(name) == parts[0]), None)
    match parts[1:]:
        case ["lead", wanted] if place and (locality := _locality(place, wanted)):
            return place, "lead", locality
        case ["board" | "evaluator" | "admin" as role] if place:
            return place, role, None
    return None


def _rejoined(parts: list[str]) -> list[str]:
    """Return role and locality where no partnership came before: a locality may hold a dot."""
    return [parts[0], "".join(parts[1:])] if parts[1:] else parts


def _locality(place: str, wanted: str) -> str | None:
    """Return the locality that a role names, also by the name it has been given since."""
    for locality in partnership(place).localities:
        names = [locality.name, *([locality.renamed.name] if locality.renamed else [])]
        if wanted in map(_bare, names):
            return locality.name
    return None


def under_names_in_force(viewer: Viewer, days: Mapping[str, date]) -> Viewer:
    """Return the viewer with the names their localities go by, renamed or merged since.

    `days` is the day that each partnership's figures are told at: its names are those of that day.
    """
    localities = dict.fromkeys(
        name for own in viewer.localities for name in _names_in_force(own, viewer, days)
    )
    return replace(viewer, localities=tuple(localities))


def _names_in_force(own: str, viewer: Viewer, days: Mapping[str, date]) -> list[str]:
    places = [name for name in viewer.partnerships if name in days]
    found = (partnership(name).locality_in_force(own, days[name]) for name in places)
    return [name for name in found if name] or [own]


def _bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def session_end(claims: Mapping[str, object], hours: float, now: float) -> float:
    """Return when a sign-in ends, in seconds since 1970: with its token, or `hours` after it.

    `claims` are those of the ID token, of which `iat` and `exp` are required (OpenID Connect Core
    1.0, section 2). The end is 0 when one is missing, is no number, or `iat` is yet to come.
    """
    issued, expires = _number(claims.get("iat")), _number(claims.get("exp"))
    if issued is None or expires is None or issued > now + _CLOCKS_DIFFER:
        return 0.0
    return min(expires, issued + hours * _HOUR)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)

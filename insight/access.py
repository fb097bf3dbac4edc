"""Who is asking, and which rows they may see (docs: design, "Access").

board and lead see protected aggregates; evaluator also sees pairs, interviews and each session's
point; admin sees process rows and each session's point, but no words and no interviews.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("board", "lead", "evaluator", "admin")
WHOLE_AREA = "Whole area"


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

    def require(self, roles: tuple[str, ...], what: str) -> None:
        """Raise ValueError, naming the roles that may, unless this viewer may see `what`."""
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

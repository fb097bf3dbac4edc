"""The roles that people have, and how counts may be shown to each (design, "Disclosure control").

What a preset does to a count is told in insight.disclosure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESETS = ("none", "gss5", "nhs8")
"""By name, the loosest first. `none` shows small numbers: to the roles that see rows, and to a lead
of their own locality."""

Subject = Literal["process", "feelings"]
SUBJECTS: tuple[Subject, ...] = ("process", "feelings")
"""What a measure is about: requests, sessions and who came; or what was said and what followed."""

LOOSEST: Mapping[str, Mapping[Subject, str]] = {
    "board": {"process": "gss5", "feelings": "gss5"},
    "lead": {"process": "none", "feelings": "gss5"},
    "evaluator": {"process": "none", "feelings": "none"},
    "admin": {"process": "none", "feelings": "none"},
}
"""The loosest preset that each role may have, and has where nothing else is said.

A lead's holds of the figures of their own locality; of all else they see what boards see.
"""

ROLES = tuple(LOOSEST)


def presets_of(role: str, subject: Subject) -> tuple[str, ...]:
    """Return the presets that a role may have of a subject, the loosest first."""
    return PRESETS[PRESETS.index(LOOSEST[role][subject]) :]

"""The roles that people have, and how counts may be shown to each (design, "Disclosure control").

What a preset does to a count is told in insight.disclosure.
"""

from __future__ import annotations

PRESETS = ("none", "gss5", "nhs8")
"""By name, the loosest first. `none` shows small numbers, so only to the roles that see rows."""

LOOSEST = {"board": "gss5", "lead": "gss5", "evaluator": "none", "admin": "none"}
"""The loosest preset that each role may have, and has where nothing else is said."""

ROLES = tuple(LOOSEST)


def presets_of(role: str) -> tuple[str, ...]:
    """Return the presets that a role may have, the loosest first."""
    return PRESETS[PRESETS.index(LOOSEST[role]) :]

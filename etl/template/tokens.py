"""Random tokens that join a person's answers without telling who the person is."""

from __future__ import annotations

import secrets

LETTERS = "cdfhjkmnprtvwx"
DIGITS = "34679"
"""No vowels, so that no word comes out, and nothing that looks like something else."""

_SHAPE = (LETTERS, LETTERS, DIGITS, "-", LETTERS, LETTERS, DIGITS)
# Two figures, never side by side, are too few for a postcode, a pupil number, a National Insurance
# number or a phone number, whatever the letters.


def draw_tokens(count: int) -> tuple[str, ...]:
    """Return `count` different tokens such as `kd4-tm7`, drawn with the system's randomness."""
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        drawn["".join(secrets.choice(characters) for characters in _SHAPE)] = None
    return tuple(drawn)

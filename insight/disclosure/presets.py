"""The presets: how a count is shown, and which preset a role may ask for (docs/disclosure.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from config import roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


SMALLEST_BASE = 8
"""No percentage, mean, median or test rests on fewer people, pairs or sessions."""


@dataclass(frozen=True)
class Preset:
    """How counts are protected: those under `smallest_shown` are hidden, the rest rounded."""

    key: str
    smallest_shown: int
    round_to: int
    sentence: str

    @property
    def protects(self) -> bool:
        """True unless counts are shown exactly."""
        return self.round_to > 1

    def small(self, count: int) -> bool:
        """Return whether a count must be hidden; 0 is shown."""
        return 0 < count < self.smallest_shown

    def rounded(self, count: int) -> int:
        """Return a count as it may be shown: 0, or to the nearest `round_to`."""
        return (count + self.round_to // 2) // self.round_to * self.round_to

    def text(self, count: int) -> str:
        """Return the words for a count: "38", "about 40", "1 to 4", "0"."""
        if self.small(count):
            return f"1 to {self.smallest_shown - 1}"
        about = "about " if self.protects and count else ""
        return f"{about}{self.rounded(count):,}"

    def told(self, count: int) -> tuple[int, int]:
        """Return the least and most a count can be, for someone who sees how it is shown."""
        if count == 0 or not self.protects:
            return count, count
        if self.small(count):
            return 1, self.smallest_shown - 1
        half = self.round_to // 2
        return max(self.smallest_shown, self.rounded(count) - half), self.rounded(count) + half


_PRESETS = (
    Preset(
        "none",
        1,
        1,
        "Counts are exact, for those who may see single records; no share, mean or median rests on "
        f"fewer than {SMALLEST_BASE}, and what is withheld stands as [c].",
    ),
    Preset(
        "gss5",
        5,
        5,
        "Counts of 1 to 4 are shown as a band, or withheld as [c]; other counts are rounded to the "
        "nearest 5, so parts may not add up; percentages are only as close as that allows "
        f"(“about”, or a range) and nothing rests on fewer than {SMALLEST_BASE}.",
    ),
    Preset(
        "nhs8",
        8,
        5,
        "Counts of 1 to 7 are not given and other counts are rounded to the nearest 5; percentages "
        "are only as close as that allows (“about”, or a range) and nothing rests on fewer than "
        f"{SMALLEST_BASE}.",
    ),
)
PRESETS: Mapping[str, Preset] = {each.key: each for each in _PRESETS}
_STRICTNESS = {key: place for place, key in enumerate(roles.PRESETS)}


def preset(key: str) -> Preset:
    """Return the preset of that name; ValueError, listing those that exist, when there is none."""
    if key not in PRESETS:
        msg = f"There is no disclosure preset '{key}'. The presets are: {', '.join(PRESETS)}."
        raise ValueError(msg)
    return PRESETS[key]


def sentence(key: str) -> str:
    """Return what is printed under every output protected in this way."""
    return preset(key).sentence


def strictest(keys: Iterable[str]) -> Preset:
    """Return the strictest of some presets."""
    return max((preset(key) for key in keys), key=lambda each: _STRICTNESS[each.key])


def chosen(asked: str | None, least: Preset) -> Preset:
    """Return the preset asked for; ValueError when it is looser than the role may have."""
    if asked is None:
        return least
    wanted = preset(asked)
    if _STRICTNESS[wanted.key] < _STRICTNESS[least.key]:
        allowed = [key for key, place in _STRICTNESS.items() if place >= _STRICTNESS[least.key]]
        msg = f"This role may not see figures under '{asked}'. It may choose: {', '.join(allowed)}."
        raise ValueError(msg)
    return wanted

"""XmR charts of waits: in days, none below 0, and a few very long.

Waits are judged as log(days + 1), and the limits turned back into days (docs: measures, "What may
be said"): in days themselves the limits are too low above and impossible below, and of shuffled
waits some thirty in a few hundred "stood out".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from insight.statistics.process import Phase, Signal, phases, signals

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHUFFLES = 200


@dataclass(frozen=True)
class Judged:
    """A series of waits: its phases, centre and limits in days, and what stands out of them."""

    logs: tuple[float, ...]
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]

    @cached_property
    def by_chance(self) -> float:
        """How many signals the same waits give on average, in any order within each phase."""
        draw = np.random.default_rng(len(self.logs))
        starts = [phase.start for phase in self.phases[1:]]
        parts = np.split(np.asarray(self.logs), starts)
        count = 0
        for _ in range(_SHUFFLES):
            shuffled = np.concatenate([draw.permutation(part) for part in parts]).tolist()
            count += len(_signals(shuffled, phases(shuffled, starts)))
        return count / _SHUFFLES


def judged(days: Sequence[float], starts: Sequence[int] = ()) -> Judged:
    """Return waits (days, 0 or more, in date order) judged in phases, each from one of `starts`."""
    logs = tuple(float(each) for each in np.log1p(np.asarray(days, dtype=float)))
    found = phases(logs, starts)
    return Judged(logs, tuple(map(_in_days, found)), _signals(logs, found))


def _signals(logs: Sequence[float], found: Sequence[Phase]) -> tuple[Signal, ...]:
    return tuple(one for phase in found for one in signals(logs, phase))


def _in_days(phase: Phase) -> Phase:
    centre, middle, lower, upper = (
        float(np.expm1(each)) for each in (phase.centre, phase.middle, phase.lower, phase.upper)
    )
    return replace(phase, centre=centre, middle=middle, lower=max(lower, 0.0), upper=upper)

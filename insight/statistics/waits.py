"""XmR charts of waits: in days, none below 0, and a few very long.

Waits are judged as log(days + 1), and the limits turned back into days (docs: measures, "What may
be said"): in days themselves the limits are too low above and impossible below, and of shuffled
waits some thirty in a few hundred "stood out".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from insight.statistics.process import Phase, Signal, phases, signals

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Judged:
    """A series of waits: its phases, centre and limits in days, and what stands out of them."""

    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]


def judged(days: Sequence[float], starts: Sequence[int] = ()) -> Judged:
    """Return waits (days, 0 or more, in date order) judged in phases, each from one of `starts`."""
    logs = [float(each) for each in np.log1p(np.asarray(days, dtype=float))]
    found = phases(logs, starts)
    out = tuple(one for phase in found for one in signals(logs, phase))
    return Judged(tuple(map(_in_days, found)), out)


def _in_days(phase: Phase) -> Phase:
    centre, middle, lower, upper = (
        float(np.expm1(each)) for each in (phase.centre, phase.middle, phase.lower, phase.upper)
    )
    return replace(phase, centre=centre, middle=middle, lower=max(lower, 0.0), upper=upper)

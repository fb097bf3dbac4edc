"""Shares of rounded counts: every pair of counts that would be shown alike.

A reader sees both counts of a share rounded, and that it is shown at all: so what is in it, and
what is not, is none or no small count, and it rests on 8 at least. What that leaves is all that
may be said of the share: one number where they lie close together, a range of shares where they
do not, and nothing where they could be nearly anything (docs: measures, "What may be said").
"""

from __future__ import annotations

from functools import lru_cache
from math import nan
from typing import TYPE_CHECKING

import numpy as np

from insight.disclosure.presets import SMALLEST_BASE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd
    from numpy.typing import NDArray

    from insight.disclosure.presets import Preset

    Counts = NDArray[np.float64]


ONE_NUMBER, RANGE = 0.10, 0.30
"""How far apart shares may lie to be told as one number, and to be told at all."""

_TRACE = 1e-9


def told_share(
    preset: Preset, row: Mapping[str, Any] | pd.Series[Any]
) -> tuple[float, float, float]:
    """Return a share as it may be told, and the least and the most it can be.

    The share is NaN where these lie too far apart for one number; all are NaN where they lie too
    far apart for anything. `row` is as for `counts_behind`.
    """
    return told_of(*counts_behind(preset, row))


def told_of(of: Counts, among: Counts) -> tuple[float, float, float]:
    """Return the same of a share whose counts can be any of these pairs."""
    shares = of / among
    least, most = float(shares.min()), float(shares.max())
    if most - least > RANGE + _TRACE:
        return nan, nan, nan
    value = (least + most) / 2 if most - least <= ONE_NUMBER + _TRACE else nan
    return value, least, most


def counts_behind(preset: Preset, row: Mapping[str, Any] | pd.Series[Any]) -> tuple[Counts, Counts]:
    """Return every numerator and denominator that would be shown as this row: one pair an entry.

    `row` has a `numerator` and a `denominator` as `measure` gives them; where it is put together
    from several cells, `parts` says from how many.
    """
    return _behind(preset, int(row["numerator"]), int(row["denominator"]), int(row.get("parts", 1)))


@lru_cache(maxsize=4096)
def _behind(preset: Preset, numerator: int, denominator: int, parts: int) -> tuple[Counts, Counts]:
    if not preset.protects:
        return np.array([numerator], dtype=float), np.array([denominator], dtype=float)
    (low, high), (least, most) = (_told(preset, count, parts) for count in (numerator, denominator))
    inside, among = np.meshgrid(
        np.arange(low, high + 1), np.arange(max(least, SMALLEST_BASE), most + 1), indexing="ij"
    )
    # Only of a share that is shown above 100% (more answers than people came) is more in than of.
    fits = _shown(preset, inside) & _shown(preset, np.maximum(among - inside, 0))
    fits &= (inside <= among) | (numerator > denominator)
    found = inside[fits].astype(float), among[fits].astype(float)
    for each in found:
        each.flags.writeable = False
    return found


def _told(preset: Preset, count: int, parts: int) -> tuple[int, int]:
    """Return the least and most a sum of so many rounded counts can stand for."""
    if parts <= 1 or not count:
        return preset.told(count)
    # Each part that is not 0 is shown as `round_to` or more.
    slack = preset.round_to // 2 * min(parts, count // preset.round_to)
    return count - slack, count + slack


def _shown(preset: Preset, counts: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Return which counts would be shown: 0, and those that are not small."""
    shown: NDArray[np.bool_] = (counts == 0) | (counts >= preset.smallest_shown)
    return shown

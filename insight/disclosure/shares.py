"""Shares of rounded counts: every pair of counts that would be shown alike.

A reader sees both counts of a share rounded, and that it is shown at all: so what is in it, and
what is not, is none or no small count, and it rests on 8 at least. What that leaves is all that
may be said of the share: one number where they lie close together, a range of shares where they
do not, and nothing where they could be nearly anything (docs: measures, "What may be said"). Where
the exact share may be told to the nearest 5 points (`in_fives`), they lie closer together.
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


SMALLEST_BASE_IN_FIVES = 20
"""No share of fewer is told to the nearest 5 points of the exact counts."""

Ends = tuple[int, int]
ONE_NUMBER, RANGE = 0.10, 0.30
"""How far apart shares may lie to be told as one number, and to be told at all."""

_FIVES = 20  # so many steps of 5 points are the whole
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


def told_in_fives(preset: Preset, inside: int, among: int) -> tuple[float, float, float]:
    """Return an exact share as it is told to the nearest 5 points, and its least and most.

    That it may be told so is settled before (`in_fives`). Where the rounded counts allow no more
    than 5 points of themselves, it is what they allow.
    """
    of, bases = _behind(preset, preset.rounded(inside), preset.rounded(among), 1)
    value, least, most = told_of(of, bases)
    if most - least <= 1 / _FIVES:
        return value, least, most
    step = _fives(inside, among)
    _, least, most = told_of(*(each[_fives(of, bases) == step] for each in (of, bases)))
    value = float(step) / _FIVES
    return value, min(least, value), max(most, value)


@lru_cache(maxsize=65536)
def in_fives(preset: Preset, inside: int, among: int) -> Ends | None:
    """Return what the numerator can be, least and most, once the share is told in fives.

    That is for somebody who knows the base exactly. None where it is not told so: the base is
    small, the share is none or all, or the share would tell more of the base than how it is
    rounded, as some bases that round alike cannot have it.
    """
    outside = max(among - inside, 0)
    if not (preset.protects and inside and outside and among >= SMALLEST_BASE):
        return None
    if preset.small(inside) or preset.small(outside):
        return None
    could_be, bases = _behind(preset, preset.rounded(inside), preset.rounded(among), 1)
    fits = _fives(could_be, bases) == _fives(inside, among)
    if bases.min() < SMALLEST_BASE_IN_FIVES or set(bases[fits]) != set(bases):
        return None
    found = could_be[fits & (bases == among)]
    return int(found.min()), int(found.max())


def _fives(of: Counts | int, among: Counts | int) -> Counts:
    """Return shares in steps of 5 points, to the nearest, halves up."""
    x, n = np.asarray(of, dtype=float), np.asarray(among, dtype=float)
    return np.asarray(np.floor((2 * _FIVES * x + n) / (2 * n)), dtype=float)


def counts_behind(preset: Preset, row: Mapping[str, Any] | pd.Series[Any]) -> tuple[Counts, Counts]:
    """Return every numerator and denominator that would be shown as this row: one pair an entry.

    `row` has a `numerator` and a `denominator` as `measure` gives them; where it is put together
    from several cells, `parts` says from how many, and `least` and `most` between which shares.
    """
    of, among = _behind(
        preset, int(row["numerator"]), int(row["denominator"]), int(row.get("parts", 1))
    )
    least, most = row.get("least", 0), row.get("most", np.inf)
    fits = (of >= (least - _TRACE) * among) & (of <= (most + _TRACE) * among)
    return of[fits], among[fits]


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

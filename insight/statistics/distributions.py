"""Points and tails of the usual distributions, from scipy's special functions.

`scipy.stats` has all of them and takes a second to import, which whoever opens the first page would
wait for. Each is tested against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

_TRACE = 1e-12
"""What rounding may leave of a share that is met exactly."""


def normal_point(share: float) -> float:
    """Return below which number a share (0 to 1) of a standard normal distribution lies."""
    return float(special.ndtri(share))


def both_tails(z: ArrayLike) -> Floats:
    """Return the share of a standard normal distribution further from 0 than `z`."""
    return np.asarray(2 * special.ndtr(-np.abs(z)), dtype=float)


def t_point(share: float, degrees: float) -> float:
    """Return below which number a share (0 to 1) of Student's t lies, degrees 0 or more."""
    return float(special.stdtrit(degrees, share))


def t_both_tails(t: float, degrees: float) -> float:
    """Return the share of Student's t further from 0 than `t`."""
    return float(2 * special.stdtr(degrees, -abs(t)))


def binomial_point(share: float, trials: int, chance: float) -> int:
    """Return the fewest successes that at least a share (0 to 1) of the binomial lies at or under.

    `chance` is that of a success in one trial.
    """
    if chance in {0.0, 1.0}:
        return round(trials * chance)
    found = int(np.ceil(special.bdtrik(share, trials, chance)))
    # The inverse is of a smooth curve: a step too far where the share is met exactly.
    fewer = max(found - 1, 0)
    return fewer if special.bdtr(fewer, trials, chance) >= share - _TRACE else found


def coin(heads: int, throws: int) -> float:
    """Return the two-sided p of so many heads in so many throws of a fair coin."""
    fewer = min(heads, throws - heads)
    return min(1.0, 2 * float(special.bdtr(fewer, throws, 0.5)))


def ranks(values: ArrayLike) -> Floats:
    """Return each number's rank from 1, ties sharing the mean of theirs."""
    _, which, often = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(often)
    return np.asarray((last - (often - 1) / 2)[which], dtype=float)

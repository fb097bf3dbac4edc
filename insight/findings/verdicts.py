"""Verdicts: is a difference more than chance? Made here for every finding, and nowhere else.

There are three (docs: measures, "What may be said"). Where counts are rounded, all that would be
shown alike are tried: a difference is more than chance when every one of them says so, no more
than chance when none does, and otherwise we cannot tell. So a board and an evaluator, who sees
the counts themselves, never read opposite verdicts. What is compared together is judged together
(Holm): the largest of many differences is large by chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from insight import statistics
from insight.findings.figure import is_ok, is_rounded, possible_counts, share_said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from insight.measures import Told
    from insight.view import View


class Verdict(StrEnum):
    """What may be said of a difference."""

    MORE = "more than chance"
    NO_MORE = "no more than chance"
    CANNOT = "we cannot tell"


MORE, NO_MORE, CANNOT = Verdict


@dataclass(frozen=True)
class Comparison:
    """Two figures set side by side: the least and the most p that what is shown allows.

    `seen` is the smallest difference (a share, 0 to 1) that would have been found four times in
    five, among as many comparisons as are made at once; NaN where it is not known.
    """

    name: str
    least: float
    most: float
    bases: tuple[float, float] = (math.nan, math.nan)
    share: float = math.nan
    alike: float = 1.0

    def could_have_seen(self, among: int = 1) -> float:
        """Return the smallest difference that would be found four times in five, 0 to 1."""
        if math.isnan(self.share):
            return math.nan
        return statistics.could_have_seen(self.share, *self.bases, among=among, alike=self.alike)


def unseen(name: str) -> Comparison:
    """Return a comparison that this viewer cannot make, but another may: a withheld row's."""
    return Comparison(name, 0.0, 1.0)


def of_shares(name: str, now: Told, before: Told, *, alike: float = 1.0) -> Comparison:
    """Return the comparison of two shares, rows of `measure`; `alike` is their design effect."""
    if not (is_ok(now) and is_ok(before)):
        return unseen(name)
    (x_1, n_1), (x_2, n_2) = possible_counts(before), possible_counts(now)
    chances = statistics.two_shares(
        (x_1[:, None] / alike, n_1[:, None] / alike), (x_2[None, :] / alike, n_2[None, :] / alike)
    )
    bases = float(np.median(n_1)), float(np.median(n_2))
    return Comparison(
        name,
        float(chances.min()),
        float(chances.max()),
        bases,
        share=float((np.median(x_1) + np.median(x_2)) / sum(bases)),
        alike=alike,
    )


def of_part(name: str, part: Told, whole: Told, *, alike: float = 1.0) -> Comparison:
    """Return the comparison of a part's share with that of everyone else in the whole.

    Both are rows of `measure`, the part among the whole; the others are what is left of it.
    """
    if not (is_ok(part) and is_ok(whole)):
        return unseen(name)
    (x_1, n_1), (x_2, n_2) = possible_counts(part), possible_counts(whole)
    x, n = x_2[None, :] - x_1[:, None], n_2[None, :] - n_1[:, None]
    fits = (x >= 0) & (x <= n) & (n > 0)
    if not fits.any():
        return unseen(name)
    of, among = (np.broadcast_to(each[:, None], n.shape)[fits] for each in (x_1, n_1))
    chances = statistics.two_shares((of / alike, among / alike), (x[fits] / alike, n[fits] / alike))
    bases = float(np.median(n_1)), float(np.median(n[fits]))
    share = float(np.median(x_2) / np.median(n_2))
    return Comparison(name, float(chances.min()), float(chances.max()), bases, share, alike)


def judged(
    compared: Sequence[Comparison], alpha: float = statistics.ALPHA
) -> Mapping[str, Verdict]:
    """Return the verdict on each of the comparisons that are made together, by name."""
    least = statistics.holm([each.least for each in compared])
    most = statistics.holm([each.most for each in compared])
    return {
        each.name: _verdict(low, high, alpha)
        for each, low, high in zip(compared, least, most, strict=True)
    }


def _verdict(least: float, most: float, alpha: float) -> Verdict:
    if most < alpha:
        return MORE
    return NO_MORE if least >= alpha else CANNOT


def power(compared: Comparison, among: int = 1) -> str:
    """Return what could have been seen: "We could have seen a change of about 12 points, not less".

    Nothing where it is not known.
    """
    least = compared.could_have_seen(among)
    if math.isnan(least):
        return ""
    points = math.ceil(100 * least - 1e-9)
    return f"We could have seen a change of about {points} points, not less."


def changed(view: View, verdict: Verdict, now: Told, before: Told) -> str:
    """Return how a share stands against an earlier one, with its verdict: for within a sentence."""
    last, named = share_said(before), view.in_earlier
    if verdict is MORE:
        up = middle(now) > middle(before)
        return f"{'up' if up else 'down'} from {last} {named}, more than chance"
    if verdict is NO_MORE:
        return f"and {last} {named}: no more than chance"
    why = " once counts are rounded" if is_rounded(now) or is_rounded(before) else ""
    return f"and {last} {named}: we cannot tell whether that is more than chance{why}"


def middle(row: Told) -> float:
    """Return a share, or the middle of the range it is given as."""
    return float((row["least"] + row["most"]) / 2 if math.isnan(row["value"]) else row["value"])

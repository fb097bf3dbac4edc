"""Each locality's share on the bands that chance alone would reach, and the verdict on it."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

import pandas as pd

from insight import statistics
from insight.access import WHOLE_AREA
from insight.findings.figure import is_ok, labelled, possible_counts, remembered
from insight.findings.verdicts import CANNOT, MORE, NO_MORE, Verdict

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.periods import Period
    from insight.view import View

SHARES = ("within_standard", "improved_share")
"""The keys of the shares that localities are compared by."""

_INNER, _OUTER = 0.95, 0.998


@remembered
def compared(view: View) -> list[str]:
    """Return the keys of the shares that this partnership's localities are compared by."""
    return [key for key in SHARES if view.place.standard_days or key != "within_standard"]


@remembered
def _differ(view: View) -> dict[str, bool]:
    """Return for each share whether localities differ at all: sessions shuffled whole, Holm."""
    keys = compared(view)
    chances = [view.differ(key, "locality", view.four_quarters) for key in keys]
    among = statistics.holm(chances)
    return {key: p < statistics.ALPHA for key, p in zip(keys, among, strict=True)}


def named(view: View, key: str, verdict: Verdict) -> list[str]:
    """Return the localities on which this is the verdict."""
    frame = funnelled(view, key)
    return [str(label) for label in frame.loc[frame["verdict"] == verdict, "label"]]


def unsure(view: View, key: str) -> list[str]:
    """Return the localities that can be shown and still not be judged."""
    frame = funnelled(view, key)
    is_unsure = (frame["status"] == "ok") & (frame["verdict"] == CANNOT)
    return [str(label) for label in frame.loc[is_unsure, "label"]]


@remembered
def comparable(view: View, key: str) -> bool:
    """Return whether any locality can be shown beside the whole area."""
    return is_ok(overall(view, key)) and bool((funnelled(view, key)["status"] == "ok").any())


@remembered
def overall(view: View, key: str) -> Told:
    """Return the whole area's row of a share, over four quarters."""
    return view.one(key, view.four_quarters)


@remembered
def funnelled(view: View, key: str) -> pd.DataFrame:
    """Return a row a locality, the largest base first: its share, its bands and its verdict.

    The bands come from the counts as this viewer may see them. A locality is past them only where
    it is so for all counts that would be shown alike.
    """
    frame, whole = _with_whole(view, key), overall(view, key)
    frame = frame[frame["label"] != WHOLE_AREA]
    inner, outer = (
        [_band(view, key, row, whole, level) for _, row in frame.iterrows()]
        for level in (_INNER, _OUTER)
    )
    frame = frame.assign(
        lower=[low for low, _ in outer],
        upper=[high for _, high in outer],
        inner_lower=[low for low, _ in inner],
        inner_upper=[high for _, high in inner],
        verdict=[
            _verdict(view, key, row, band)
            for band, (_, row) in zip(outer, frame.iterrows(), strict=True)
        ],
    )
    frame = frame.assign(apart=frame["verdict"] == MORE)
    return frame.sort_values("denominator", ascending=False, kind="stable", ignore_index=True)


def verdict_on(view: View, key: str, row: Told) -> Verdict:
    """Return the verdict on one locality's share: the same whoever looks, a lead at their own."""
    return _verdict(view, key, row, _band(view, key, row, overall(view, key), _OUTER))


def _verdict(view: View, key: str, row: Told, band: tuple[float, float]) -> Verdict:
    """Return the verdict on a locality: past its band, and localities differ at all."""
    if not is_ok(row) or isnan(band[0]):
        return CANNOT
    of, among = possible_counts(row)
    past = (of / among > band[1]) | (of / among < band[0])
    if not past.any():
        return NO_MORE
    return MORE if past.all() and _differ(view)[key] else CANNOT


def _band(view: View, key: str, row: Told, whole: Told, level: float) -> tuple[float, float]:
    """Return the shares that chance alone would reach, around any share the whole may have."""
    if not (is_ok(row) and is_ok(whole)):
        return statistics.funnel_limits(0, 0)
    of, among = possible_counts(whole)
    ends = (float((of / among).min()), float((of / among).max()))
    base, alike = int(row["denominator"]), view.alike(key)
    low, high = (statistics.funnel_limits(base, end, level, alike) for end in ends)
    return low[0], high[1]


def by_locality(view: View, key: str, period: Period) -> pd.DataFrame:
    """Return a measure by locality in name order, the whole area first where it is a row."""
    frame = view.measure(key, ("locality",), period)
    return frame.sort_values("locality", key=lambda names: names.where(names != WHOLE_AREA, ""))


@remembered
def _with_whole(view: View, key: str) -> pd.DataFrame:
    """Return one row a locality in name order, the whole area first."""
    frame = by_locality(view, key, view.four_quarters)
    if WHOLE_AREA not in set(frame["locality"]):
        whole = view.measure(key, period=view.four_quarters).assign(locality=WHOLE_AREA)
        frame = pd.concat([whole, frame], ignore_index=True)
    return labelled(frame, "locality")

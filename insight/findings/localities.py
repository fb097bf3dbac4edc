"""Localities beside the whole area, over four quarters so that most can be shown at all."""

from __future__ import annotations

import pandas as pd

from config.calendar import ONE_DAY, YEAR, add_months
from insight.access import WHOLE_AREA
from insight.charts import dot_intervals, funnel, ranked_bars
from insight.describe import capital, listing
from insight.disclosure import PRESETS, counts_behind
from insight.findings.figure import (
    TOO_FEW,
    Figure,
    bounds_text,
    is_ok,
    labelled,
    remembered,
)
from insight.statistics import funnel_limits
from insight.view import Period, View

_MEASURED = {
    "within_standard": ("timing", "Share of sessions held within the standard."),
    "improved_share": (
        "feelings",
        "Share of people whose words were better after the session than before.",
    ),
}

_BAND = (
    "A dot on its grey band is no more different from the whole area than chance would make it: "
    "the smaller the locality, the wider the band."
)
_NO_BAND = "None can be shown: over four quarters too few stand on one side in each locality."
_ROUNDED = (
    "Marked only where rounding cannot be why. [c]: withheld, as it would tell small numbers. "
)


@remembered
def title(view: View) -> str:
    """Return the page's finding: whether any locality stands apart beyond chance."""
    apart = sorted({name for key in compared(view) for name in _apart(view, key)})
    if not any(_comparable(view, key) for key in compared(view)):
        return "Too few to compare localities"
    if not apart:
        return "Of the localities we can show, none stands apart"
    return f"{listing(apart)} stand{'s' if len(apart) == 1 else ''} apart from the whole area"


@remembered
def compared(view: View) -> list[str]:
    """Return the keys of the shares that localities are compared by."""
    return [key for key in _MEASURED if view.place.standard_days or key != "within_standard"]


@remembered
def _apart(view: View, key: str) -> list[str]:
    """Return the localities beyond the funnel: further from the whole area than chance reaches."""
    places = _funnelled(view, key)
    return [str(label) for label in places.loc[places["apart"], "label"]]


@remembered
def _comparable(view: View, key: str) -> bool:
    """Return whether any locality can be shown beside the whole area."""
    return _overall(view, key) is not None and bool((_funnelled(view, key)["status"] == "ok").any())


@remembered
def _overall(view: View, key: str) -> float | None:
    whole = view.measure(key, period=view.four_quarters).iloc[0]
    return float(whole["value"]) if is_ok(whole) else None


@remembered
def _funnelled(view: View, key: str) -> pd.DataFrame:
    """Return a row a locality, the largest base first: its share, and what chance would make it.

    The limits come from the counts as this viewer may see them. `apart` is beyond them whatever
    the counts were before they were rounded.
    """
    frame, overall = _with_whole(view, key), _overall(view, key)
    frame = frame[frame["label"] != WHOLE_AREA]
    limits = [_chance(row, overall) for _, row in frame.iterrows()]
    frame = frame.assign(
        lower=[low for low, _ in limits],
        upper=[high for _, high in limits],
        apart=[
            is_ok(row) and _is_beyond(view, row, low, high)
            for (low, high), (_, row) in zip(limits, frame.iterrows(), strict=True)
        ]
        if overall is not None
        else False,
    )
    return frame.sort_values("denominator", ascending=False, kind="stable", ignore_index=True)


def _is_beyond(view: View, row: pd.Series, low: float, high: float) -> bool:
    """Return whether a share is beyond the limits for all counts that round to those shown."""
    of, among = counts_behind(PRESETS[view.preset], row)
    shares = of / among
    return bool(shares.min() > high or shares.max() < low)


def _chance(row: pd.Series, overall: float | None) -> tuple[float, float]:
    if overall is None or not is_ok(row):
        return funnel_limits(0, 0)
    return funnel_limits(int(row["denominator"]), overall)


@remembered
def sessions(view: View) -> Figure:
    """Return the sessions held for each locality, in name order, the year before beside them."""
    now = view.four_quarters
    frame = labelled(_by_locality(view, "sessions_held", now), "locality")
    before = Period("", add_months(now.start, -YEAR), now.start - ONE_DAY)
    last = _by_locality(view, "sessions_held", before)
    last = last[["locality", "value", "shown", "status"]].rename(
        columns={"value": "before", "shown": "before_shown", "status": "before_status"}
    )
    frame = frame.merge(last, on="locality", how="left")
    frame = frame.fillna({"before_shown": "0", "before_status": "not recorded"})
    return Figure(
        name="sessions-by-locality",
        heading=_busiest(frame),
        sentence="Sessions held for children of each locality, in name order: localities differ in "
        "size and need, so this is not a league table.",
        chart=ranked_bars(frame, view.palette, ("These four quarters", "The four before")),
        table=pd.DataFrame(
            {
                "Locality": frame["label"],
                "Sessions held": frame["shown"],
                "Four quarters before": frame["before_shown"],
            }
        ),
        caption=f"{capital(now.text)}; the grey mark is the four quarters before.",
    )


def _busiest(frame: pd.DataFrame) -> str:
    known = frame[frame["status"] == "ok"]
    if known.empty:
        return TOO_FEW
    first = known.sort_values("value").iloc[-1]
    return f"{first['label']} had the most sessions: {first['shown']}"


@remembered
def shares(view: View, key: str) -> Figure:
    """Return one share for each locality, on the band that chance alone would reach."""
    frame, overall = _funnelled(view, key), _overall(view, key)
    name, sentence = _MEASURED[key]
    comparable = _comparable(view, key)
    return Figure(
        name=f"{name}-by-locality",
        heading=f"{capital(name)}: {_compared(view, key)}",
        sentence=f"{sentence} {_BAND if comparable else _NO_BAND}",
        chart=funnel(frame, view.palette, overall)
        if comparable and overall is not None
        else dot_intervals(frame, view.palette),
        table=pd.DataFrame(
            {
                "Locality": frame["label"],
                "Share": frame["shown"],
                "Rests on": [_rests_on(view, row) for _, row in frame.iterrows()],
                "Chance alone": [bounds_text(row) for _, row in frame.iterrows()],
            }
        ),
        caption=f"{capital(view.four_quarters.text)}, the largest locality first. Bands: exact "
        "binomial limits, 95%, around the whole area's share, as if each answer stood alone: by "
        f"chance 1 locality in 20 falls outside. {_ROUNDED if _is_rounded(view) else ''}Not a "
        "league table.",
    )


def _compared(view: View, key: str) -> str:
    """Return what the comparison of localities comes to."""
    if not _comparable(view, key):
        return "too few to compare localities"
    if apart := _apart(view, key):
        verb = "differs" if len(apart) == 1 else "differ"
        return f"{listing(apart)} {verb} by more than chance would make it"
    why = "chance or rounding" if _is_rounded(view) else "chance"
    return f"no more different than {why} would make it"


def _is_rounded(view: View) -> bool:
    return PRESETS[view.preset].protects


def _rests_on(view: View, row: pd.Series) -> str:
    return view.counted(row["denominator"]) if is_ok(row) else ""


@remembered
def reasons(view: View) -> Figure:
    """Return the most cited reason of each locality beside the whole area's."""
    frame = view.measure("reason_cited", ("locality", "reason"), view.four_quarters)
    whole = view.measure("reason_cited", ("reason",), view.four_quarters)
    rows = [(WHOLE_AREA, _tops(whole))]
    rows += [(str(name), _tops(part)) for name, part in frame.groupby("locality", sort=True)]
    table = pd.DataFrame(rows, columns=["Locality", "Reasons cited most"])
    return Figure(
        name="reasons-by-locality",
        heading="Why sessions are called in each locality",
        sentence="The three reasons cited most, with the share of requests citing each.",
        chart=None,
        table=table,
        caption=f"{capital(view.four_quarters.text)}. Requests citing each reason ÷ requests of "
        "the locality. Small numbers are withheld.",
    )


def _tops(frame: pd.DataFrame) -> str:
    known = frame[(frame["status"] == "ok") & (frame["value"] > 0)]
    known = known.sort_values("value", ascending=False).head(3)
    if known.empty:
        return "Too few to say"
    return "; ".join(f"{row['reason']} {row['shown']}" for _, row in known.iterrows())


def _by_locality(view: View, key: str, period: Period) -> pd.DataFrame:
    frame = view.measure(key, ("locality",), period)
    return frame.sort_values("locality", key=lambda names: names.where(names != WHOLE_AREA, ""))


@remembered
def _with_whole(view: View, key: str) -> pd.DataFrame:
    """Return one row a locality in name order, the whole area first."""
    frame = _by_locality(view, key, view.four_quarters)
    if WHOLE_AREA not in set(frame["locality"]):
        whole = view.measure(key, period=view.four_quarters).assign(locality=WHOLE_AREA)
        frame = pd.concat([whole, frame], ignore_index=True)
    return labelled(frame, "locality")

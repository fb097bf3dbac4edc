"""A board, who sees rounded counts, is told of no difference that is not there."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from insight import listings
from insight.access import Viewer
from insight.charts import palette
from insight.disclosure import PRESETS
from insight.findings import localities
from insight.findings.verdicts import of_shares
from insight.measures import measure
from insight.periods import Choice, Period
from insight.statistics import ALPHA, funnel_limits, two_shares
from insight.view import Place, View
from insight.warehouse import served

if TYPE_CHECKING:
    from pathlib import Path

ENDS = [dt.date(year, month, 30) for year in (2024, 2025, 2026) for month in (6, 9)]


def _view(folder: Path, name: str, end: dt.date) -> View:
    [place] = [Place(**found) for found in listings.places(served(folder)) if found["name"] == name]
    return View(
        viewer=Viewer("board", (name,)),
        place=place,
        chosen=Choice(Period("The period", dt.date(2023, 4, 1), end)),
        all_dates=Period("All dates", dt.date(2023, 4, 1), dt.date(2027, 3, 31)),
        palette=palette("light"),
        snapshot=served(folder),
        filters=(),
    )


def _truly_apart(view: View, key: str) -> set[str]:
    """The localities whose exact shares are past what 998 in 1,000 would be by chance."""
    exact = Viewer("admin", view.viewer.partnerships)
    folder, period = view.snapshot.folder, view.four_quarters.dates
    whole = measure(key, exact, period=period, warehouse=folder)["value"].item()
    found = set()
    for row in measure(key, exact, "locality", period=period, warehouse=folder).to_dict("records"):
        low, high = funnel_limits(int(row["denominator"]), whole, 0.998)
        if row["status"] == "ok" and not low <= row["value"] <= high:
            found.add(row["locality"])
    return found


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", ["norfolk", "wakefield"])
def test_rounding_alone_makes_no_locality_stand_apart(
    name: str, end: dt.date, demo_warehouse: Path
) -> None:
    view = _view(demo_warehouse, name, end)
    for key in localities.compared(view):
        heading = localities.shares(view, key).heading
        every = measure("referrals", view.viewer, "locality", warehouse=demo_warehouse)["locality"]
        differ = "from the whole area by more than chance" in heading
        named = {place for place in every if place in heading and differ}
        assert named <= _truly_apart(view, key), heading


@pytest.mark.parametrize("among", [(48, 52), (42, 63), (67, 38)])
def test_rounding_alone_makes_no_year_different(
    among: tuple[int, int], demo_warehouse: Path
) -> None:
    view = _view(demo_warehouse, "wakefield", ENDS[0])
    rounded = PRESETS[view.preset].rounded
    for each in itertools.product(*(range(5, most - 4) for most in among)):
        shares = list(zip(each, among, strict=True))
        if two_shares(*shares) >= ALPHA:
            now, before = (
                pd.Series(
                    {
                        "numerator": rounded(of),
                        "denominator": rounded(base),
                        "preset": view.preset,
                        "status": "ok",
                    }
                )
                for of, base in shares
            )
            assert of_shares("a year", now, before).most >= ALPHA, shares


def test_a_change_that_rounding_cannot_make_is_no_chance() -> None:
    now, before = (
        pd.Series({"numerator": of, "denominator": among, "preset": "gss5", "status": "ok"})
        for of, among in ((80, 100), (50, 100))
    )
    assert of_shares("a year", now, before).most < ALPHA

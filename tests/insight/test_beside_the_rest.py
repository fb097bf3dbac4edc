"""A lead's locality beside the rest: the same verdict as those read who see all localities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.partnerships import partnership
from insight import listings, periods
from insight.access import Viewer
from insight.charts import palette
from insight.findings import localities
from insight.findings.localities import bands
from insight.findings.verdicts import MORE, NO_MORE
from insight.view import Place, View
from insight.warehouse import served

if TYPE_CHECKING:
    from pathlib import Path

    from insight.periods import Choice

YEARS = (
    "2025 to 2026",
    *(
        pytest.param(year, marks=pytest.mark.everything)
        for year in ("2026 to 2027", "2024 to 2025", "2023 to 2024")
    ),
)


def _views(warehouse: Path, place: str, year: str) -> tuple[View, list[View]]:
    """What an evaluator looks at, and each lead of one locality."""
    snapshot = served(warehouse)
    here = next(Place(**each) for each in listings.places(snapshot) if each["name"] == place)
    reach = periods.Reach(*listings.data_dates(snapshot, place), here.year_start_month)
    offered = periods.offered(reach, partnership(place).events)

    def view(role: str, chosen: Choice, *own: str) -> View:
        every = offered["All dates"].period
        viewer = Viewer(role, (place,), own)
        return View(viewer, here, chosen, every, palette("light"), snapshot)

    names = partnership(place).localities_in_force(here.as_at)
    chosen = offered[year]
    return view("evaluator", chosen), [view("lead", chosen, name) for name in names]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("place", ["wakefield", "norfolk"])
def test_no_lead_reads_the_opposite_of_what_the_evaluator_reads(
    place: str, year: str, demo_warehouse: Path
) -> None:
    """Castleford's 90% in 2025 to 2026 was "more than chance" to its lead and to nobody else."""
    evaluator, leads = _views(demo_warehouse, place, year)
    compared = 0
    for key in bands.compared(evaluator):
        frame = bands.funnelled(evaluator, key).set_index("label")
        for lead in leads:
            [own] = lead.viewer.localities
            heading = localities.shares(lead, key).heading
            if "in the rest of the partnership: " not in heading or own not in frame.index:
                continue
            compared += 1
            told = {str(MORE), str(NO_MORE)} & {heading.rpartition(": ")[2]}
            seen = str(frame.loc[own, "verdict"])
            assert not told - {seen} or seen not in {str(MORE), str(NO_MORE)}, (own, key, heading)
    assert compared

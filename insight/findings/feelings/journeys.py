"""The paths from one family of feelings before to another after, of the same answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.charts import heat_grid
from insight.describe import listing
from insight.findings import unsaid
from insight.findings.feelings.families import by_family
from insight.findings.figure import Figure, is_ok, is_rounded, remembered

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.view import View

_NAMED = 2
_IN_GRID = 8
_MARKED = 3.0
_HALF = 2.0
_BY = ("before_family", "after_family")


def first_feeling(label: str) -> str:
    """Return the first feeling of a family's title: "Worried or anxious" as "Worried"."""
    return re.split(r" or | and |,", label)[0]


@remembered
def journeys(view: View) -> Figure:
    """Return how many people came with one family and left with another, the commonest of each."""
    cells, whole = _cells(view), view.one("before_after_families")
    if not (is_ok(whole) and (cells["status"] == "ok").any()):
        rows = view.measure("before_after_families", _BY)
        row = unsaid.of_all(rows) if is_ok(whole) else whole
        why = unsaid.sentence(view, row, "answers have words both before and after")
        return Figure.silent("families-before-and-after", "From feeling to feeling", why)
    return Figure(
        name="families-before-and-after",
        heading=_heading(cells),
        sentence="Answers by the feelings before (each row) and those after, of the same answer "
        "(each column). The bluer, the more beyond what its two ends would give by themselves; the "
        "greyer, the fewer. With several words one answer stands in several cells.",
        chart=heat_grid(cells, view.palette, down="Came with", across="Left with"),
        table=_journeys_table(cells),
        caption=f"n = {whole['shown']} answers with words both times. The {_IN_GRID} families "
        "used most before, and after. A word before is never paired with a word after. "
        "Unshaded: as many as expected, or rounding does not tell.",
    )


def _cells(view: View) -> pd.DataFrame:
    """Return a cell for each of the commonest families before and after, in the families' order."""
    titles = listings.family_titles(view.snapshot)
    rows, columns = (_commonest(view, wave, list(titles)) for wave in ("before", "after"))
    found = view.measure("before_after_families", _BY).set_index(list(_BY))
    every = pd.MultiIndex.from_product([rows, columns], names=_BY)
    cells = found[["value", "shown", "status"]].reindex(every)
    cells = cells.assign(value=cells["value"].mask(cells["status"].isna(), 0.0))
    cells = cells.fillna({"shown": "0", "status": "ok"}).reset_index()
    after = cells["after_family"].map(titles)
    against = [_against(view, cell) for _, cell in cells.iterrows()]
    cells = cells.assign(
        shade=[each.shade for each in against], beyond=[each.beyond for each in against]
    )
    return cells.assign(
        **{
            "Came with": cells["before_family"].map(titles),
            "Left with": after.map(first_feeling),
            "left_with": after,
        }
    )


def _commonest(view: View, wave: str, order: list[str]) -> list[str]:
    frame = by_family(view)
    used = frame[(frame[f"{wave}_status"] == "ok") & (frame[wave] > 0)]
    return sorted(used.nlargest(_IN_GRID, wave)["family"], key=order.index)


def _heading(cells: pd.DataFrame) -> str:
    """Return the paths that more answers took than the two sides alone would give, if any."""
    named = [
        f"{first_feeling(str(cell['Came with'])).lower()} to "
        f"{first_feeling(str(cell['left_with'])).lower()} ({cell['shown']})"
        for _, cell in cells.sort_values("beyond", ascending=False, kind="stable").iterrows()
        if cell["status"] == "ok" and cell["beyond"] > _MARKED
    ]
    if not named:
        return "No path from feeling to feeling is more than its two ends would give"
    more = len(named) - _NAMED
    said = [*named[:_NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"More often than the two ends would give: {listing(said)}"


@dataclass(frozen=True)
class _Against:
    """A cell's count against what its two ends would give: its shade, and its residual.

    `shade` is how far observed ÷ expected lies above 1 (to 1, twice as many), or below 0 under it;
    0 where rounding would allow either. `beyond` is the adjusted residual (Haberman 1973), the
    least of all that rounded counts allow.
    """

    shade: float = 0.0
    beyond: float = 0.0


def _against(view: View, cell: Told) -> _Against:
    whole = view.one("before_after_families")
    came = _side(view, "before_family", str(cell["before_family"]))
    left = _side(view, "after_family", str(cell["after_family"]))
    if not is_ok(whole) or cell["status"] != "ok" or not came or not left:
        return _Against()
    half = _HALF if is_rounded(whole) else 0.0
    n, seen = float(whole["value"]), float(cell["value"])
    most = (came + half) * (left + half) / (n - half)
    least = (came - half) * (left - half) / (n + half)
    over, under = (seen - half) / most - 1, (seen + half) / least - 1
    shade = min(over, 1.0) if over > 0 else max(under, -1.0) if under < 0 else 0.0
    spread = most * (1 - min((came + half) / n, 1)) * (1 - min((left + half) / n, 1))
    return _Against(shade, (seen - half - most) / sqrt(spread) if spread > 0 else 0.0)


@remembered
def _side(view: View, dimension: str, family: str) -> float | None:
    frame = view.measure("before_after_families", (dimension,))
    found = frame[(frame[dimension] == family) & (frame["status"] == "ok")]
    return float(found.iloc[0]["value"]) if len(found) else None


def _journeys_table(cells: pd.DataFrame) -> pd.DataFrame:
    """Return one row a family before, with the families after by how many left with them."""
    rows = [
        (came, "; ".join(f"{row['left_with']} {row['shown']}" for _, row in part.iterrows()))
        for came, part in cells.sort_values("value", ascending=False, kind="stable").groupby(
            "Came with", sort=False
        )
    ]
    order = list(dict.fromkeys(cells["Came with"]))
    rows.sort(key=lambda row: order.index(row[0]))
    return pd.DataFrame(rows, columns=["Came with", "Left with, and how many answers"])

"""The families of feelings that people come with and leave with."""

from __future__ import annotations

import re
from math import sqrt
from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.charts import dumbbell, heat_grid
from insight.describe import capital, listing
from insight.findings.feelings.waves import before_and_after
from insight.findings.figure import TOO_FEW, Figure, is_ok, is_rounded, remembered

if TYPE_CHECKING:
    from insight.view import View

_NAMED = 2
_IN_GRID = 8
_MARKED = 3.0


@remembered
def title(view: View) -> str:
    """Return the page's finding: the feeling that most answers name before, and after."""
    return f"{_most_named(view, 'before')}; {_most_named(view, 'after').lower()}"


def _most_named(view: View, wave: str) -> str:
    """Return the family with the largest share in a wave, and the share: no more is claimed."""
    frame = _families(view)
    known = frame[(frame[f"{wave}_status"] == "ok") & frame[wave].notna()]
    if known.empty:
        return f"{capital(wave)} sessions: too little can be shown"
    first = known.nlargest(1, wave).iloc[0]
    feeling = _first_feeling(str(first["label"])).lower()
    return f"{capital(wave)} sessions {first[f'{wave}_shown']} of answers say {feeling}"


@remembered
def scope(view: View) -> str:
    """Return whose words they are and how many answered, for the line under the page's title."""
    about = f"Words people choose for how they feel, before and after each session. {view.scope}."
    rate = view.one("response_rate")
    if rate["status"] != "ok":
        return about
    answers = capital(view.counted(rate["numerator"]))
    return f"{about} {answers} answers came both times: {rate['shown']} of those who came."


def _first_feeling(label: str) -> str:
    """Return the first feeling of a family's title: "Worried or anxious" as "Worried"."""
    return re.split(r" or | and |,", label)[0]


@remembered
def families(view: View) -> Figure:
    """Return the share of people using each family of feelings, before and after."""
    frame = _families(view)
    table = pd.DataFrame(
        {
            "Feeling": frame["label"],
            "Before": frame["before_shown"],
            "After": frame["after_shown"],
        }
    )
    return Figure(
        name="families-of-feelings",
        heading=_families_heading(frame),
        sentence="Share of answers with at least one word from each family. Answers give several "
        "words, so shares add to more than 100%.",
        chart=dumbbell(frame, view.palette),
        table=table,
        caption=f"Word share by family, all who answered. n = {answered(view)}. Words that fit no "
        "family are left out.",
    )


@remembered
def answered(view: View) -> str:
    """Return how many answers gave words, for a caption: "520 before and 500 after"."""
    people = view.measure("word_share", ("wave",))
    counted = people[people["status"] == "ok"].set_index("wave")["n"]
    waves = [wave for wave in ("before", "after") if wave in counted]
    said = " and ".join(f"{view.counted(counted[wave])} {wave}" for wave in waves)
    return said or "too few to say"


def _families_heading(frame: pd.DataFrame) -> str:
    """Return the shares of the families that rose and fell furthest of those that can be shown."""
    known = frame.dropna(subset=["change"])
    if known.empty:
        return TOO_FEW
    moved = known.sort_values("change")
    said = [
        f"{_name(row)} from {row['before_shown']} to {row['after_shown']}"
        for row in (moved.iloc[-1], moved.iloc[0])
    ]
    return capital("; ".join(said))


def _name(row: pd.Series) -> str:
    label = str(row["label"])
    return label[:1].lower() + label[1:]


@remembered
def _families(view: View) -> pd.DataFrame:
    """Return label, before, after, their texts and states, and the change, largest rise first."""
    frame = before_and_after(view.measure("word_share", ("family", "wave")), "family")
    titles = listings.family_titles(view.snapshot)
    named = frame[frame["family"].isin(list(titles))]
    return named.assign(label=named["family"].map(titles))


@remembered
def journeys(view: View) -> Figure:
    """Return how many people came with one family and left with another, the commonest of each."""
    cells = _cells(view)
    people = view.one("before_after_families")
    return Figure(
        name="families-before-and-after",
        heading=_journeys_heading(view, cells),
        sentence="Answers by the feelings before (each row) and those after, of the same answer "
        "(each column). The stronger the colour, the more answers. With several words one stands "
        "in several cells.",
        chart=heat_grid(cells, view.palette, down="Came with", across="Left with"),
        table=_journeys_table(cells),
        caption=f"n = {people['shown']} answers with words both times. The {_IN_GRID} families "
        "used most before, and after. A word before is never paired with a word after.",
    )


def _cells(view: View) -> pd.DataFrame:
    """Return a cell for each of the commonest families before and after, in the families' order."""
    titles = listings.family_titles(view.snapshot)
    rows, columns = (_commonest(view, wave, list(titles)) for wave in ("before", "after"))
    by = ("before_family", "after_family")
    found = view.measure("before_after_families", by).set_index(list(by))
    every = pd.MultiIndex.from_product([rows, columns], names=by)
    cells = found[["value", "shown", "status"]].reindex(every)
    cells = cells.assign(value=cells["value"].mask(cells["status"].isna(), 0.0))
    cells = cells.fillna({"shown": "0", "status": "ok"}).reset_index()
    after = cells["after_family"].map(titles)
    return cells.assign(
        **{
            "Came with": cells["before_family"].map(titles),
            "Left with": after.map(_first_feeling),
            "left_with": after,
        }
    )


def _commonest(view: View, wave: str, order: list[str]) -> list[str]:
    frame = _families(view)
    used = frame[(frame[f"{wave}_status"] == "ok") & (frame[wave] > 0)]
    return sorted(used.nlargest(_IN_GRID, wave)["family"], key=order.index)


def _journeys_heading(view: View, cells: pd.DataFrame) -> str:
    """Return the paths that more answers took than the two sides alone would give, if any.

    By adjusted residuals past 3 (Haberman 1973), with the least that rounded counts allow.
    """
    named = [
        f"{_first_feeling(str(cell['Came with'])).lower()} to "
        f"{_first_feeling(str(cell['left_with'])).lower()} ({cell['shown']})"
        for _, cell in cells.iterrows()
        if cell["status"] == "ok" and _beyond_margins(view, cell) > _MARKED
    ]
    if not (cells["status"] == "ok").any():
        return TOO_FEW
    if not named:
        return "No path from feeling to feeling is more than its two ends would give"
    return f"More often than the two ends would give: {listing(named[:_NAMED])}"


def _beyond_margins(view: View, cell: pd.Series) -> float:
    """Return the least adjusted residual that a cell's count can have, as it is told."""
    whole = view.one("before_after_families")
    sides = [
        _side(view, "before_family", str(cell["before_family"])),
        _side(view, "after_family", str(cell["after_family"])),
    ]
    if not is_ok(whole) or any(side is None for side in sides):
        return 0.0
    half = 2.0 if is_rounded(whole) else 0.0
    n = float(whole["value"]) - half
    came, left = (float(side) + half for side in sides if side is not None)
    expected = came * left / n
    spread = expected * (1 - min(came / n, 1)) * (1 - min(left / n, 1))
    return (float(cell["value"]) - half - expected) / sqrt(spread) if spread > 0 else 0.0


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

"""The families of feelings that people come with and leave with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.charts import dumbbell, heat_grid
from insight.describe import capital, listing
from insight.findings.feelings.waves import before_and_after
from insight.findings.figure import TOO_FEW, Figure, remembered

if TYPE_CHECKING:
    from insight.view import View

_NAMED = 2
_IN_GRID = 8


@remembered
def title(view: View) -> str:
    """Return the page's finding: what people arrive with and what they leave with."""
    frame = _families(view)
    arrive, leave = (
        frame[frame[f"{wave}_status"] == "ok"].nlargest(_NAMED, wave)["label"]
        for wave in ("before", "after")
    )
    if arrive.empty or leave.empty:
        return "Too few people answered to say how feelings moved"
    return f"Professionals arrive {_feelings(arrive)}, and leave {_feelings(leave)}"


@remembered
def scope(view: View) -> str:
    """Return whose words they are and how many answered, for the line under the page's title."""
    about = f"Words people choose for how they feel, before and after each session. {view.scope}."
    rate = view.one("response_rate")
    if rate["status"] != "ok":
        return about
    people = capital(view.counted(rate["numerator"]))
    return f"{about} {people} people answered both times: {rate['shown']} of those who came."


def _feelings(labels: pd.Series[str]) -> str:
    return listing([_first_feeling(label).lower() for label in labels])


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
        sentence="Share of people using at least one word from each family. People give several "
        "words, so shares add to more than 100%.",
        chart=dumbbell(frame, view.palette),
        table=table,
        caption=f"Word share by family, all who answered. n = {answered(view)}. Words that fit no "
        "family are left out.",
    )


@remembered
def answered(view: View) -> str:
    """Return how many people gave words, for a caption: "520 before and 500 after"."""
    people = view.measure("word_share", ("wave",))
    counted = people[people["status"] == "ok"].set_index("wave")["n"]
    waves = [wave for wave in ("before", "after") if wave in counted]
    said = " and ".join(f"{view.counted(counted[wave])} {wave}" for wave in waves)
    return said or "too few to say"


def _families_heading(frame: pd.DataFrame) -> str:
    known = frame.dropna(subset=["change"])
    if known.empty:
        return TOO_FEW
    moved = known.sort_values("change")
    rose, fell = moved.iloc[-1], moved.iloc[0]
    return f"{capital(_name(rose))} rose most; {_name(fell)} fell most"


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
        heading=_journeys_heading(cells),
        sentence="People by the feelings they came with (each row) and those the same people left "
        "with (each column). The stronger the colour, the more people. With several words a "
        "person stands in several cells.",
        chart=heat_grid(cells, view.palette, down="Came with", across="Left with"),
        table=_journeys_table(cells),
        caption=f"n = {people['shown']} people who gave words both times. The {_IN_GRID} families "
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


def _journeys_heading(cells: pd.DataFrame) -> str:
    known = cells[(cells["status"] == "ok") & (cells["value"] > 0)]
    if known.empty:
        return TOO_FEW
    most = known.nlargest(1, "value").iloc[0]
    came, left = (str(most[side]) for side in ("Came with", "left_with"))
    return (
        f"Most often people came {_first_feeling(came).lower()} and left "
        f"{_first_feeling(left).lower()}: {most['shown']} people"
    )


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
    return pd.DataFrame(rows, columns=["Came with", "Left with, and how many people"])

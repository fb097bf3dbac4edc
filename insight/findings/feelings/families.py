"""The families of feelings that people come with and leave with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.charts import dumbbell
from insight.describe import capital, listing
from insight.findings import unsaid
from insight.findings.feelings import moves
from insight.findings.feelings.waves import before_and_after
from insight.findings.figure import Figure, counted, is_ok, remembered
from insight.findings.ranks import leaders

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.view import View


@remembered
def title(view: View) -> str:
    """Return the page's finding: the feeling that most answers name before, and after."""
    before, after = _most_named(view, "before"), _most_named(view, "after")
    if not (before or after):
        return "No feeling that can be shown stands first, before sessions or after"
    none = "no feeling that can be shown stands first"
    return f"Before sessions {before or none}; after sessions {after or none}"


def _most_named(view: View, wave: str) -> str:
    """Return the family that most answers name in a wave, or those tied, and the share.

    Nothing where none may be called that.
    """
    frame = by_family(view)
    told = frame.rename(columns={wave: "value", f"{wave}_shown": "shown"})
    gave = _gave_words(view).get(wave)
    told = told.assign(
        status=frame[f"{wave}_status"], denominator=gave["n"] if gave is not None else 0
    )
    among = {"wave": (wave,), "family": tuple(frame["family"])}
    first = leaders(view, "word_share", told, "family", where=among)
    if first.empty:
        return ""
    names = listing([_name(row) for _, row in first.iterrows()])
    each = " each" if len(first) > 1 else ""
    return f"{first.iloc[0]['shown']} of answers are {names}{each}"


@remembered
def scope(view: View) -> str:
    """Return whose words they are and how many answered, for the line under the page's title."""
    about = f"Words people choose for how they feel, before and after each session. {view.scope}."
    rate = view.one("response_rate")
    if rate["status"] != "ok":
        return about
    answers = capital(counted(rate, "numerator"))
    return f"{about} {answers} answers came both times: {rate['shown']} of those who came."


@remembered
def families(view: View) -> Figure:
    """Return the share of answers with each family of feelings, before and after."""
    frame, judged = by_family(view), moves.moved(view, "family")
    known = frame.dropna(subset=["change"])
    if known.empty:
        rows = view.measure("word_share", ("family", "wave"))
        why = unsaid.sentence(view, unsaid.of_all(rows), "answers gave words")
        return Figure.silent("families-of-feelings", "Families of feelings", why)
    sure = moves.sure(known, "family", judged)
    table = pd.DataFrame(
        {
            "Feeling": frame["label"],
            "Before": frame["before_shown"],
            "After": frame["after_shown"],
        }
    )
    return Figure(
        name="families-of-feelings",
        heading=moves.heading(
            sure.assign(label=[_name(row) for _, row in sure.iterrows()]), judged, "feelings"
        ),
        sentence="Share of answers with at least one word from each family. Answers give several "
        f"words, so shares add to more than 100%. Of {len(known)} families that can be shown, "
        f"judged together, {len(sure) or 'none'} changed more than chance.",
        chart=dumbbell(frame, view.palette),
        table=table,
        caption=f"Word share by family, all who answered. n = {answered(view)}. Words that fit no "
        "family are left out.",
    )


@remembered
def answered(view: View) -> str:
    """Return how many answers gave words, for a caption: "520 before and 500 after"."""
    rows = _gave_words(view)
    said = " and ".join(f"{counted(row)} {wave}" for wave, row in rows.items())
    return said or "too few to say"


def _gave_words(view: View) -> dict[str, Told]:
    """Return how many answers gave words before and after, where that can be shown."""
    rows = {row["wave"]: row for _, row in view.measure("word_share", ("wave",)).iterrows()}
    return {wave: rows[wave] for wave in ("before", "after") if wave in rows and is_ok(rows[wave])}


def _name(row: Told) -> str:
    label = str(row["label"])
    return label[:1].lower() + label[1:]


@remembered
def by_family(view: View) -> pd.DataFrame:
    """Return label, before, after, their texts and states, and the change, largest rise first."""
    frame = before_and_after(view.measure("word_share", ("family", "wave")), "family")
    titles = listings.family_titles(view.snapshot)
    named = frame[frame["family"].isin(list(titles))]
    return named.assign(label=named["family"].map(titles))

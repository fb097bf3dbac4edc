"""What each figure means: the registry, the feelings and the short names, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from config.partnerships import partnership
from insight import listings
from insight.findings.figure import Figure, remembered
from insight.measures import MEASURES

if TYPE_CHECKING:
    from insight.measures import Measure
    from insight.view import View

_SHORT_NAMES = {
    "CAMHS": "Child and adolescent mental health services",
    "Early help": "Help offered before a child needs a social worker",
    "JAGS": "Joint Agency Group Supervision, Norfolk's scheme",
    "MAS": "Multi-Agency Supervision, Wakefield's scheme",
    "n": "How many people, sessions or referrals a figure rests on",
    "Partner lead": "One of the two professionals, from two agencies, who lead a session",
    "SEND": "Special educational needs and disabilities",
    "0-19": "Health visitors and school nurses, for children and young people from birth to 19",
    "95% interval": "Where the figure would lie in 95 of 100 such samples: wide when n is small",
    "[c]": "Withheld, because few people stand behind it",
}


@remembered
def groups(view: View) -> list[Figure]:
    """Return the measures as a table for each question a board asks, in the registry's order."""
    names = dict.fromkeys(entry.group for entry in MEASURES.values())
    return [_group(view, name) for name in names]


def _group(view: View, group: str) -> Figure:
    entries = [entry for entry in MEASURES.values() if entry.group == group]
    table = pd.DataFrame(
        {
            "Measure": [entry.title for entry in entries],
            "Counted": [_counted(entry) for entry in entries],
            "Question": [_question(view, entry) for entry in entries],
        }
    )
    return Figure(
        name=f"definitions-{group[:12].strip().lower().replace(' ', '-')}",
        heading=group,
        sentence=f"{len(entries)} measures. Nothing is a percentage, a mean or a median of fewer "
        "than 8.",
        chart=None,
        table=table,
        caption="The same definitions serve pages, downloads and the command line: "
        "docs/measures.md, with every breakdown and source.",
    )


def _counted(entry: Measure) -> str:
    of = f" ÷ {entry.denominator}" if entry.denominator else ""
    return f"{entry.numerator[:1].upper()}{entry.numerator[1:]}{of} ({entry.unit})"


def _question(view: View, entry: Measure) -> str:
    if entry.key in partnership(view.place.name).not_applicable:
        return f"{entry.question} Does not apply to {view.place.title}."
    return entry.question


@remembered
def feelings(view: View) -> Figure:
    """Return what each family of feelings means."""
    titles, meant = listings.family_titles(view.snapshot), listings.family_sentences(view.snapshot)
    return Figure(
        name="definitions-feelings",
        heading="Families of feelings",
        sentence="Words are put together in families, because people seldom choose the same word "
        "twice. How words are read: the method note on the Feelings page.",
        chart=None,
        table=pd.DataFrame({"Family": list(titles.values()), "Means": [meant[k] for k in titles]}),
        caption="‘Contained’ counts as good: in supervision theory (Bion) a worry has been heard "
        "and held, so that a person can think again.",
    )


@remembered
def short_names(view: View) -> Figure:  # noqa: ARG001 - every finding is asked with the view
    """Return what the short names on the pages stand for."""
    return Figure(
        name="definitions-short-names",
        heading="Short names and signs",
        sentence="What the pages do not spell out each time.",
        chart=None,
        table=pd.DataFrame({"Short": list(_SHORT_NAMES), "Means": list(_SHORT_NAMES.values())}),
        caption="Plan types and reasons are the partnerships' own lists: docs/data-dictionary.md.",
    )

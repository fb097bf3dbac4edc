"""Worked examples: what Norfolk has published, real, without counts or pairs.

Published facts are not people: they are exempt from disclosure control and enter no measure
(the project's data dictionary, "published").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.describe import signed
from insight.findings.figure import Figure, remembered

if TYPE_CHECKING:
    from insight.view import View

_WAVES = {"word before": "Before", "word after": "After"}
_HEADING = "A worked example: what Norfolk has published"


@remembered
def words(view: View) -> Figure | None:
    """Return the published words, scored by the same engine as everyone's."""
    facts = _facts(view, tuple(_WAVES))
    if facts.empty:
        return None
    table = pd.DataFrame(
        {
            "When": facts["kind"].map(_WAVES),
            "Words as printed": facts["text"],
            "This project's list": facts["polarity"].map(_scored),
            "General list": facts["stock_polarity"].map(_scored),
        }
    )
    return Figure(
        name="published-words",
        heading=_HEADING,
        sentence="The words that Norfolk's evaluation of February 2022 prints, scored by the same "
        "list. It gives no counts and no pairs, so nothing is said here about how many people "
        "felt this, or how far anyone moved.",
        chart=None,
        table=table,
        caption=_source(facts),
    )


@remembered
def reasons(view: View) -> Figure | None:
    """Return the reasons for calling a session that the published evaluation names."""
    return _named(view, "reason", "reasons for calling a session")


@remembered
def benefits(view: View) -> Figure | None:
    """Return the benefits that the published evaluation names."""
    return _named(view, "benefit", "benefits of a session")


def _named(view: View, kind: str, what: str) -> Figure | None:
    facts = _facts(view, (kind,))
    if facts.empty:
        return None
    table = pd.DataFrame(
        {
            "As printed": facts["text"],
            "What is said of it": facts["note"].fillna(""),
        }
    )
    return Figure(
        name=f"published-{kind}s",
        heading=_HEADING,
        sentence=f"The {what} that Norfolk's evaluation of February 2022 names, from interviews "
        "with social care, health, education and police. It prints no counts.",
        chart=None,
        table=table,
        caption=_source(facts),
    )


@remembered
def _facts(view: View, kinds: tuple[str, ...]) -> pd.DataFrame:
    facts = listings.published(view.snapshot, view.viewer)
    facts = facts[facts["kind"].isin(kinds)]
    return facts.sort_values("kind", key=lambda kind: kind.map(kinds.index), kind="stable")


def _scored(value: float) -> str:
    return "not known" if pd.isna(value) else signed(value)


def _source(facts: pd.DataFrame) -> str:
    return f"Source: {facts.iloc[0]['document']}. Real and published; no part of any figure above."

"""A share of a period that a named event falls in: told on either side of it, never as one.

Source: measures, "What may be said": what straddles a named event is never summed up in one
average. A count is a sum by itself and stays one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.describe import interval, named_event, percent
from insight.findings import either_side
from insight.findings.figure import counted, is_range, remembered, share_said

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.periods import Period
    from insight.view import View

APART = "Whole quarters on either side of it: what it falls in is never summed up in one average."
ARROW = "\N{NARROW NO-BREAK SPACE}→\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Split:
    """A share before an event and since, with what it is called."""

    event: str
    sides: tuple[tuple[Period, Told], tuple[Period, Told]]

    def of(self, things: str, event: str = "") -> str:
        """Return both for a sentence: "70% of sessions before the relaunch and 80% since"."""
        was, now = (row for _, row in self.sides)
        before = f"before {event or self.event}"
        return f"{was['shown']} of {things} {before} and {now['shown']} since"

    @property
    def number(self) -> str:
        """Return both as a page's large number, short enough to stand there."""
        if any(is_range(row) for _, row in self.sides):
            return "Two sides"
        return ARROW.join(percent(row["value"]) for _, row in self.sides)

    @property
    def note(self) -> str:
        """Return what each side rests on, with its interval."""
        said = [
            f"{period.label}: n = {counted(row)}, {interval(row['lower'], row['upper'])}"
            for period, row in self.sides
        ]
        return f"Whole quarters. {'; '.join(said)}."


@remembered
def split(view: View, key: str) -> Split | None:
    """Return a share on either side of the event in a period; None where it cannot be told so."""
    found, rows = (
        either_side.sides(view, view.period),
        either_side.both(view, key, view.period),
    )
    if found is None or rows is None:
        return None
    return Split(found.named, ((found.before, rows[0]), (found.since, rows[1])))


@remembered
def told(view: View, key: str, things: str, *, is_named: bool = False) -> str:
    """Return a share for a sentence: of the period, or of both sides of what falls in it.

    `is_named` says that the sentence has named the event. Nothing where a side cannot be shown.
    """
    if not view.straddled:
        return share_said(view.one(key), things)
    found = split(view, key)
    return found.of(things, "then" if is_named else "") if found else ""


def is_named(view: View, text: str) -> bool:
    """Tell whether a text names the event that falls in the period."""
    return view.straddled is not None and named_event(view.straddled) in text


def no_average(view: View) -> str:
    """Return why a period that an event falls in has no share to tell, to follow a colon."""
    return either_side.not_summed(view.straddled) if view.straddled else ""

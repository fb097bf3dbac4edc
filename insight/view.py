"""What a page is asked about: who looks, which partnership, which period, which part of it.

A View is what `render(view)` gets. It asks `measure` on the viewer's behalf, with the filters and
the period already applied, so that no page can forget them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from config.calendar import four_quarters, today
from config.partnerships import Event, partnership
from insight import measures
from insight.describe import day, many, named_event
from insight.disclosure import PRESETS, strictest
from insight.disclosure import sentence as preset_sentence
from insight.measures import MEASURES, Asked
from insight.periods import THE_YEAR_BEFORE, Choice, Period

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    import pandas as pd

    from config.roles import Subject
    from insight.access import Viewer
    from insight.charts import Palette
    from insight.warehouse import Snapshot

INVENTED = "Demonstration data: invented."
OLD = 35
"""In days: data are loaded monthly, so what is older has missed a load."""

_OWN_EXACT = "Counts of your own locality's requests, sessions and attendance are exact."


@dataclass(frozen=True)
class Place:
    """What the pages need to know of a partnership and its data."""

    name: str
    title: str
    scheme: str
    year_start_month: int
    standard_days: int | None
    as_at: dt.date
    demonstration: bool
    last_loaded: dt.datetime


@dataclass(frozen=True)
class View:
    """One question's frame: viewer, partnership, period and filters; it can key a cache.

    `chosen` is the period with what it is compared with.
    """

    viewer: Viewer
    place: Place
    chosen: Choice
    all_dates: Period
    palette: Palette
    snapshot: Snapshot
    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def period(self) -> Period:
        """Return the period that is asked about."""
        return self.chosen.period

    @property
    def where(self) -> dict[str, tuple[str, ...]]:
        """Return the filters by dimension."""
        return dict(self.filters)

    def measure(
        self,
        key: str,
        by: tuple[str, ...] = (),
        period: Period | None = None,
        where: Mapping[str, tuple[str, ...]] | None = None,
    ) -> pd.DataFrame:
        """Return `insight.measures.measure` for this view; `where` adds to the view's filters."""
        kept = {**self._where_for(key), **(where or {})}
        return self._answered(key, by, kept, (period or self.period).dates)

    def now(self, key: str, by: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return a measure of what is open on the data's own day, whatever the period."""
        return self._answered(key, by, self._where_for(key), None)

    def _answered(
        self,
        key: str,
        by: tuple[str, ...],
        where: Mapping[str, tuple[str, ...]],
        dates: tuple[dt.date, dt.date] | None,
    ) -> pd.DataFrame:
        return measures.answered(Asked(key, self.viewer, by, where, dates), self.snapshot)

    def as_boards_see(self, key: str, by: tuple[str, ...], period: Period) -> pd.DataFrame:
        """Return a measure as boards are told it, whoever looks: for what all roles read alike.

        A lead is told of their own locality as they may see it: boards are not told it so closely.
        """
        subject, where = MEASURES[key].subject, self._where_for(key)
        boards = partnership(self.place.name).disclosure["board"][subject]
        told = strictest((boards, self._presets[subject])).key
        own = self.viewer.bound_to_localities and "locality" in where
        asked = Asked(key, self.viewer, by, where, period.dates, disclosure=None if own else told)
        return measures.answered(asked, self.snapshot)

    def differ(self, key: str, along: str, period: Period) -> float:
        """Return the p that a share differs along a dimension: for a verdict, never shown."""
        asked = Asked(key, self.viewer, (along,), self._area(key), period.dates)
        return measures.chance_of_difference(asked, self.snapshot)

    def alike(self, key: str) -> float:
        """Return the design effect of a share, over all dates of the partnership: never shown."""
        return measures.alike(Asked(key, self.viewer), self.snapshot)

    def moved(self, key: str, along: str) -> Mapping[str, float]:
        """Return the p that each value's share moved from before to after: never shown."""
        return measures.moved(self._along(key, along), self.snapshot)

    def apart(self, key: str, along: str) -> Mapping[str, float]:
        """Return the p that each value's mean differs from that of all others: never shown."""
        return measures.apart(self._along(key, along), self.snapshot)

    def outranked(  # noqa: PLR0913 - what is ranked, along what, which, when and which end
        self,
        key: str,
        along: str,
        named: Collection[str],
        period: Period | None = None,
        *,
        least: bool = False,
        where: Mapping[str, tuple[str, ...]] | None = None,
    ) -> bool:
        """Tell whether a value that is not named ranks as high as one that is (or as low)."""
        kept = {**self._where_for(key), **(where or {})}
        asked = Asked(key, self.viewer, (along,), kept, (period or self.period).dates)
        return measures.outranked(asked, named, self.snapshot, least=least)

    def _along(self, key: str, along: str) -> Asked:
        return Asked(key, self.viewer, (along,), self._where_for(key), self.period.dates)

    def _area(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return the filters that apply besides the locality."""
        return {name: values for name, values in self._where_for(key).items() if name != "locality"}

    def _where_for(self, key: str) -> dict[str, tuple[str, ...]]:
        """Return the filters that this measure knows: an interview has no plan type."""
        known = MEASURES[key].dimensions
        return {name: values for name, values in self.where.items() if name in known}

    def one(self, key: str, period: Period | None = None) -> dict[str, Any]:
        """Return the single row of a measure that is not broken down, by its columns."""
        dates = (period or self.period).dates
        return measures.told(
            Asked(key, self.viewer, (), self._where_for(key), dates), self.snapshot
        )

    @property
    def scope(self) -> str:
        """Return whom and when the page is about, for the line under its title."""
        parts = [*self.where.get("locality", ()), *self.where.get("plan_type", ())]
        groups = self.where.get("agency_group", ())
        narrowed = f" ({', '.join([*parts, *groups])})" if parts or groups else ""
        event = self.straddled
        within = f" ({named_event(event)} falls within it)" if event else ""
        return f"{self.scheme}{narrowed}, {self.period.text}{within}"

    @property
    def scheme(self) -> str:
        """Return whose supervision it is: "Wakefield Multi-Agency Supervision (MAS)"."""
        known = partnership(self.place.name)
        return f"{known.title} {known.scheme_title} ({known.scheme})"

    @property
    def compared(self) -> tuple[Period, Period] | None:
        """Return the stretch of this period that can be compared, and what it is compared with."""
        chosen = self.chosen
        return (chosen.part or chosen.period, chosen.before) if chosen.before else None

    @property
    def in_part(self) -> str:
        """Return which part of the period is compared: "in April to September 2026"; "" for all."""
        if self.compared is None or self.compared[0].dates == self.period.so_far:
            return ""
        return f"in {self.compared[0].label}"

    @property
    def compared_with(self) -> str:
        """Return what this period is compared with, in words."""
        return self.chosen.against

    @property
    def in_earlier(self) -> str:
        """Return the same for when something was: "the year before", "in the 9 months before"."""
        named = self.compared_with
        return named if named == THE_YEAR_BEFORE else f"in {named}"

    @property
    def straddled(self) -> Event | None:
        """Return the named event within the period: what it straddles is never averaged."""
        inside = (e for e in self.events if self.period.start < e.date <= self.period.end)
        return next(inside, None)

    @property
    def four_quarters(self) -> Period:
        """Return the last four complete quarters up to the period's end and the data's date."""
        last = min(self.period.end, self.place.as_at)
        start, end = four_quarters(last, self.place.year_start_month)
        return Period("the last four quarters", start, end)

    @property
    def preset(self) -> str:
        """Return the name of the disclosure preset in force; a lead's is that of all but their own.

        How one row is protected is told by its column `preset`.
        """
        return strictest(self._presets.values()).key

    @property
    def _presets(self) -> Mapping[Subject, str]:
        return partnership(self.place.name).disclosure[self.viewer.role]

    @property
    def _protected(self) -> str:
        """Return what is printed of how figures are protected."""
        said = preset_sentence(self.preset)
        if self.viewer.bound_to_localities and not PRESETS[self._presets["process"]].protects:
            return f"{_OWN_EXACT} All else: {said[:1].lower()}{said[1:]}"
        return said

    @property
    def events(self) -> tuple[Event, ...]:
        """Return the partnership's named events so far, at which trends may be re-based."""
        every = partnership(self.place.name).events
        return tuple(each for each in every if each.date <= self.place.as_at)

    @property
    def notes(self) -> list[str]:
        """Return what is said under every page and in every download, as plain text."""
        return [
            INVENTED if self.place.demonstration else "",
            "Management information, not official statistics.",
            f"{self.scope}.",
            f"Data as at {day(self.place.as_at)}, {self._loaded}.",
            self._protected,
        ]

    @property
    def age(self) -> int:
        """Return how many days old the data are today: from their own day, not from their load."""
        return max((today() - self.place.as_at).days, 0)

    @property
    def _loaded(self) -> str:
        loaded = f"loaded {day(self.place.last_loaded.date())}"
        return (
            f"{loaded}; today is {day(today())}, {many(self.age, 'day')} after the day of the data"
        )

    @property
    def too_old(self) -> str:
        """Return a notice where the data are old; nothing of data that are invented."""
        if self.place.demonstration or self.age <= OLD:
            return ""
        return (
            f"The data are {self.age} days old: they tell of nothing after "
            f"{day(self.place.as_at)}. Ask whoever loads them for the newest files."
        )

    @property
    def footer(self) -> list[str]:
        """Return the same as the lines of a page's footer, in Markdown."""
        invented, management, _, dated, preset = self.notes
        return [f"**{invented}** {management}" if invented else management, dated, preset]

"""The sidebar: who looks, and the filters every page shares.

Filters live in the URL through Streamlit's own query-parameter binding, so that a page can be
bookmarked and sent, and they are kept from page to page. They only narrow what the viewer's scope
allows: scope itself is enforced where the rows are (insight.measures). Where people sign in, it
comes from their token alone (insight.ui.signing_in).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from config.calendar import ONE_DAY, YEAR, add_months, month_end, year_start
from config.errors import DashboardError
from config.partnerships import AGENCY_GROUPS, PLAN_TYPES, partnership
from config.paths import warehouse_dir
from config.roles import ROLES
from config.snapshot import CURRENT
from insight import listings
from insight.access import WHOLE_AREA, Viewer, under_names_in_force
from insight.charts import palette
from insight.measures.calendar import reporting_year
from insight.ui.signing_in import Closed, arrive, leave
from insight.view import Period, Place, View
from insight.warehouse import served

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from insight.ui.signing_in import Person
    from insight.warehouse import Snapshot

_ROLES = {
    "Partnership board": "board",
    "Locality lead": "lead",
    "Evaluation group": "evaluator",
    "Administrator": "admin",
}
_ALL_PLANS = "All plans"
_ALL_AGENCIES = "All agencies"
_ALL_DATES = "All dates"


@dataclass(frozen=True)
class Beginning:
    """A warehouse in which nothing was ever loaded: who looks, where it is, and what to do."""

    viewer: Viewer
    warehouse: Path
    sentence: str


def who_looks() -> Person | Closed:
    """Return who is at the keyboard, or the page for whoever may see nothing. Draws nothing."""
    try:
        return arrive()
    except DashboardError as error:
        return Closed("This dashboard is closed", str(error))


def choose_view(person: Person | Closed | None = None) -> View | Beginning | Closed | str:
    """Draw the sidebar's filters and return what they ask for.

    `person` is who looks, where that has been asked already. Return a Closed, with nothing in the
    sidebar, to whoever may see nothing. Where nothing was ever loaded, return a Beginning; where
    data are there that cannot be served, the sentence that says why and what to do.
    """
    person = person or who_looks()
    if isinstance(person, Closed):
        return person
    found = _found(person)
    if person.viewers is not None:
        with st.sidebar:
            leave(person)
    return found


def _found(person: Person) -> View | Beginning | str:
    try:
        return _chosen(served(), person)
    except DashboardError as error:
        return _beginning(str(error), person) if _never_loaded() else str(error)


def _never_loaded() -> bool:
    try:
        return not (warehouse_dir() / CURRENT).exists()
    except OSError:  # a folder closed to this program may well hold data
        return False


def _beginning(why: str, person: Person) -> Beginning:
    with st.sidebar, st.container():
        mine = person.viewers
        role = _role() if mine is None else _one_role([one.role for one in mine])
    sentence = f"{why} Or open the **Load** page, view as Administrator, and load your files there."
    return Beginning(Viewer(role, person.partnerships(role)), warehouse_dir(), sentence)


def _chosen(snapshot: Snapshot, person: Person) -> View | Beginning:
    places = {
        place.title: place for place in _places(snapshot) if place.name in person.partnerships()
    }
    if not places:
        return _beginning("Nothing of your partnership has been loaded yet.", person)
    with st.sidebar:
        # Who looks stands first, whatever is asked before it can be drawn, and in one element:
        # an open list closes when the sidebar scrolls, so what appears may not move it.
        roles = st.container()
        place = places[_pick("Partnership", list(places), "partnership")]
        with roles:
            viewer = under_names_in_force(_viewer(place, person), {place.name: place.as_at})
        periods = _periods(snapshot, place)
        period = periods[_pick("Period", list(periods), "period", _latest_full(periods, place))]
        locality = _pick("Locality", [WHOLE_AREA, *_localities(place)], "locality")
        plan = _pick("Plan type", [_ALL_PLANS, *PLAN_TYPES], "plan_type")
        group = _pick("Agency group", [_ALL_AGENCIES, *AGENCY_GROUPS], "agency_group")
        locality = _within(viewer, locality)
    where = {
        "locality": (locality,) if locality != WHOLE_AREA else (),
        "plan_type": (plan,) if plan != _ALL_PLANS else (),
        "agency_group": (group,) if group != _ALL_AGENCIES else (),
    }
    return View(
        viewer=viewer,
        place=place,
        period=period,
        previous=_before(period, periods),
        all_dates=periods[_ALL_DATES],
        palette=palette(st.context.theme.type or "light"),
        snapshot=snapshot,
        filters=tuple((name, chosen) for name, chosen in where.items() if chosen),
    )


def _pick(label: str, options: list[str], key: str, default: str | None = None) -> str:
    index = options.index(default) if default in options else 0
    return str(st.selectbox(label, options, index=index, key=key, bind="query-params"))


def _viewer(place: Place, person: Person) -> Viewer:
    """Return whom they look as: one that is their own, or anyone in local mode."""
    if person.viewers is not None:
        mine = person.may_be(place.name)
        role = _one_role([one.role for one in mine])
        return next(one for one in mine if one.role == role)
    role = _role()
    if role != "lead":
        return Viewer(role, (place.name,))
    names = _localities(place)
    own = str(st.selectbox("Lead for", names, key="lead_for", persist_state="session"))
    return Viewer(role, (place.name,), (own,))


def _localities(place: Place) -> list[str]:
    return list(partnership(place.name).localities_in_force(place.as_at))


def _within(viewer: Viewer, locality: str) -> str:
    """Return the locality filter that a viewer's scope allows."""
    if not viewer.bound_to_localities or locality in {WHOLE_AREA, *viewer.localities}:
        return locality
    own = viewer.localities[0]
    st.markdown(f":small[A lead sees their own locality: showing {own}.]")
    return own


def _role() -> str:
    """Return the role that the one person of local mode looks as."""
    role = _one_role(ROLES)
    st.markdown(":small[No sign-in: this copy is open to one person, on this computer.]")
    return role


def _one_role(roles: Sequence[str]) -> str:
    """Return the role chosen of several, or the only one, which is said instead of asked.

    One key, wherever it stands: a choice holds from the first load to the pages it leads to.
    """
    labels = [label for label, role in _ROLES.items() if role in roles]
    if len(labels) == 1:
        st.markdown(f"View as: {labels[0]}")
        return _ROLES[labels[0]]
    return _ROLES[str(st.selectbox("View as", labels, key="view_as", persist_state="session"))]


def _places(snapshot: Snapshot) -> list[Place]:
    return [Place(**row) for row in listings.places(snapshot)]


def _periods(snapshot: Snapshot, place: Place) -> dict[str, Period]:
    """Return the reporting years of the data, newest first, then all of it, in whole months."""
    first, last = listings.data_dates(snapshot, place.name)
    start = year_start(first, place.year_start_month)
    years: dict[str, Period] = {}
    while start <= last:
        following = add_months(start, YEAR)
        label = reporting_year(start.year, start.month, start.month)
        years[label] = Period(label, start, following - ONE_DAY)
        start = following
    newest_first = dict(reversed(years.items()))
    return newest_first | {_ALL_DATES: Period(_ALL_DATES, first.replace(day=1), month_end(last))}


def _latest_full(periods: Mapping[str, Period], place: Place) -> str:
    """Return the latest reporting year that is over, else the newest there is."""
    over = [label for label, p in periods.items() if label != _ALL_DATES and p.end <= place.as_at]
    return over[0] if over else next(iter(periods))


def _before(period: Period, periods: Mapping[str, Period]) -> Period | None:
    """Return the reporting year before, where the data reach back to all of it."""
    years = (other for other in periods.values() if other.label != _ALL_DATES)
    start = add_months(period.start, -YEAR)
    if period.label == _ALL_DATES:
        return None
    return next((other for other in years if other.start == start), None)

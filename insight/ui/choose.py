"""The sidebar: who looks, and the filters every page shares.

Filters live in the URL through Streamlit's own query-parameter binding, so that a page can be
bookmarked and sent, and they are kept from page to page. They only narrow what the viewer's scope
allows: scope itself is enforced where the rows are (insight.measures). Where people sign in, it
comes from their token alone (insight.ui.signing_in).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from config.errors import DashboardError
from config.partnerships import AGENCY_GROUPS, PLAN_TYPES, partnership
from config.paths import warehouse_dir
from config.roles import ROLES
from config.snapshot import CURRENT
from insight import listings, periods
from insight.access import WHOLE_AREA, Viewer, under_names_in_force
from insight.charts import palette
from insight.ui.signing_in import Closed, arrive, leave
from insight.view import Place, View
from insight.warehouse import served

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from insight.periods import Choice, Period
    from insight.ui.signing_in import Person
    from insight.warehouse import Snapshot

_ROLES = {
    "Partnership board": "board",
    "Locality lead": "lead",
    "Evaluation group": "evaluator",
    "Administrator": "admin",
}
FILTERS = ("period", "locality", "plan_type", "agency_group")
"""What a page may be narrowed by, beside its partnership; each is in its address."""

EVERY: Mapping[str, str] = {
    "locality": WHOLE_AREA,
    "plan_type": "All plans",
    "agency_group": "All agencies",
}
"""The choice of each filter that keeps everything."""

_VALUES: Mapping[str, Sequence[str]] = {"plan_type": PLAN_TYPES, "agency_group": AGENCY_GROUPS}
_UNKNOWN = "unknown-in-link"


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


def choose_view(
    person: Person | Closed | None = None, offered: Collection[str] = FILTERS
) -> View | Beginning | Closed | str:
    """Draw the sidebar's filters and return what they ask for; `offered` are those a page uses.

    `person` is who looks, where that has been asked already. Return a Closed, with nothing in the
    sidebar, to whoever may see nothing. Where nothing was ever loaded, return a Beginning; where
    data are there that cannot be served, the sentence that says why and what to do.
    """
    person = person or who_looks()
    if isinstance(person, Closed):
        return person
    found = _found(person, offered)
    if person.viewers is not None:
        with st.sidebar:
            leave(person)
    return found


def _found(person: Person, offered: Collection[str]) -> View | Beginning | str:
    try:
        return _chosen(served(), person, offered)
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


def _chosen(snapshot: Snapshot, person: Person, offered: Collection[str]) -> View | Beginning:
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
        chosen, every = _period(snapshot, place, is_offered="period" in offered)
        values = {"locality": _localities(place), **_VALUES}
        where = {name: _filter(name, values[name]) for name in values if name in offered}
        if "locality" in where:
            where["locality"] = _within(viewer, where["locality"])
    return View(
        viewer=viewer,
        place=place,
        chosen=chosen,
        all_dates=every,
        palette=palette(st.context.theme.type or "light"),
        snapshot=snapshot,
        filters=tuple((name, (value,)) for name, value in where.items() if value != EVERY[name]),
    )


def _filter(name: str, values: Sequence[str]) -> str:
    """Return the value chosen of a filter, the first of which keeps everything."""
    return _pick(name.replace("_", " ").capitalize(), [EVERY[name], *values], name)


def _period(snapshot: Snapshot, place: Place, *, is_offered: bool) -> tuple[Choice, Period]:
    """Return the period chosen, and all dates, which a page is of that offers no period."""
    choices = _offered(snapshot, place)
    every = choices[periods.ALL_DATES]
    if not is_offered:
        return every, every.period
    opens_on = _opens_on(snapshot, place, choices)
    label = _pick("Period", [*choices, periods.CHOSEN], "period", opens_on)
    chosen = _from_to(_reach(snapshot, place)) if label == periods.CHOSEN else choices[label]
    return chosen, every.period


def _reach(snapshot: Snapshot, place: Place) -> periods.Reach:
    first, last = listings.data_dates(snapshot, place.name)
    return periods.Reach(first, last, place.year_start_month)


def _offered(snapshot: Snapshot, place: Place) -> dict[str, Choice]:
    return periods.offered(_reach(snapshot, place), partnership(place.name).events)


def _opens_on(snapshot: Snapshot, place: Place, choices: dict[str, Choice]) -> str:
    held = partial(listings.held, snapshot, place.name)
    return periods.newest_with_enough(choices, lambda period: held(period.dates))


def narrowed(view: View) -> list[View]:
    """Return the same with each filter alone, at its first value."""
    every = {"locality": _localities(view.place), **_VALUES}
    return [replace(view, filters=((name, (values[0],)),)) for name, values in every.items()]


def first_views(snapshot: Snapshot) -> list[View]:
    """Return what the first page is about for whoever opens it: a board, of each partnership."""
    return [_first(snapshot, place) for place in _places(snapshot)]


def _first(snapshot: Snapshot, place: Place) -> View:
    choices = _offered(snapshot, place)
    return View(
        viewer=Viewer(ROLES[0], (place.name,)),
        place=place,
        chosen=choices[_opens_on(snapshot, place, choices)],
        all_dates=choices[periods.ALL_DATES].period,
        palette=palette("light"),
        snapshot=snapshot,
    )


def _from_to(reach: periods.Reach) -> Choice:
    """Return the months from one to another; the other way round they are put right."""
    labels = {f"{day:%B %Y}": day for day in periods.all_months(reach)}
    names = list(labels)
    ends = [
        labels[_pick(word, names, word.lower(), at)]
        for word, at in (("From", names[0]), ("To", names[-1]))
    ]
    return periods.between(min(ends), max(ends), reach)


def _pick(label: str, options: list[str], key: str, default: str | None = None) -> str:
    index = options.index(default) if default in options else 0
    linked = st.query_params.get(key)
    if linked and linked not in options:
        # What a link says is not repeated: it may be anything, and about anyone.
        unknown = f"The link's {label.lower()} is not known here: showing {options[index]}."
        st.session_state[_UNKNOWN] = [*st.session_state.get(_UNKNOWN, []), unknown]
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


def unknown_in_link() -> list[str]:
    """Return what a link asked for that is not known here, in sentences: once."""
    return list(st.session_state.pop(_UNKNOWN, []))


def clear(name: str) -> None:
    """Let a filter keep everything again."""
    st.session_state[name] = EVERY[name]


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

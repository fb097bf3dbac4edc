"""The sidebar: who looks, and the filters every page shares.

Filters live in the URL through Streamlit's own query-parameter binding, so that a page can be
bookmarked and sent, and they are kept from page to page. They only narrow what the viewer's scope
allows: scope itself is enforced where the rows are (insight.measures).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from config.errors import DashboardError
from config.partnerships import AGENCY_GROUPS, PLAN_TYPES, partnership
from insight import listings
from insight.access import Viewer
from insight.charts import palette
from insight.view import Period, Place, View
from insight.warehouse import snapshot_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ROLES = {
    "Partnership board": "board",
    "Locality lead": "lead",
    "Evaluation group": "evaluator",
    "Administrator": "admin",
}
_THIS_COMPUTER = {"127.0.0.1", "localhost", "::1"}
_WHOLE = "Whole area"
_ALL_PLANS = "All plans"
_ALL_AGENCIES = "All agencies"
_ALL_DATES = "All dates"


def choose_view() -> View | str:
    """Draw the sidebar's filters and return what they ask for.

    Where there is nothing to serve, return the sentence that says why and what to do.
    """
    try:
        refuse_open_network()
        return _chosen(snapshot_path())
    except DashboardError as error:
        return str(error)


def refuse_open_network() -> None:
    """Raise a DashboardError when anyone but this computer could reach the unsigned-in app."""
    address = st.get_option("server.address")
    if address not in _THIS_COMPUTER:
        msg = (
            "This dashboard has no sign-in, so it serves this computer only. "
            "Start it with `python run.py`, or set server.address to 127.0.0.1."
        )
        raise DashboardError(msg)


def _chosen(snapshot: Path) -> View:
    places = {place.title: place for place in _places()}
    with st.sidebar:
        place = places[_pick("Partnership", list(places), "partnership")]
        periods = _periods(place)
        period = periods[_pick("Period", list(periods), "period", _latest_full(periods, place))]
        names = [locality.name for locality in partnership(place.name).localities]
        locality = _pick("Locality", [_WHOLE, *names], "locality")
        plan = _pick("Plan type", [_ALL_PLANS, *PLAN_TYPES], "plan_type")
        group = _pick("Agency group", [_ALL_AGENCIES, *AGENCY_GROUPS], "agency_group")
        viewer, locality = _viewer(place, names, locality)
    where = {
        "locality": (locality,) if locality != _WHOLE else (),
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


def _viewer(place: Place, names: list[str], locality: str) -> tuple[Viewer, str]:
    """Return the viewer of local mode, and the locality filter their scope allows."""
    chosen = st.selectbox("View as", list(_ROLES), key="view_as", persist_state="session")
    st.markdown(":small[No sign-in: this copy is open to one person, on this computer.]")
    role = _ROLES[str(chosen)]
    if role != "lead":
        return Viewer(role, (place.name,)), locality
    own = str(st.selectbox("Lead for", names, key="lead_for", persist_state="session"))
    if locality not in {_WHOLE, own}:
        st.markdown(f":small[A lead sees their own locality: showing {own}.]")
        locality = own
    return Viewer(role, (place.name,), (own,)), locality


def _places() -> list[Place]:
    return [Place(**row) for row in listings.places()]


def _periods(place: Place) -> dict[str, Period]:
    """Return the reporting years of the data, newest first, then all of it."""
    first, last = listings.data_dates(place.name)
    start = _year_start(first, place.year_start_month)
    years: dict[str, Period] = {}
    while start <= last:
        following = start.replace(year=start.year + 1)
        label = f"{start.year} to {following.year}" if start.month > 1 else str(start.year)
        years[label] = Period(label, start, following - dt.timedelta(days=1))
        start = following
    newest_first = dict(reversed(years.items()))
    return newest_first | {_ALL_DATES: Period(_ALL_DATES, first, last)}


def _year_start(day: dt.date, month: int) -> dt.date:
    return dt.date(day.year - (day.month < month), month, 1)


def _latest_full(periods: Mapping[str, Period], place: Place) -> str:
    """Return the latest reporting year that is over, else the newest there is."""
    over = [label for label, p in periods.items() if label != _ALL_DATES and p.end <= place.as_at]
    return over[0] if over else next(iter(periods))


def _before(period: Period, periods: Mapping[str, Period]) -> Period | None:
    """Return the same stretch one year earlier, where the data reach back to all of it."""
    if period.label == _ALL_DATES:
        return None
    start, end = (day.replace(year=day.year - 1) for day in _without_leap_day(period))
    return next(
        (
            replace(other, start=start, end=end)
            for other in periods.values()
            if other.label != _ALL_DATES and other.start == start
        ),
        None,
    )


def _without_leap_day(period: Period) -> tuple[dt.date, dt.date]:
    end = period.end
    return period.start, end.replace(day=28) if (end.month, end.day) == (2, 29) else end

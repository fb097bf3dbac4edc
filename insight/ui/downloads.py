"""Downloads and the reading of interviews: each is written to the access log before it happens.

A file is made when its button is pressed and not before, so that none can be fetched from the
server without its line in the log.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from config.errors import DashboardError
from insight.ui.choose import Beginning
from insight.ui.markdown import slug
from insight.ui.signing_in import ENDED, Closed, arrive, rules
from insight.workspace import EXPORT, READING, Access, log_access

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from insight.ui.signing_in import Person
    from insight.view import View

_LOOKED_AT, _READ = "looked-at", "last-read"


def look_at(view: object) -> None:
    """Remember what this page is about, for the lines of its log."""
    st.session_state[_LOOKED_AT] = view


def download(
    label: str, make: Callable[[], bytes], name: str, chosen: Mapping[str, str] | None = None
) -> None:
    """Draw the button that hands over a CSV file, which `make` returns once it is logged.

    `chosen` is what was chosen on the page itself, beside the filters that all pages share.
    """
    options: dict[str, Any] = {"type": "tertiary", "icon": ":material/download:"}
    file = _named(name)
    hand_over = partial(_hand_over, _log(EXPORT, file, chosen), make)
    st.download_button(
        label, hand_over, file, mime="text/csv", key=name, on_click="ignore", **options
    )


def _named(name: str) -> str:
    """Return a file's name with the partnership and the period it is of."""
    view = st.session_state.get(_LOOKED_AT)
    if view is None or isinstance(view, Beginning | Closed | str):
        return name
    return f"{slug(f'{view.place.title} {view.period.label}')}-{name}"


def reading(what: str, chosen: Mapping[str, str]) -> bool:
    """Log that a person reads `what`, once for each choice, and tell whether they may go on."""
    this = (what, st.session_state.get(_LOOKED_AT), tuple(chosen.items()))
    if st.session_state.get(_READ) == this:
        return True
    try:
        _log(READING, what, chosen)()
    except DashboardError as error:
        st.error(f"What is read here is logged, and the log cannot be written. {error}")
        return False
    st.session_state[_READ] = this
    return True


def _hand_over(log: Callable[[], None], make: Callable[[], bytes]) -> bytes:
    log()
    return make()


def _log(action: str, what: str, chosen: Mapping[str, str] | None) -> Callable[[], None]:
    """Return what writes the line: for the person and the page as they are now."""
    view, person = st.session_state[_LOOKED_AT], arrive()
    return partial(_write, view, person, rules().log_months, (action, what), dict(chosen or {}))


def _write(
    view: View | Beginning,
    person: Person | Closed,
    months: float,
    act: tuple[str, str],
    chosen: Mapping[str, str],
) -> None:
    if isinstance(person, Closed) or person.over:
        raise DashboardError(ENDED.sentence)
    filters = {**_filters(view), **chosen}
    said = "; ".join(f"{name}: {value}" for name, value in filters.items())
    folder = view.warehouse if isinstance(view, Beginning) else view.snapshot.folder
    for place in view.viewer.partnerships_in():
        access = Access(place, person.who, person.subject, *act, said)
        log_access(view.viewer, access, months=months, warehouse=folder)


def _filters(view: View | Beginning) -> dict[str, str]:
    if isinstance(view, Beginning):
        return {}
    chosen = {name.replace("_", " "): ", ".join(values) for name, values in view.filters}
    return {"period": view.period.label} | chosen

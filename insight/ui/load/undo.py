"""Undoing a load on the page: choose it, confirm, and read what became of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from insight import ledger
from insight.describe import day, many
from insight.ui.layout import PROSE_WIDTH
from insight.ui.load.reports import Request
from insight.ui.load.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.ui.load.reports import Loader
    from insight.view import View

_MOST = 12


def undo(view: View, loader: Loader) -> None:
    """Offer to undo one of the last loads of the view's partnership."""
    titles = _titles(view)
    if not titles:
        return
    state = st.session_state
    with st.expander("Undo a load"):
        st.markdown(
            "Every row that the load changed goes back to what it was, and every row that it "
            "brought is taken out, unless a later load corrected it. Loading the files again "
            "brings all back.",
            width=PROSE_WIDTH,
        )
        chosen = st.selectbox("Which load", list(titles), index=None, width=PROSE_WIDTH)
        done = state.get("loads_done", 0)
        sure = st.checkbox("I want this whole load undone", key=f"undo-{done}")
        pressed = st.button("Undo this load", disabled=not (chosen and sure))
        if chosen and sure and pressed and "load_work" not in state:
            asked = Request(view.place.name, view.snapshot.folder, (), undo=titles[chosen])
            state["load_work"] = Work(loader, asked)
            st.rerun()
        if "checked" not in state and (problem := state.get("load_problem")):
            st.error(problem)


def _titles(view: View) -> Mapping[str, int]:
    """Return the numbers of the last loads by how the list shows them, the newest first."""
    found = ledger.loads(view.snapshot, view.viewer)
    titles = {}
    for number in list(dict.fromkeys(map(int, found["load_id"])))[:_MOST]:
        files = found[found["load_id"] == number]
        loaded, rows = files["loaded_at"].max(), int(files["accepted"].sum())
        what = f"{', '.join(files['file'].head(2))}{' …' if len(files) > 2 else ''}"  # noqa: PLR2004
        titles[f"Load {number}, {day(loaded.date())}: {what}, {many(rows, 'row')}"] = number
    return titles

"""A person's answer to what the loader only guessed: whether a likely name was a name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from config.errors import DashboardError
from insight.findings import quality
from insight.ui.identity import user_name
from insight.ui.layout import small
from insight.ui.lists import plain_table, rows_figure
from insight.ui.markdown import escaped
from insight.workspace import ACCEPTED, CLEARED, judge_name

if TYPE_CHECKING:
    from insight.view import View

_ANSWERS = {ACCEPTED: "It was a name: leave it out", CLEARED: "It was not a name"}
_WIDE = 560
_MOST = 50


def name_review(view: View) -> None:
    """Draw the likely names that wait for an answer, and those that have one.

    Raises ValueError for any role but the administrator's.
    """
    try:
        found = quality.name_review(view)
    except DashboardError as error:
        st.header("Likely names to review", anchor=False)
        st.error(str(error))
        return
    with st.container(gap="small"):
        rows_figure(quality.names_to_review(found), view.notes, partial(_ask, view, found))
        if found.judged:
            _answered(view, found)


def _ask(view: View, found: quality.NameReview) -> None:
    """Ask about one entry at a time: an answered one makes room for the next."""
    with st.container(gap="small"):
        # A new key after each answer, so that the choice moves on to the next entry.
        key = f"name-{len(found.judged)}-{len(found.waiting)}"
        where = st.selectbox(
            "Look at this place in your file", list(found.waiting), key=key, width=_WIDE
        )
        with st.container(horizontal=True):
            for judgement, answer in _ANSWERS.items():
                if st.button(answer, key=f"name-{judgement}"):
                    _keep(view, found, str(where), judgement)
        small(escaped(quality.WHAT_FOLLOWS))


def _answered(view: View, found: quality.NameReview) -> None:
    with st.expander(f"Answered: {len(found.judged):,}"):
        plain_table(quality.names_judged(found).head(_MOST))
        if len(found.judged) > _MOST:
            small(f"The newest {_MOST} are shown; the others can be changed below too.")
        where = str(
            st.selectbox("Change the answer for", list(found.judged), key="answered", width=_WIDE)
        )
        other = CLEARED if found.judged[where].judgement == ACCEPTED else ACCEPTED
        if st.button(f"Change to: {_ANSWERS[other]}", key="change-answer"):
            _keep(view, found, where, other)


def _keep(view: View, found: quality.NameReview, where: str, judgement: str) -> None:
    """Record an answer and draw the page anew, or say why it could not be."""
    entry = found.waiting.get(where) or found.judged[where].entry
    try:
        judge_name(view.viewer, entry, judgement, who=user_name(), warehouse=view.snapshot.folder)
    except DashboardError as error:
        st.error(str(error))
        return
    st.rerun()

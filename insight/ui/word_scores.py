"""Why a word scores as it does: choose a word or type one, and read the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from insight.findings import feelings
from insight.ui.layout import PROSE_WIDTH
from insight.ui.lists import plain_table
from insight.ui.markdown import escaped
from insight.ui.one_snapshot import drawn_by_itself

if TYPE_CHECKING:
    from collections.abc import Callable

    from insight.view import View

    Score = Callable[[str], feelings.WordScore]

_KEY = "why-word"
_FIRST = "contained"
_LONGEST = 200
_WIDE = 420


@drawn_by_itself
def why(view: View, score: Score) -> None:
    """Draw the box; `score` asks the engine what it makes of a word."""
    with st.expander("Why a word scores as it does"):
        # The word chosen before stays, whether or not the filters still offer it.
        offered = sorted({*feelings.pickable(view), st.session_state.get(_KEY) or _FIRST})
        word = st.selectbox(
            "Choose a word, or type one",
            offered,
            index=offered.index(_FIRST) if _FIRST in offered else None,
            accept_new_options=True,
            placeholder="For example: no longer worried",
            key=_KEY,
            width=_WIDE,
        )
        if word:
            _answer(feelings.explained(view, score(str(word)[:_LONGEST])))


def _answer(found: feelings.Explained) -> None:
    st.markdown(f"**{escaped(found.answer)}**", width=PROSE_WIDTH)
    if found.reasons:
        said = "\n".join(f"- {escaped(reason)}" for reason in found.reasons)
        st.markdown(said, width=PROSE_WIDTH)
    if not found.parts.empty:
        plain_table(found.parts)

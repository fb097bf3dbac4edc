"""A partnership's own words: what could not be read, the value an evaluator gives it, its undoing.

The figures are worked out anew by a function that the page gives: this room knows no loader.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from config.errors import DashboardError
from insight import listings
from insight.findings import feelings
from insight.ui.downloads import download
from insight.ui.identity import user_name
from insight.ui.layout import small
from insight.ui.lists import plain_table, rows_figure
from insight.ui.markdown import escaped
from insight.ui.one_snapshot import drawn_by_itself
from insight.workspace import WordValue, judge_word
from insight.workspace.local_words import WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from insight.ui.word_scores import Score
    from insight.view import View

    Republish = Callable[[View, Sequence[WordValue]], None]

_WIDE = 420
_SAID, _PROBLEM, _KEPT = "own-words-said", "own-words-problem", "own-words-kept"
_LATER = " What you said is kept; it is not in the figures yet."


def own_words(view: View, score: Score, republish: Republish) -> None:
    """Draw the words that could not be read, a form to give one a value, and the own words.

    `republish` works out every figure with these as all of the partnership's own words. Raises
    ValueError for any role but the evaluator's.
    """
    try:
        found = feelings.vocabulary(view)
    except DashboardError as error:
        st.header("Words that could not be read", anchor=False)
        st.error(str(error))
        return
    with st.container(gap="small"):
        rows_figure(feelings.words_to_judge(view, found), view.notes)
        _told()
        if found.pending:
            _catch_up(view, found, republish)
        _give(view, [str(word) for word in found.unclear["word"]], score, republish)
        _own(view, found, republish)


def _told() -> None:
    """Say what became of the last judgement, once."""
    state = st.session_state
    if said := state.pop(_SAID, None):
        st.success(escaped(said))
    if problem := state.pop(_PROBLEM, None):
        st.error(escaped(problem))


def _catch_up(view: View, found: feelings.Vocabulary, republish: Republish) -> None:
    """Offer to put judgements into the figures that another load, or none, has left out."""
    words = "1 word is" if found.pending == 1 else f"{found.pending:,} words are"
    st.warning(f"{words} not in the figures as your evaluators have judged.")
    if st.button("Put them in the figures", key="own-words-catch-up"):
        _publish(view, republish, "Every figure now uses your partnership's own words.")


@drawn_by_itself
def _give(view: View, unclear: list[str], score: Score, republish: Republish) -> None:
    st.subheader("Give a word a value", anchor=False)
    # New keys after each judgement, so that the form starts empty.
    number = st.session_state.get(_KEPT, 0)
    word = st.selectbox(
        "Word",
        unclear,
        index=None,
        accept_new_options=True,
        placeholder="Choose one of those above, or type one",
        key=f"own-word-{number}",
        width=_WIDE,
    )
    place = st.selectbox(
        "How does a person feel who says it?",
        list(feelings.VALUES),
        index=None,
        placeholder="From very hard to very good",
        key=f"own-value-{number}",
        width=_WIDE,
    )
    family = _family(view, place, number)
    reason = st.text_input("Why", max_chars=500, key=f"own-reason-{number}", width=_WIDE)
    small("Your user name and the time are kept with it. The shipped word list stays as it is.")
    if st.button("Keep, and update the figures", key=f"own-keep-{number}"):
        if not word or not place:
            st.error("Choose a word, and how a person feels who says it.")
            return
        # A word of the list is written as the figures have it; one typed here may not be.
        shown = word if word in unclear else score(str(word)).word
        _keep(view, feelings.written(view, str(place), shown, reason, family), republish)


def _family(view: View, place: str | None, number: int) -> str | None:
    """Ask for the family of a word that has a value; one that could be either has none."""
    if place == feelings.EITHER:
        return None
    titles = list(listings.family_titles(view.snapshot).values())
    return st.selectbox(
        "Family of feelings",
        titles,
        index=None,
        placeholder="The family that charts count it in",
        key=f"own-family-{number}",
        width=_WIDE,
    )


def _own(view: View, found: feelings.Vocabulary, republish: Republish) -> None:
    st.subheader("Your partnership's own words", anchor=False)
    if not found.own:
        small("None yet: the shipped word list holds for every word.")
        return
    plain_table(feelings.own_words_table(view, found))
    make = partial(feelings.lexicon_file, view, found.own)
    download("Download as a word list", make, "own-words.csv")
    with st.expander("Withdraw a word"):
        _withdraw(view, [word.value.text for word in found.own], republish)


@drawn_by_itself
def _withdraw(view: View, own: list[str], republish: Republish) -> None:
    number = st.session_state.get(_KEPT, 0)
    word = st.selectbox("Word to withdraw", own, key=f"withdraw-word-{number}", width=_WIDE)
    reason = st.text_input(
        "Why is it withdrawn?", max_chars=500, key=f"withdraw-reason-{number}", width=_WIDE
    )
    small("The shipped word list holds for it again. What was said of it stays on record.")
    if st.button("Withdraw, and update the figures", key=f"withdraw-{number}"):
        _keep(view, WordValue(view.place.name, str(word), WITHDRAWN, reason), republish)


def _keep(view: View, value: WordValue, republish: Republish) -> None:
    """Record a judgement and work out the figures with it, or say why it could not be."""
    try:
        judge_word(view.viewer, value, who=user_name(), warehouse=view.snapshot.folder)
    except (DashboardError, ValueError) as error:
        st.error(escaped(str(error)))
        return
    st.session_state[_KEPT] = st.session_state.get(_KEPT, 0) + 1
    means = (
        "is withdrawn"
        if value.state == WITHDRAWN
        else f"now counts as: {feelings.meaning(view, value)}"
    )
    _publish(view, republish, f"‘{value.text}’ {means}. Every page shows the new figures.")


def _publish(view: View, republish: Republish, said: str) -> None:
    """Put all own words into the figures and draw the page anew over them."""
    own = [word.value for word in feelings.vocabulary(view).own]
    try:
        with st.spinner("Working out every figure anew"):
            republish(view, own)
    except DashboardError as error:
        st.session_state[_PROBLEM] = f"{error}{_LATER}"
    else:
        st.session_state[_SAID] = said
    st.rerun(scope="app")

"""Reading interview answers in context, each mention of the codebook's terms marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from insight.exports import csv_file
from insight.findings.interviews import Answer, answers_table
from insight.ui.downloads import download, reading
from insight.ui.layout import PROSE_WIDTH, small
from insight.ui.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

_EVERY = "Every theme"
_AT_ONCE = 10


def answers(found: Sequence[Answer], notes: Sequence[str]) -> None:
    """Draw the answers, those with the chosen theme first chosen, with words and a download."""
    with st.container(gap="xsmall"):
        st.header("Answers in context", anchor=False)
        st.markdown(
            "Choose a theme to read each answer that uses one of its terms. **Found by terms, not "
            "yet read by a person:** a term can be used in passing, or denied.",
            width=PROSE_WIDTH,
        )
        themes = sorted({title for answer in found for title in answer.themes})
        chosen = str(st.selectbox("Theme", [_EVERY, *themes], key="theme", width=420))
        theme = {"theme": chosen}
        if not reading("interview answers", theme):
            return
        kept = [answer for answer in found if chosen in (_EVERY, *answer.themes)]
        small(f"{len(kept)} of {len(found)} answers.")
        for answer in kept[:_AT_ONCE]:
            _draw(answer, chosen)
        if len(kept) > _AT_ONCE:
            with st.expander(f"Read the other {len(kept) - _AT_ONCE}"):
                for answer in kept[_AT_ONCE:]:
                    _draw(answer, chosen)
        make = partial(csv_file, answers_table(kept), list(notes))
        download("Download answers", make, "interview-answers.csv", theme)


def _draw(answer: Answer, chosen: str) -> None:
    with st.container(border=True, gap="xsmall", width=PROSE_WIDTH + 40):
        small(" · ".join(escaped(part) for part in answer.about))
        st.markdown(f"**{escaped(answer.question)}**")
        st.markdown(_marked(answer, chosen))
        if answer.themes:
            small(f"Terms of: {', '.join(answer.themes)}")


def _marked(answer: Answer, chosen: str) -> str:
    """Return the answer as Markdown, the chosen theme's terms (or all) on a coloured ground."""
    spans = [m for m in answer.mentions if chosen in (_EVERY, m.title)]
    parts, place = [], 0
    for mention in sorted(spans, key=lambda m: m.start):
        if mention.start < place:
            continue
        term = answer.text[mention.start : mention.end]
        parts += [
            escaped(answer.text[place : mention.start]),
            f":primary-background[{escaped(term)}]",
        ]
        place = mention.end
    return "".join([*parts, escaped(answer.text[place:])])

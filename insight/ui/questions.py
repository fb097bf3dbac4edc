"""Figures under the question they answer, where a page has many."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from insight.exports import csv_file
from insight.ui.downloads import download
from insight.ui.layout import PROSE_WIDTH, figure, small

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from insight.findings import Figure


def question(
    asked: str, found: Figure, notes: Sequence[str], told: Sequence[tuple[str, str]] = ()
) -> None:
    """Draw a finding under the question that it answers; `told` is what stands behind it."""
    with st.container(gap="xxsmall"):
        small(f"**{asked}**")
        figure(found, notes)
        _how_sure(told)


def one_of(
    asked: str,
    choices: Sequence[str],
    make: Callable[[str], Figure],
    notes: Sequence[str],
    sure: Callable[[str], Sequence[tuple[str, str]]] | None = None,
) -> None:
    """Draw the chosen one of several findings of a kind; the others are not worked out.

    `sure` gives what stands behind it.
    """
    with st.container(gap="xsmall"):
        small(f"**{asked}**")
        chosen = st.segmented_control(
            "Compare by",
            list(choices),
            default=choices[0],
            required=True,
            key=asked,
            label_visibility="collapsed",
        )
        figure(make(str(chosen)), notes)
        _how_sure(sure(str(chosen)) if sure else ())


def part(asked: str, parts: Sequence[str]) -> str:
    """Draw the choice of a page's part, kept in its address, and return it."""
    return str(
        st.segmented_control(
            asked,
            list(parts),
            default=parts[0],
            required=True,
            key="part",
            bind="query-params",
            label_visibility="collapsed",
        )
    )


def _how_sure(told: Sequence[tuple[str, str]]) -> None:
    """Draw what stands behind a claim, for who wants to know: each with what it is about."""
    if told:
        with st.expander("How sure are we?"):
            for about, said in told:
                st.markdown(f"**{about}.** {said}", width=PROSE_WIDTH)


def with_rows(found: Figure, rows: pd.DataFrame, notes: Sequence[str]) -> None:
    """Draw a finding with a second download: the single rows it is drawn from."""
    with st.container(gap="xxsmall"):
        figure(found, notes)
        if len(rows):
            make = partial(csv_file, rows, [found.heading, *notes])
            download("Download each answer's change", make, f"{found.name}-rows.csv")

"""Lists of rows on a page: long ones folded, every cell as it was written, all in the download."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from insight.exports import csv_file
from insight.ui.downloads import download
from insight.ui.layout import PROSE_WIDTH, small
from insight.ui.markdown import escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from insight.findings import Figure

_AT_ONCE = 10
_MOST = 200


def rows_figure(found: Figure, notes: Sequence[str], ask: Callable[[], None] | None = None) -> None:
    """Draw a finding that is a list of rows, long or empty, with a download of all of it.

    `ask` draws what a person is asked of the rows, above their list.
    """
    with st.container(gap="xsmall"):
        st.header(found.heading, anchor=False)
        if found.table.empty:
            small(found.caption)
            return
        st.markdown(escaped(found.sentence), width=PROSE_WIDTH)
        if ask:
            ask()
        long_table(found.table, found.name)
        small(found.caption)
        said = [found.heading, found.sentence, found.caption, *notes]
        download("Download table", partial(csv_file, found.table, said), f"{found.name}.csv")


def long_table(table: pd.DataFrame, key: str) -> None:
    """Draw the first rows of a table, the next ones behind a click; all are in its download."""
    plain_table(table.head(_AT_ONCE))
    rest = table.iloc[_AT_ONCE:_MOST]
    if len(rest):
        with st.expander(f"Show {len(rest):,} more", key=f"{key}-more"):
            plain_table(rest)
    if len(table) > _MOST:
        small(f"{len(table) - _MOST:,} more are in the download.")


def plain_table(table: pd.DataFrame) -> None:
    """Draw a table in which no cell is read as Markdown: headings and names are people's own."""
    safe = table.map(lambda cell: escaped(str(cell)))
    st.table(safe, border="horizontal", hide_index=True)

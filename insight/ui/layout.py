"""How a page is laid out: a finding as title, then figures, then what must be said beneath.

The order, widths and type follow the house style: title, scope, figure blocks, one box of
limits, one divider, footer. No page draws anything except through these functions.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from insight.charts import CONFIG, alt_text
from insight.exports import csv_file
from insight.ui.choose import Beginning, clear, unknown_in_link
from insight.ui.downloads import download, look_at
from insight.ui.markdown import plain, slug
from insight.ui.signing_in import Closed, door
from insight.view import INVENTED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.navigation.page import StreamlitPage

    from insight.findings import Figure, Headline
    from insight.view import View

PAGE_WIDTH = 1040
PROSE_WIDTH = 720
_HEADING_WIDTH = 620
_METRIC_ROW = [2.9, 4.6, 4.5]
_NOTHING = "There is nothing to show yet"
_PAGES = "pages-by-key"


def small(text: str, width: int = PROSE_WIDTH) -> None:
    """Write small grey text at full contrast (st.caption is too pale to read)."""
    st.markdown(f":small[:gray[{text}]]", width=width)


def title(view: View, finding: str, scope: str) -> None:
    """Write the page's finding and, beneath, whom and when it is about."""
    with st.container(gap="xsmall"):
        if view.place.demonstration:
            small(f"**{INVENTED}** No real child or colleague is in these figures.")
        opening(finding, scope)
        _filters_on(view)


def _filters_on(view: View) -> None:
    """Write which filters are on, in one line, each with a cross that takes it off."""
    if not view.filters:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[:gray[Only:]]", width="content")
        for name, values in view.filters:
            st.button(
                f"{', '.join(values)}",
                key=f"take-off-{name}",
                icon=":material/close:",
                type="tertiary",
                help=f"Take this {name.replace('_', ' ')} off",
                on_click=clear,
                args=(name,),
            )


def opening(finding: str, scope: str) -> None:
    """Write a page's title and the line under it."""
    with st.container(gap="xsmall"):
        st.title(finding, anchor=False)
        st.markdown(scope, width=PROSE_WIDTH)


def figure(found: Figure, notes: Sequence[str]) -> None:
    """Draw a finding: its heading with the Chart/Table switch, sentence, figure and caption."""
    if found.is_silent:
        section(found.heading, [found.sentence])
        return
    key = found.name
    with st.container(gap="xsmall"):
        shown = _heading(found, key)
        st.markdown(found.sentence, width=PROSE_WIDTH)
        if found.chart is not None and shown == "Chart":
            alt = alt_text(f"{found.heading}. {found.sentence}", found.table)
            st.plotly_chart(found.chart, theme=None, config=CONFIG, alt=alt, key=f"{key}-chart")
        else:
            st.table(found.table, border="horizontal", hide_index=True)
        _under(found, notes, key)


def opened(label: str, found: Figure, notes: Sequence[str]) -> None:
    """Draw a finding that opens when it is asked for, beneath what everybody reads."""
    with st.expander(label):
        figure(found, notes)


def _heading(found: Figure, key: str) -> str:
    if found.chart is None:
        st.header(found.heading, anchor=False)
        return "Table"
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"
    ):
        st.header(found.heading, width=_HEADING_WIDTH, anchor=False)
        return st.segmented_control(
            f"Show “{found.heading}” as",
            ["Chart", "Table"],
            default="Chart",
            required=True,
            key=f"{key}-form",
            label_visibility="collapsed",
        )


def _under(found: Figure, notes: Sequence[str], key: str) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="top"):
        small(found.caption, _HEADING_WIDTH)
        said = [found.heading, plain(found.sentence), found.caption, *notes]
        download("Download table", partial(csv_file, found.table, said), f"{key}.csv")


def headline(row: Headline, notes: Sequence[str]) -> None:
    """Draw one row of the overview: number, sentence and n, trend."""
    with st.container(gap="xsmall"):
        st.header(row.heading, anchor=False)
        number, said, moved = st.columns(_METRIC_ROW, gap="medium")
        number.metric(row.label, row.number)
        with said.container(gap="xsmall"):
            st.markdown(row.sentence)
            small(row.note)
        with moved.container(gap="xsmall"):
            small(row.trend_title)
            key = slug(row.label)
            alt = alt_text(f"{row.trend_title}. {plain(row.sentence)}", row.trend_table)
            st.plotly_chart(row.trend, theme=None, config=CONFIG, alt=alt, key=f"{key}-trend")
        with st.container(horizontal=True, vertical_alignment="center"):
            _as_table(row, key, notes)
            links(row.page)


def remember_pages(entries: Mapping[str, StreamlitPage]) -> None:
    """Keep the pages by key, so that one may link to another."""
    st.session_state[_PAGES] = dict(entries)


def beside(*keys: str) -> None:
    """Draw links side by side."""
    with st.container(horizontal=True):
        links(*keys)


def links(*keys: str) -> None:
    """Draw a link to each of some pages; the choices go with it. None where there is no menu."""
    entries = st.session_state.get(_PAGES, {})
    for key in keys:
        if key in entries:
            st.page_link(entries[key], label=f"More on {entries[key].title}")


def _as_table(row: Headline, key: str, notes: Sequence[str]) -> None:
    with st.popover("Table and download", type="tertiary"):
        st.table(row.trend_table, border="horizontal", hide_index=True)
        said = [row.trend_title, plain(row.sentence), *notes]
        download("Download table", partial(csv_file, row.trend_table, said), f"{key}.csv")


def limits(heading: str, sentences: Sequence[str]) -> None:
    """Draw the page's one box: what cannot be concluded."""
    with st.container(border=True, gap="xsmall"):
        st.header(heading, anchor=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences), width=PROSE_WIDTH)


def footer(lines: Sequence[str]) -> None:
    """Draw the one divider and the lines that stand under every page."""
    with st.container(gap="xxsmall"):
        st.divider()
        for line in lines:
            small(line)


def show(
    render: Callable[[View], None],
    view: View | Beginning | Closed | str,
    begin: Callable[[Beginning], None] | None = None,
) -> None:
    """Draw a page at its width with its footer.

    Where there is no data the page draws what `begin` makes of that, or else a sentence; to
    whoever may see nothing, why and the way in or out.
    """
    look_at(view)
    with st.container(width=PAGE_WIDTH, gap="large"):
        if isinstance(view, Closed):
            door(view)
        elif isinstance(view, str):
            opening(_NOTHING, view)
        elif not isinstance(view, Beginning):
            for note in filter(None, (view.snapshot.note, view.too_old)):
                st.warning(note)
            for unknown in unknown_in_link():
                st.info(unknown)
            render(view)
            footer(view.footer)
        elif begin:
            begin(view)
        else:
            opening(_NOTHING, view.sentence)


def section(heading: str, sentences: Sequence[str]) -> None:
    """Write a heading and its sentences as paragraphs at reading width."""
    with st.container(gap="xsmall"):
        st.header(heading, anchor=False)
        st.markdown("\n\n".join(sentences), width=PROSE_WIDTH)

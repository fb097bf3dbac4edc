"""The front door: configuration, viewer, filters, navigation. No SQL and no figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from insight import ui
from pages import PAGES

if TYPE_CHECKING:
    from pages import Page


_TITLE = "Supervision impact"


def main() -> None:
    """Draw the page asked for, with the filters all pages share."""
    # No page icon: a named one would be fetched from another machine.
    st.set_page_config(_TITLE, layout="wide")
    person = ui.who_looks()
    # Whoever may see nothing finds the same page at every address, and not even their names.
    closed = isinstance(person, ui.Closed)

    def draw(page: Page) -> None:
        ui.show(page.render, view, page.begin)

    sections: dict[str, list[st.Page]] = {}
    entries: dict[str, st.Page] = {}
    by_address = {page.url_path: page for page in PAGES}
    for page in PAGES:
        entry = st.Page(
            partial(draw, page),
            title=_TITLE if closed else page.title,
            url_path=page.url_path,
            default=page is PAGES[0],
        )
        entries[page.key] = entry
        sections.setdefault("" if closed else page.section, []).append(entry)
    # Always reached, whoever looks and whatever is wrong with the data: until then Streamlit would
    # run the files of pages/ by themselves (docs/decisions/0005-pages-folder.md). And before the
    # filters, which may take a moment: they stand beneath the links, and would be pushed down.
    asked = st.navigation(sections, position="hidden" if closed else "sidebar")
    page = by_address[asked.url_path]
    if not closed:
        ui.remember_pages(entries)
        st.set_page_config(f"{page.title} · {_TITLE}")
    with ui.of_one_snapshot():
        view = ui.choose_view(person, page.filters)
        asked.run()


main()

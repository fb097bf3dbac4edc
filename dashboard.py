"""The front door: configuration, viewer, filters, navigation. No SQL and no figures."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from insight import ui
from pages import PAGES

if TYPE_CHECKING:
    from pages import Page


def main() -> None:
    """Draw the page asked for, with the filters all pages share."""
    # No page icon: a named one would be fetched from another machine.
    st.set_page_config("Supervision impact", layout="wide")
    person = ui.who_looks()
    # Whoever may see nothing finds the same page at every address, and not even their names.
    closed = isinstance(person, ui.Closed)

    def draw(page: Page) -> None:
        ui.show(page.render, view, page.begin)

    sections: dict[str, list[st.Page]] = {}
    for page in PAGES:
        entry = st.Page(
            partial(draw, page),
            title="Supervision impact" if closed else page.title,
            url_path=page.url_path,
            default=page is PAGES[0],
        )
        sections.setdefault("" if closed else page.section, []).append(entry)
    # Always reached, whoever looks and whatever is wrong with the data: until then Streamlit would
    # run the files of pages/ by themselves (docs/decisions/0005-pages-folder.md). And before the
    # filters, which may take a moment: they stand beneath the links, and would be pushed down.
    asked = st.navigation(sections, position="hidden" if closed else "sidebar")
    with ui.of_one_snapshot():
        view = ui.choose_view(person)
        asked.run()


main()

"""A method note of docs/, to be read where its figures are."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import streamlit as st

from config.paths import ROOT
from insight.ui.layout import small

if TYPE_CHECKING:
    from pathlib import Path


def method_note(heading: str, name: str) -> None:
    """Draw a heading with the note of that name, folded: docs/<name>.md."""
    with st.container(gap="xsmall"):
        st.header(heading, anchor=False)
        with st.expander("Read the method note"):
            st.markdown(_beneath_a_heading(ROOT / "docs" / f"{name}.md"))
        small(f"The same note is docs/{name}.md in the program's own folder.")


@cache
def _beneath_a_heading(note: Path) -> str:
    """Return the note without its title, every heading one level lower."""
    _, _, body = note.read_text(encoding="utf-8").partition("\n")
    return re.sub(r"^#", "##", body, flags=re.MULTILINE)

"""A page is of one snapshot: where that has been deleted, all of it is asked anew of the next."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from insight.warehouse import SnapshotGone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Draw = TypeVar("Draw", bound="Callable[..., None]")


@contextmanager
def of_one_snapshot() -> Iterator[None]:
    """Run the whole page again where the snapshot that it names has gone."""
    try:
        yield
    except SnapshotGone:
        st.rerun(scope="app")


def drawn_by_itself(draw: Draw) -> Draw:
    """Return a part of a page that a click in it draws again alone (a fragment).

    It holds the view that the page was drawn with; where that one's snapshot has gone meanwhile,
    the whole page is drawn anew.
    """
    return st.fragment(of_one_snapshot()(draw))

"""Loading files on a page: choose, read what was found, load, read what became of it.

Nothing is written before "Load" is pressed. The loader itself is given by the page: this room
knows only what it reports (see `FileReport`). Work runs beside the page, so that a click, or
leaving the page, does not stop a load half way.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from config.calendar import today
from config.partnerships import partnership
from insight import listings
from insight.describe import many
from insight.ui.choose import Beginning
from insight.ui.layout import PROSE_WIDTH
from insight.ui.load.outcome import AFTER, BEFORE, report
from insight.ui.load.reports import Request
from insight.ui.load.work import Work
from insight.ui.markdown import escaped
from insight.ui.signing_in import loadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from insight.access import Viewer
    from insight.ui.load.reports import Loader, Outcome
    from insight.view import View
    from insight.warehouse import Snapshot

_POLL_SECONDS = 0.1
_KINDS = ["csv", "xlsx"]


@dataclass(frozen=True)
class _Desk:
    """Where files arrive: from whom, into which folder, and beside which data, if any."""

    viewer: Viewer
    warehouse: Path
    snapshot: Snapshot | None
    partnership: str | None
    demonstration: bool


def _desk(here: View | Beginning) -> _Desk:
    if isinstance(here, Beginning):
        return _Desk(here.viewer, here.warehouse, None, None, demonstration=False)
    place = here.place
    return _Desk(here.viewer, here.snapshot.folder, here.snapshot, place.name, place.demonstration)


def upload(here: View | Beginning, loader: Loader) -> None:
    """Draw the steps of a load; `loader` checks or loads files and reports on them.

    Raises ValueError for any role but the administrator's.
    """
    desk = _desk(here)
    desk.viewer.require("the loading of files")
    _show_last()
    with st.container(gap="xsmall"):
        st.header("Choose files", anchor=False)
        st.markdown(
            "CSV or Excel files, several at once. Each is recognised by its column headings, "
            "whatever its name. **Nothing is written until you press Load.**",
            width=PROSE_WIDTH,
        )
        if desk.demonstration:
            st.markdown(
                "Demonstration data are in use. **Your first load leaves all of them out.**",
                width=PROSE_WIDTH,
            )
        into = _partnership(desk)
        chosen = into and st.file_uploader(
            "Files to check", type=_KINDS, accept_multiple_files=True, key=_uploader_key()
        )
    if work := st.session_state.get("load_work"):
        _finish(work)
    if not into or not chosen:
        return
    if too_large := _too_large(chosen):
        st.error(too_large)
        return
    _preview(desk, into, chosen, loader)


def _uploader_key() -> str:
    """Return the uploader's key: a new one after each load, so that it starts empty."""
    return f"upload-{st.session_state.get('loads_done', 0)}"


def _partnership(desk: _Desk) -> str | None:
    """Return whose files they are: the sidebar's partnership, or one that has no data yet.

    Where nothing is loaded nobody's is taken for granted: None until a person has chosen.
    """
    served = {p["name"] for p in listings.places(desk.snapshot)} if desk.snapshot else set()
    waiting = [name for name in loadable() if name not in served]
    own = [desk.partnership] if desk.partnership else []
    if own and not waiting:
        return own[0]
    titles = {partnership(name).title: name for name in (*own, *waiting)}
    chosen = st.selectbox(
        "These files are from",
        list(titles),
        index=0 if own else None,
        placeholder="Choose a partnership",
        width=420,
    )
    return titles[chosen] if chosen else None


def _too_large(chosen: Sequence[UploadedFile]) -> str | None:
    limit = int(st.get_option("server.maxUploadSize"))
    size = sum(file.size for file in chosen) / 2**20
    if size <= limit:
        return None
    return (
        f"These files are {size:,.0f} MB together, and this page takes {limit} MB at once. "
        "Nothing was read. Take some of them out and load those afterwards."
    )


def _preview(desk: _Desk, into: str, chosen: Sequence[UploadedFile], loader: Loader) -> None:
    """Check the files once, show what was found and offer to load them."""
    files = tuple((file.name, file.getvalue()) for file in chosen)
    state = st.session_state
    whole = bool(state.get(_whole_key()))
    request = Request(into, desk.warehouse, files, whole_list=whole)
    asked = (into, desk.snapshot, tuple(file.file_id for file in chosen), whole)
    if state.get("checked") != asked:
        state.pop("load_problem", None)
        state["checked"], state["check_work"] = asked, Work(loader, request)
    _wait(state["check_work"], "Checking")
    outcome = state["check_work"].outcome()
    if isinstance(outcome, str):
        st.error(outcome)
        return
    with st.container(gap="medium"):
        st.header("What was found", anchor=False)
        report(outcome, BEFORE, "check")
    _offer(desk, outcome, request, loader)


def _offer(desk: _Desk, outcome: Outcome, request: Request, loader: Loader) -> None:
    rows = sum(file.accepted for file in outcome.files)
    with st.container(gap="xsmall"):
        st.header("Load", anchor=False)
        if not rows:
            st.markdown(
                "There is nothing to load: no row of these files would go in.", width=PROSE_WIDTH
            )
            return
        st.markdown(
            f"**{many(rows, 'row')} will go in.** A row whose reference is there already "
            "replaces the old one; a column that a file does not have is left as it is. Rejected "
            "rows stay out; you can correct them and load them later.",
            width=PROSE_WIDTH,
        )
        day = _as_at()
        stored = desk.snapshot is not None and not desk.demonstration
        confirmed, remove = _whole_list(outcome, request) if stored else (True, None)
        # Not a primary button: .streamlit/config.toml says why.
        if st.button("Load", disabled=not confirmed) and "load_work" not in st.session_state:
            asked = replace(request, as_at=day, write=True, remove_gone=remove)
            st.session_state["load_work"] = Work(loader, asked)
        if work := st.session_state.get("load_work"):
            _finish(work)
        if problem := st.session_state.get("load_problem"):
            st.error(problem)


def _as_at() -> dt.date | None:
    day = st.date_input(
        "Data as at (optional)",
        value=None,
        max_value=today(),
        format="DD/MM/YYYY",
        help="The day on which open cases are judged to be waiting or overdue. Blank: today.",
        width=240,
    )
    return day if isinstance(day, dt.date) else None


def _whole_list(outcome: Outcome, request: Request) -> tuple[bool, int | None]:
    """Ask whether rows that are missing are to be removed; return (may be loaded, how many)."""
    st.checkbox(
        "Each of these files is the whole list: remove the stored rows that it lacks",
        key=_whole_key(),
        help="Not for a monthly file, which does not hold earlier months. It can be undone.",
    )
    gone = sum(len(file.changes.gone) for file in outcome.files)
    if not request.whole_list:
        return True, None
    if not gone:
        st.markdown("These lists lack no stored row: there is nothing to remove.")
        return True, None
    st.markdown(
        f"**{many(gone, 'row')} will be removed**, with all that belongs to them. They are listed "
        "above, with each file.",
        width=PROSE_WIDTH,
    )
    typed = st.number_input(
        "Type that number to confirm", value=None, step=1, width=240, key=f"{_whole_key()}-number"
    )
    return typed == gone, gone


def _whole_key() -> str:
    """Return the key of the box for whole lists: a new one after each load."""
    return f"whole-{st.session_state.get('loads_done', 0)}"


def _finish(work: Work) -> None:
    """Wait for a load; then keep its outcome and draw the page anew over the new data."""
    _wait(work, "Loading")
    state = st.session_state
    state.pop("load_work", None)
    outcome = work.outcome()
    if isinstance(outcome, str):
        state["load_problem"] = outcome
    else:
        for done in ("load_problem", "checked", "check_work"):
            state.pop(done, None)
        state["loaded"] = outcome
        state["loads_done"] = state.get("loads_done", 0) + 1
    st.rerun()


def _wait(work: Work, doing: str) -> None:
    """Show a bar that moves with each stage until the work is done."""
    # Its place is kept when there is nothing to wait for, or all below would move and show twice.
    bar = st.empty()
    while not work.done():
        bar.progress(work.share, text=escaped(f"{doing}: {work.stage}"))
        time.sleep(_POLL_SECONDS)
    bar.empty()


def _show_last() -> None:
    """Show what became of the last load of this visit, until another one takes its place."""
    outcome = st.session_state.get("loaded")
    if outcome is None:
        return
    with st.container(gap="medium"):
        st.header("What was undone" if outcome.undone else "What was loaded", anchor=False)
        if outcome.undone:
            st.success(" ".join(outcome.undone))
        elif outcome.published:
            title = partnership(outcome.partnership).title
            st.success(f"Loaded into {title}. Every page shows the new figures now.")
        else:
            st.info("Nothing was changed: no file had anything new to load.")
        report(outcome, AFTER, "load")

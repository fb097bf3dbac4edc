"""Loading files on a page: choose, read what was found, load, read what became of it.

Nothing is written before "Load" is pressed. The loader itself is given by the page: this room
knows only what it reports (see `FileReport`). Work runs beside the page, so that a click, or
leaving the page, does not stop a load half way.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from config.partnerships import partnership, partnership_names
from insight import ledger, listings
from insight.exports import csv_file
from insight.findings.loads import many
from insight.ui.layout import PROSE_WIDTH, small
from insight.ui.reading import escaped
from insight.ui.taking_in import Request, Work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from insight.findings import Figure
    from insight.ui.taking_in import FileReport, Outcome, TakeIn
    from insight.view import View

_AT_ONCE = 10
_MOST = 200
_POLL_SECONDS = 0.1
_WORD = {"reject": "Rejected", "query": "Query"}
_KINDS = ["csv", "xlsx"]


@dataclass(frozen=True)
class _Words:
    """How the same report reads before and after the load."""

    accepted: str
    rejected: str
    redacted: str


_BEFORE = _Words("will go in", "will be rejected", "will be replaced")
_AFTER = _Words("went in", "were rejected", "were replaced")


def upload(view: View, take_in: TakeIn) -> None:
    """Draw the steps of a load; `take_in` checks or loads files and reports on them.

    Raises ValueError for any role but the administrator's.
    """
    view.viewer.require(ledger.LEDGER_ROLES, "the loading of files")
    _show_last()
    with st.container(gap="xsmall"):
        st.header("Choose files", anchor=False)
        st.markdown(
            "CSV or Excel files, several at once. Each is recognised by its column headings, "
            "whatever its name. **Nothing is written until you press Load.**",
            width=PROSE_WIDTH,
        )
        if view.place.demonstration:
            st.markdown(
                "Demonstration data are in use. **Your first load leaves all of them out.**",
                width=PROSE_WIDTH,
            )
        into = _partnership(view)
        chosen = st.file_uploader(
            "Files to check", type=_KINDS, accept_multiple_files=True, key=_uploader_key()
        )
    if work := st.session_state.get("load_work"):
        _finish(work)
    if not chosen:
        return
    if too_large := _too_large(chosen):
        st.error(too_large)
        return
    _preview(view, into, chosen, take_in)


def _uploader_key() -> str:
    """Return the uploader's key: a new one after each load, so that it starts empty."""
    return f"upload-{st.session_state.get('loads_done', 0)}"


def _partnership(view: View) -> str:
    """Return whose files they are: the sidebar's partnership, or one that has no data yet."""
    served = {place["name"] for place in listings.places(view.snapshot.parent)}
    waiting = [name for name in partnership_names() if name not in served]
    if not waiting:
        return view.place.name
    titles = {partnership(name).title: name for name in (view.place.name, *waiting)}
    return titles[str(st.selectbox("These files are from", list(titles), width=420))]


def _too_large(chosen: Sequence[UploadedFile]) -> str | None:
    limit = int(st.get_option("server.maxUploadSize"))
    size = sum(file.size for file in chosen) / 2**20
    if size <= limit:
        return None
    return (
        f"These files are {size:,.0f} MB together, and this page takes {limit} MB at once. "
        "Nothing was read. Take some of them out and load those afterwards."
    )


def _preview(view: View, into: str, chosen: Sequence[UploadedFile], take_in: TakeIn) -> None:
    """Check the files once, show what was found and offer to load them."""
    files = tuple((file.name, file.getvalue()) for file in chosen)
    request = Request(into, view.snapshot.parent, files)
    asked = (into, view.snapshot.name, tuple(file.file_id for file in chosen))
    state = st.session_state
    if state.get("checked") != asked:
        state.pop("load_problem", None)
        state["checked"], state["check_work"] = asked, Work(take_in, request)
    _wait(state["check_work"], "Checking")
    outcome = state["check_work"].outcome()
    if isinstance(outcome, str):
        st.error(outcome)
        return
    with st.container(gap="medium"):
        st.header("What was found", anchor=False)
        _report(outcome, _BEFORE, "check")
    _offer(outcome, request, take_in)


def _offer(outcome: Outcome, request: Request, take_in: TakeIn) -> None:
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
            "replaces the old one. Rejected rows stay out; you can correct them and load them "
            "later.",
            width=PROSE_WIDTH,
        )
        as_at = st.date_input(
            "Data as at (optional)",
            value=None,
            max_value=_today(),
            format="DD/MM/YYYY",
            help="The day on which open cases are judged to be waiting or overdue. Blank: today.",
            width=240,
        )
        # Not a primary button: white on the dark theme's blue is too pale to read.
        if st.button("Load") and "load_work" not in st.session_state:
            day = as_at if isinstance(as_at, dt.date) else None
            asked = Request(request.partnership, request.warehouse, request.files, day, write=True)
            st.session_state["load_work"] = Work(take_in, asked)
        if work := st.session_state.get("load_work"):
            _finish(work)
        if problem := st.session_state.get("load_problem"):
            st.error(problem)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


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
        st.header("What was loaded", anchor=False)
        if outcome.published:
            title = partnership(outcome.partnership).title
            st.success(f"Loaded into {title}. Every page shows the new figures now.")
        else:
            st.info("Nothing was changed: no file had anything new to load.")
        _report(outcome, _AFTER, "load")


def _report(outcome: Outcome, words: _Words, key: str) -> None:
    """Draw each file's outcome with its first problems, then the downloads."""
    for place, file in enumerate(outcome.files):
        _file(file, words, f"{key}-{place}")
    with st.container(horizontal=True):
        if any(file.findings for file in outcome.files):
            _download("Download problems", outcome.problems, f"problems-{key}.csv")
        for table, content in outcome.rejected.items():
            label = f"Download rejected rows: {table}"
            _download(label, content, f"rejected-{table}-{key}.csv")


def _file(file: FileReport, words: _Words, key: str) -> None:
    with st.container(gap="xsmall"):
        st.subheader(escaped(file.file), anchor=False)
        if file.outcome != "loaded":
            (st.error if file.outcome == "refused" else st.info)(escaped(file.message))
            return
        st.markdown(_said(file, words), width=PROSE_WIDTH)
        if file.findings:
            long_table(_problems(file), key)
        _columns(file)


def _said(file: FileReport, words: _Words) -> str:
    """Return what became of a file's rows, as one or more sentences."""
    queried = f", {file.queried:,} of them with a query" if file.queried else ""
    rejected = f"**{file.rejected:,} {words.rejected}**" if file.rejected else "none is rejected"
    accepted = f"**{file.accepted:,} {words.accepted}**{queried}"
    said = [f"Read as **{file.table}**, {many(file.rows_in, 'row')}: {accepted}; {rejected}."]
    if file.repeated:
        said.append(f"{many(file.repeated, 'more row')} written twice: each is kept once.")
    if file.redacted:
        said.append(
            f"In {many(file.redacted, 'row')} details that could identify a person "
            f"{words.redacted} by a tag such as \\[NAME\\]."
        )
    return " ".join(said)


def _problems(file: FileReport) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                f"Row {found.row}, {found.column}",
                f"{_WORD[found.severity]}: {found.reason}",
                found.remedy,
            )
            for found in file.findings
        ],
        columns=["Where", "What is wrong", "What to do"],
    )


def _columns(file: FileReport) -> None:
    """Show how the file's headings were understood, and which are not used."""
    unused = f", {len(file.ignored)} not used" if file.ignored else ""
    with st.expander(f"Columns: {len(file.mapping)} recognised{unused}"):
        pairs = [*file.mapping, *((header, "not used") for header in file.ignored)]
        _table(pd.DataFrame(pairs, columns=["Your heading", "Our column"]))


def long_table(table: pd.DataFrame, key: str) -> None:
    """Draw the first rows of a table, the next ones behind a click; all are in its download."""
    _table(table.head(_AT_ONCE))
    rest = table.iloc[_AT_ONCE:_MOST]
    if len(rest):
        with st.expander(f"Show {len(rest):,} more", key=f"{key}-more"):
            _table(rest)
    if len(table) > _MOST:
        small(f"{len(table) - _MOST:,} more are in the download.")


def rows_figure(found: Figure, notes: Sequence[str]) -> None:
    """Draw a finding that is a list of rows, long or empty, with a download of all of it."""
    with st.container(gap="xsmall"):
        st.header(found.heading, anchor=False)
        if found.table.empty:
            small(found.caption)
            return
        st.markdown(escaped(found.sentence), width=PROSE_WIDTH)
        long_table(found.table, found.name)
        small(found.caption)
        content = csv_file(found.table, [found.heading, found.sentence, found.caption, *notes])
        _download("Download table", content, f"{found.name}.csv")


def _table(table: pd.DataFrame) -> None:
    """Draw a table in which no cell is read as Markdown: headings and names are people's own."""
    safe = table.map(lambda cell: escaped(str(cell)))
    st.table(safe, border="horizontal", hide_index=True)


def _download(label: str, content: bytes, name: str) -> None:
    options: dict[str, Any] = {"type": "tertiary", "icon": ":material/download:"}
    st.download_button(
        label, content, name, mime="text/csv", key=name, on_click="ignore", **options
    )

"""What became of each file, before and after a load: its rows, its problems and its columns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from insight.describe import many
from insight.findings.quality import SEVERITIES
from insight.ui.downloads import download
from insight.ui.layout import PROSE_WIDTH
from insight.ui.lists import long_table, plain_table
from insight.ui.load.changes import changes, spans
from insight.ui.markdown import escaped

if TYPE_CHECKING:
    from insight.ui.load.reports import FileReport, Found, Outcome


@dataclass(frozen=True)
class Words:
    """How the same report reads before and after the load."""

    accepted: str
    rejected: str
    redacted: str


BEFORE = Words("will go in", "will be rejected", "will be replaced")
AFTER = Words("went in", "were rejected", "were replaced")


def report(outcome: Outcome, words: Words, key: str) -> None:
    """Draw each file's outcome with its first problems, then the downloads."""
    for place, file in enumerate(outcome.files):
        _file(file, words, f"{key}-{place}")
    with st.container(horizontal=True):
        if any(file.findings for file in outcome.files):
            download("Download problems", partial(bytes, outcome.problems), f"problems-{key}.csv")
        if any(file.changes.changed or file.changes.gone for file in outcome.files):
            download("Download changes", partial(bytes, outcome.changes), f"changes-{key}.csv")
        for table, content in outcome.rejected.items():
            label = f"Download rejected rows: {table}"
            download(label, partial(bytes, content), f"rejected-{table}-{key}.csv")


def _file(file: FileReport, words: Words, key: str) -> None:
    with st.container(gap="xsmall"):
        st.subheader(escaped(file.file), anchor=False)
        if file.outcome != "loaded":
            told = " ".join([file.message, *(f"{one}." for one in file.left_out_told)])
            (st.error if file.outcome == "refused" else st.info)(escaped(told))
            if file.changes.gone:
                changes(file, key)
            return
        st.markdown(_said(file, words), width=PROSE_WIDTH)
        changes(file, key)
        if file.findings:
            long_table(_problems(file), key)
        _columns(file)


def _said(file: FileReport, words: Words) -> str:
    """Return what became of a file's rows, as one or more sentences."""
    queried = f", {file.queried:,} of them with a query" if file.queried else ""
    rejected = f"**{file.rejected:,} {words.rejected}**" if file.rejected else "none is rejected"
    accepted = f"**{file.accepted:,} {words.accepted}**{queried}"
    said = [f"Read as **{file.table}**, {many(file.rows_in, 'row')}: {accepted}; {rejected}."]
    if file.following:
        to_do = file.rejected - file.following
        first = (
            f"{many(to_do, 'row')} to put right; {file.following:,} follow"
            if to_do
            else "All follow"
        )
        said.append(f"{first} by themselves when they are loaded with the row they belong to.")
    if file.repeated:
        said.append(f"{many(file.repeated, 'more row')} written twice: each is kept once.")
    said += [f"{told}." for told in file.left_out_told]
    if file.redacted:
        said.append(
            f"In {many(file.redacted, 'row')} details that could identify a person "
            f"{words.redacted} by a tag such as \\[NAME\\]."
        )
    return " ".join(said)


def _problems(file: FileReport) -> pd.DataFrame:
    """Return a line a problem, and one for all rows that follow the same rejected row."""
    following: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    lines = []
    for found in file.findings:
        if found.follows:
            following[found.column, found.reason, found.remedy].append(found.row)
        else:
            lines.append((f"Row {found.row}, {found.column}", _wrong(found), found.remedy))
    for (column, reason, remedy), rows in following.items():
        lines.append((f"{', '.join(spans(rows))}, {column}", f"Rejected: {reason}", remedy))
    return pd.DataFrame(lines, columns=["Where", "What is wrong", "What to do"])


def _wrong(found: Found) -> str:
    return f"{SEVERITIES[found.severity]}: {found.reason}"


def _columns(file: FileReport) -> None:
    """Show how the file's headings were understood, and which are not used."""
    unused = f", {len(file.ignored)} not used" if file.ignored else ""
    with st.expander(f"Columns: {len(file.mapping)} recognised{unused}"):
        pairs = [*file.mapping, *((header, "not used") for header in file.ignored)]
        plain_table(pd.DataFrame(pairs, columns=["Your heading", "Our column"]))

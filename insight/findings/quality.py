"""The data themselves: how fresh, how complete, what was rejected, and who has not reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from config.partnerships import partnership
from insight import ledger
from insight.charts import ranked_bars
from insight.describe import capital, day_short, listing, many, percent
from insight.findings import loads, unsaid
from insight.findings.figure import Figure, bounds_text, is_ok, labelled, ranked
from insight.findings.folded import folded
from insight.workspace import ACCEPTED, CLEARED, NameEntry, name_judgements

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from config.partnerships import Agency
    from insight.access import Viewer
    from insight.view import View
    from insight.workspace import NameJudgement

_LEAST_FILLED = 12
_HALF = 0.5
_SILENT_NAMED = 3
SEVERITIES = {"reject": "Rejected", "query": "Query"}
_ENTRY = ("partnership", "load_id", "file_sha256", "table_name", "row_no", "column_name")
_ANSWER = {ACCEPTED: "A name, left out", CLEARED: "Not a name"}
WHAT_FOLLOWS = (
    "A name: take it out of your own file too. Not a name: the text keeps [NAME] until the file "
    "is loaded again with a change, the row reworded or the place or agency put on the "
    "partnership's list. Your user name and the time are kept with the answer."
)
"""What the answer to whether it was a name does and does not do."""


def may_see(view: View) -> bool:
    """Tell whether this viewer may see what was loaded, row by row, and load files."""
    return may_load(view.viewer)


def may_load(viewer: Viewer) -> bool:
    """Tell whether files are loaded by such a viewer."""
    return viewer.may("what was loaded, row by row")


def title(view: View) -> str:
    """Return the page's finding: how old the data are, and what waits to be corrected."""
    age = loads.age(view)
    if not may_see(view):
        return age
    found = ledger.faults(view.snapshot, view.viewer)
    count = len(_rows(found[found["severity"] == "reject"]))
    waiting = f"{many(count, 'rejected row')} to correct" if count else "no row was rejected"
    return f"{age}; {waiting}"


def completeness(view: View) -> Figure:
    """Return how much of each column that may be blank is filled in, the emptiest first."""
    found = ledger.completeness(view.snapshot, view.viewer)
    found = found[found["rows"] > 0].assign(value=lambda f: f["filled"] / f["rows"])
    found = found.sort_values(["value", "table_name"], kind="stable")
    names = found["table_name"].map(capital) + ": " + found["column_name"]
    frame = found.assign(label=names, shown=found["value"].map(percent), status="ok")
    low = frame[frame["value"] < _HALF]
    return Figure(
        name="completeness",
        heading=_completeness_heading(low),
        sentence="Share of rows in which a column that may be left blank is filled in, the "
        f"emptiest {_LEAST_FILLED} as bars, all of them in the table. What is blank cannot be "
        "counted, and figures that use it rest on fewer people.",
        chart=ranked_bars(frame.head(_LEAST_FILLED), view.palette),
        table=pd.DataFrame(
            {
                "Column": names,
                "Filled in": frame["shown"],
                "Rows": [
                    f"{filled:,} of {rows:,}"
                    for filled, rows in zip(found["filled"], found["rows"], strict=True)
                ],
            }
        ),
        caption="Of the rows that a column is meant for: ‘reflective’ is asked after a session "
        "only, a record's date only of sessions held. All dates.",
    )


def _completeness_heading(low: pd.DataFrame) -> str:
    if low.empty:
        return "Every column that may be blank is filled in for half of its rows or more"
    are = "column is" if len(low) == 1 else "columns are"
    return f"{len(low)} {are} blank in more than half of rows"


def response(view: View) -> Figure:
    """Return the response rate by agency group: a protected measure, for every role."""
    overall = view.one("response_rate")
    if not is_ok(overall):
        why = unsaid.sentence(view, overall, "people came")
        return Figure.silent("response-rate", "Who answered before and after", why)
    frame = labelled(ranked(view.measure("response_rate", ("agency_group",))), "agency_group")
    frame = folded(frame, "agency groups")
    return Figure(
        name="response-rate",
        heading=f"{capital(overall['shown'])} of those who came answered before and after",
        sentence=f"Who answered both times, by agency group. {view.scope}.",
        chart=ranked_bars(frame, view.palette),
        table=pd.DataFrame(
            {
                "Agency group": ["All", *frame["label"]],
                "Answered both times": [overall["shown"], *frame["shown"]],
                "95% interval": [
                    bounds_text(overall),
                    *(bounds_text(row) for _, row in frame.iterrows()),
                ],
            }
        ),
        caption="Answers accepted both before and after ÷ attendances. Above 100% more "
        "answers came than people: an administrator can check the tokens on the forms.",
    )


def silent_agencies(view: View) -> Figure:
    """Return the agencies on the partnership's list with no attendance or no feedback."""
    heard = ledger.agencies_heard_of(view.snapshot, view.viewer, view.period.dates).set_index(
        "agency"
    )
    listed = partnership(view.place.name).agencies_in_force(view.place.as_at)
    each = [(agency, *_heard(heard, agency)) for agency in listed]
    silent = [found for found in each if not all(found[1:])]
    names = [agency.name for agency, attended, answered in silent if not (attended or answered)]
    return Figure(
        name="agencies-not-reported",
        heading=_silent_heading(names, len(silent)),
        sentence=f"Agencies on the partnership's list with no row of attendance or of feedback "
        f"about sessions of {view.period.text}. Some may not have been invited.",
        chart=None,
        table=pd.DataFrame(
            {
                "Agency": [agency.name for agency, _, _ in silent],
                "Attendance": ["yes" if attended else "none" for _, attended, _ in silent],
                "Feedback": ["yes" if answered else "none" for _, _, answered in silent],
            }
        ),
        caption=f"{len(listed) - len(silent)} of {len(listed)} agencies have both. A row that "
        "names only an agency group counts for all of it. Of the filters only partnership and "
        "period apply.",
    )


def _heard(heard: pd.DataFrame, agency: Agency) -> tuple[bool, bool]:
    """Tell whether there is attendance, and feedback, from an agency or in its group's name."""
    rows = heard[heard.index.isin([agency.name, agency.group])]
    return bool(rows["attendance"].sum()), bool(rows["feedback"].sum())


def _silent_heading(names: Sequence[str], incomplete: int) -> str:
    if not incomplete:
        return "Every agency on the list has reported"
    if not names:
        return f"{many(incomplete, 'agency', 'agencies')} reported in part"
    if len(names) > _SILENT_NAMED:
        return f"{len(names)} agencies have not reported"
    return f"{listing(names)} {'has' if len(names) == 1 else 'have'} not reported"


def faults(view: View) -> Figure:
    """Return every rejected and queried row: where it is, what is wrong, what to do."""
    found = ledger.faults(view.snapshot, view.viewer)
    rejected = len(_rows(found[found["severity"] == "reject"]))
    queried = len(_rows(found[found["severity"] == "query"]))
    return Figure(
        name="rows-to-correct",
        heading=f"{many(rejected, 'rejected row')} and {many(queried, 'query', 'queries')} are open"
        if len(found)
        else "No row waits to be corrected",
        sentence="Correct the row in its file and load the file again: a row with the same "
        "reference replaces the old one.",
        chart=None,
        table=pd.DataFrame(
            {
                "Where": _places(found),
                "What is wrong": found["severity"].map(SEVERITIES) + ": " + found["reason"],
                "What to do": found["remedy"],
            }
        ),
        caption="From the newest load of each file name. Rows are numbered as Excel shows them.",
    )


@dataclass(frozen=True)
class NameReview:
    """The likely names of the newest loads by where they are: waiting, and answered, newest first.

    `table` has the waiting ones' rows of the ledger.
    """

    waiting: Mapping[str, NameEntry]
    judged: Mapping[str, NameJudgement]
    table: pd.DataFrame


def name_review(view: View) -> NameReview:
    """Return the likely names with what people have said of them.

    Raises ValueError for any role but the administrator's; DashboardError when what was said
    cannot be read.
    """
    found = ledger.names_to_review(view.snapshot, view.viewer)
    said = name_judgements(view.viewer, warehouse=view.snapshot.folder)
    entries = [
        NameEntry(*values) for values in found[list(_ENTRY)].itertuples(index=False, name=None)
    ]
    each = list(zip(_name_places(found), entries, strict=True))
    waiting = [place for place, entry in enumerate(entries) if entry.cell not in said]
    judged = [(where, said[entry.cell]) for where, entry in each if entry.cell in said]
    return NameReview(
        waiting=dict(each[place] for place in waiting),
        judged=dict(sorted(judged, key=lambda one: one[1].judged_at, reverse=True)),
        table=found.iloc[waiting],
    )


def names_to_review(found: NameReview) -> Figure:
    """Return where a likely personal name was replaced: the place only, never the name."""
    count, rows = len(found.waiting), found.table
    return Figure(
        name="names-to-review",
        heading=f"{many(count, 'likely name')} to review"
        if count
        else "No likely name waits to be reviewed",
        sentence="Something that looked like a person's name was replaced by [NAME] before "
        "anything was stored. Look at the row in its own file and say whether it was one.",
        chart=None,
        table=pd.DataFrame(
            {"File": rows["file"], "Row": rows["row_no"].map(str), "Column": rows["column_name"]}
        ),
        caption="The name itself is kept nowhere. From the newest load of each file name.",
    )


def names_judged(found: NameReview) -> pd.DataFrame:
    """Return the places that somebody has answered for: Where, Answer, By whom; newest first."""
    return pd.DataFrame(
        [
            (where, _ANSWER[said.judgement], f"{said.who}, {day_short(_here(said.judged_at))}")
            for where, said in found.judged.items()
        ],
        columns=["Where", "Answer", "By whom"],
    )


def _here(moment: dt.datetime) -> dt.date:
    """Return the day of a moment where this computer is."""
    return moment.astimezone().date()


def _name_places(found: pd.DataFrame) -> list[str]:
    return [
        f"Row {row}, {column}, {file} ({table})"
        for file, row, column, table in found[
            ["file", "row_no", "column_name", "table_name"]
        ].itertuples(index=False)
    ]


def _places(found: pd.DataFrame) -> list[str]:
    return [
        f"{file}, row {row}, {column}"
        for file, row, column in zip(
            found["file"], found["row_no"], found["column_name"], strict=True
        )
    ]


def _rows(found: pd.DataFrame) -> pd.DataFrame:
    return found[["file", "table_name", "row_no"]].drop_duplicates()

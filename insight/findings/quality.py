"""The data themselves: how fresh, how complete, what was rejected, and who has not reported."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from config.partnerships import partnership
from insight import ledger
from insight.charts import ranked_bars
from insight.describe import capital, day, listing, percent
from insight.findings.parts import TOO_FEW, Figure, bounds_text, is_ok, labelled, ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.view import View

_MONTHS = 12
_LOADS = 12
_LEAST_FILLED = 12
_HALF = 0.5
_WEEKS_UNTIL_OLD = 6
_SILENT_NAMED = 3
_WORD = {"reject": "Rejected", "query": "Query"}


def may_see(view: View) -> bool:
    """Tell whether this viewer may see what was loaded, row by row, and load files."""
    return view.viewer.role in ledger.LEDGER_ROLES


def title(view: View) -> str:
    """Return the page's finding: how old the data are, and what waits to be corrected."""
    age = _age(view)
    if not may_see(view):
        return age
    found = ledger.faults(view.viewer, warehouse=view.snapshot.parent)
    count = len(_rows(found[found["severity"] == "reject"]))
    waiting = f"{_many(count, 'rejected row')} to correct" if count else "no row was rejected"
    return f"{age}; {waiting}"


def _age(view: View) -> str:
    newest = ledger.newest_session(view.viewer, warehouse=view.snapshot.parent)
    if newest is None:
        return "No session has been loaded yet"
    return f"The newest session is {_many(max((_today(view) - newest).days, 0), 'day')} old"


def _today(view: View) -> dt.date:
    """Return the day that freshness is judged at; invented data keep the day they were made for."""
    return view.place.as_at if view.place.demonstration else dt.datetime.now().astimezone().date()


def freshness(view: View) -> list[str]:
    """Return the sentences on the last load and on how far the data reach."""
    found = ledger.loads(view.viewer, warehouse=view.snapshot.parent)
    newest = ledger.newest_session(view.viewer, warehouse=view.snapshot.parent)
    said = [_last_load(found)] if len(found) else []
    if newest is not None:
        days = max((_today(view) - newest).days, 0)
        late = (
            " That is long ago: is a file missing?" if days > _WEEKS_UNTIL_OLD * 7 else ""
        )
        said.append(
            f"**Newest session held:** {day(newest)}, {_many(days, 'day')} before "
            f"{day(_today(view))}.{late}"
        )
    said.append(f"**Open cases are judged at** {day(view.place.as_at)}, the day of the data.")
    return said


def _last_load(found: pd.DataFrame) -> str:
    last = found[found["load_id"] == found["load_id"].max()]
    counts = {name: int(last[name].sum()) for name in ("rows_in", "accepted", "rejected")}
    return (
        f"**Last load:** {day(last['loaded_at'].max().date())}, {_many(len(last), 'file')}, "
        f"{_many(counts['rows_in'], 'row')}: {counts['accepted']:,} accepted, "
        f"{counts['rejected']:,} rejected."
    )


def files_by_month(view: View) -> Figure:
    """Return how many files were loaded each month, newest first: for every role."""
    found = ledger.files_by_month(view.viewer, warehouse=view.snapshot.parent)
    counts = _each_month({pd.Timestamp(m).date(): int(n) for m, n in found.itertuples(index=False)})
    frame = pd.DataFrame(
        {
            "label": [f"{month:%B %Y}" for month in counts],
            "value": list(counts.values()),
            "shown": [_many(files, "file") for files in counts.values()],
            "status": "ok",
        }
    )
    last = f"{frame['label'].iloc[0]}: {frame['shown'].iloc[0]} loaded" if len(frame) else ""
    return Figure(
        name="files-by-month",
        heading=last or "No file has been loaded",
        sentence=f"Files loaded for {view.scheme}, by month, the newest first. A month without a "
        "file is a month whose sessions may be missing.",
        chart=ranked_bars(frame, view.palette),
        table=frame[["label", "shown"]].set_axis(["Month", "Files loaded"], axis=1),
        caption=f"The last {_MONTHS} months with data at most. Files are counted, not people.",
    )


def _each_month(counts: dict[dt.date, int]) -> dict[dt.date, int]:
    """Return the last months up to the newest, newest first, those without a file as 0."""
    if not counts:
        return {}
    months = pd.period_range(min(counts), max(counts), freq="M")[::-1][:_MONTHS]
    dates = [month.start_time.date() for month in months]
    return {date: counts.get(date, 0) for date in dates}


def second_look(view: View) -> Figure:
    """Return, by table, the share of rows rejected or queried in its newest load."""
    found = ledger.loads(view.viewer, warehouse=view.snapshot.parent)
    found = found[found["load_id"].isin(sorted(found["load_id"].unique())[-_LOADS:])]
    per = [_of_table(table, found[found["table_name"] == table]) for table in ledger.TABLES]
    frame = ranked(pd.DataFrame([row for row in per if row]))
    return Figure(
        name="rows-by-table",
        heading=_second_heading(frame),
        sentence="Rows of each table that were rejected, or accepted with a query, in its newest "
        "load. Rejected rows are in no figure; rows with a query are.",
        chart=ranked_bars(frame, view.palette, ("Newest load", "The load before")),
        table=_loads_table(found),
        caption=f"Rejected and queried rows ÷ rows read. The table lists each file of the last "
        f"{_many(found['load_id'].nunique(), 'load')}.",
    )


def _of_table(table: str, found: pd.DataFrame) -> dict[str, object]:
    """Return one table's bar: its newest load and, where there is one, the load before."""
    by_load = found.groupby("load_id")[["rows_in", "queried", "rejected"]].sum().sort_index()
    if by_load.empty:
        return {}
    newest = by_load.iloc[-1]
    rows, queried, rejected = (int(newest[name]) for name in ("rows_in", "queried", "rejected"))
    bar: dict[str, object] = {
        "label": f"{capital(table)}: {_many(rows, 'row')}, {rejected:,} rejected, "
        f"{queried:,} with a query",
        "value": _share(queried + rejected, rows),
        "status": "ok",
    }
    bar["shown"] = f"{bar['value']:.1%}"
    earlier = by_load.iloc[-2] if len(by_load) > 1 else None
    if earlier is not None:
        before = _share(int(earlier["queried"] + earlier["rejected"]), int(earlier["rows_in"]))
        bar |= {"before": before, "before_shown": f"{before:.1%}", "before_status": "ok"}
    return bar


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _second_heading(frame: pd.DataFrame) -> str:
    if frame.empty or not frame["value"].max():
        return "Every row of the newest loads was accepted"
    first = frame.iloc[0]
    name = str(first["label"]).partition(":")[0]
    return f"{name} needs a second look most often, at {first['shown']} of rows"


def _loads_table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Loaded": [
                f"{when:%d/%m/%Y}, {file}"
                for when, file in zip(found["loaded_at"], found["file"], strict=True)
            ],
            "Table": found["table_name"],
            "Accepted": [
                f"{a:,} of {n:,}" + (f", {q:,} with a query" if q else "")
                for a, n, q in zip(
                    found["accepted"], found["rows_in"], found["queried"], strict=True
                )
            ],
            "Rejected": [f"{count:,}" for count in found["rejected"]],
        }
    )


def completeness(view: View) -> Figure:
    """Return how much of each column that may be blank is filled in, the emptiest first."""
    found = ledger.completeness(view.viewer, warehouse=view.snapshot.parent)
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
    frame = labelled(ranked(view.measure("response_rate", ("agency_group",))), "agency_group")
    overall = view.one("response_rate")
    return Figure(
        name="response-rate",
        heading=f"{overall['shown']} of those who came answered before and after"
        if is_ok(overall)
        else TOO_FEW,
        sentence=f"Who answered both times, by agency group. {view.scope}.",
        chart=ranked_bars(frame, view.palette),
        table=pd.DataFrame(
            {
                "Agency group": frame["label"],
                "Answered both times": frame["shown"],
                "95% interval": [bounds_text(row) for _, row in frame.iterrows()],
            }
        ),
        caption="People with an accepted answer before and after ÷ people who attended. Above 100% "
        "when there are more tokens than people: check the tokens.",
    )


def silent_agencies(view: View) -> Figure:
    """Return the agencies on the partnership's list with no attendance or no feedback."""
    heard = ledger.agencies_heard_of(
        view.viewer, view.period.dates, warehouse=view.snapshot.parent
    ).set_index("agency")
    listed = partnership(view.place.name).agencies
    silent = [
        (agency, *_heard(heard, agency.name)) for agency in listed if not all(_heard(heard, agency.name))
    ]
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
        caption=f"{len(listed) - len(silent)} of {len(listed)} agencies have both. Of the filters "
        "only partnership and period apply.",
    )


def _heard(heard: pd.DataFrame, agency: str) -> tuple[bool, bool]:
    if agency not in heard.index:
        return False, False
    row = heard.loc[agency]
    return bool(row["attendance"]), bool(row["feedback"])


def _silent_heading(names: Sequence[str], incomplete: int) -> str:
    if not incomplete:
        return "Every agency on the list has reported"
    if not names:
        return f"{_many(incomplete, 'agency', 'agencies')} reported in part"
    if len(names) > _SILENT_NAMED:
        return f"{len(names)} agencies have not reported"
    return f"{listing(names)} {'has' if len(names) == 1 else 'have'} not reported"


def faults(view: View) -> Figure:
    """Return every rejected and queried row: where it is, what is wrong, what to do."""
    found = ledger.faults(view.viewer, warehouse=view.snapshot.parent)
    rejected = len(_rows(found[found["severity"] == "reject"]))
    queried = len(_rows(found[found["severity"] == "query"]))
    return Figure(
        name="rows-to-correct",
        heading=f"{_many(rejected, 'rejected row')} and {_many(queried, 'query', 'queries')} are open"
        if len(found)
        else "No row waits to be corrected",
        sentence="Correct the row in its file and load the file again: a row with the same "
        "reference replaces the old one.",
        chart=None,
        table=pd.DataFrame(
            {
                "Where": _places(found),
                "What is wrong": found["severity"].map(_WORD) + ": " + found["reason"],
                "What to do": found["remedy"],
            }
        ),
        caption="From the newest load of each file name. Rows are numbered as Excel shows them.",
    )


def names_to_review(view: View) -> Figure:
    """Return where a likely personal name was replaced: the place only, never the name."""
    found = ledger.names_to_review(view.viewer, warehouse=view.snapshot.parent)
    return Figure(
        name="names-to-review",
        heading=f"{_many(len(found), 'likely name')} to review"
        if len(found)
        else "No likely name waits to be reviewed",
        sentence="Something that looked like a person's name was replaced by [NAME] before "
        "anything was stored. Look at the row in its own file: if it was a name, take it out "
        "there too.",
        chart=None,
        table=pd.DataFrame(
            {"File": found["file"], "Row": found["row_no"].map(str), "Column": found["column_name"]}
        ),
        caption="The name itself is kept nowhere. From the newest load of each file name.",
    )


def _places(found: pd.DataFrame) -> list[str]:
    return [
        f"{file}, row {row}, {column}"
        for file, row, column in zip(
            found["file"], found["row_no"], found["column_name"], strict=True
        )
    ]


def _rows(found: pd.DataFrame) -> pd.DataFrame:
    return found[["file", "table_name", "row_no"]].drop_duplicates()


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"

"""What has been loaded: how fresh it is, files by month, and how each table's rows fared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from config import calendar
from config.calendar import YEAR
from config.contracts import people_tables
from insight import ledger
from insight.charts import ranked_bars
from insight.describe import capital, day, many
from insight.findings.figure import Figure, ranked, remembered
from insight.view import OLD

if TYPE_CHECKING:
    import datetime as dt

    from insight.view import View

_LOADS = 12


def age(view: View) -> str:
    """Return how old the newest session is, as the Quality page's title begins."""
    newest = ledger.newest_session(view.snapshot, view.viewer)
    if newest is None:
        return "No session has been loaded yet"
    days = max((calendar.today() - newest).days, 0)
    return f"The newest session was held on {day(newest)}, {many(days, 'day')} ago"


def freshness(view: View) -> list[str]:
    """Return the sentences on the last load and on how far the data reach."""
    found = ledger.loads(view.snapshot, view.viewer)
    newest = ledger.newest_session(view.snapshot, view.viewer)
    said = [_last_load(found)] if len(found) else []
    if newest is not None:
        days = max((calendar.today() - newest).days, 0)
        is_late = days > OLD and not view.place.demonstration
        late = " That is long ago: is a file missing?" if is_late else ""
        said.append(
            f"**Newest session held:** {day(newest)}, {many(days, 'day')} before "
            f"{day(calendar.today())}.{late}"
        )
    said.append(f"**Open cases are judged at** {day(view.place.as_at)}, the day of the data.")
    return said


def _last_load(found: pd.DataFrame) -> str:
    last = found[found["load_id"] == found["load_id"].max()]
    counts = {
        name: int(last[name].sum()) for name in ("rows_in", "accepted", "rejected", "repeated")
    }
    again = f", {counts['repeated']:,} written twice and kept once" if counts["repeated"] else ""
    return (
        f"**Last load:** {day(last['loaded_at'].max().date())}, {many(len(last), 'file')}, "
        f"{many(counts['rows_in'], 'row')}: {counts['accepted']:,} accepted, "
        f"{counts['rejected']:,} rejected{again}."
    )


@remembered
def files_by_month(view: View) -> Figure:
    """Return how many files were loaded each month, newest first: for every role."""
    found = ledger.files_by_month(view.snapshot, view.viewer)
    counts = _each_month({pd.Timestamp(m).date(): int(n) for m, n in found.itertuples(index=False)})
    frame = pd.DataFrame(
        {
            "label": [f"{month:%B %Y}" for month in counts],
            "value": list(counts.values()),
            "shown": [many(files, "file") for files in counts.values()],
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
        caption=f"The last {YEAR} months with data at most. Files are counted, not people.",
    )


def _each_month(counts: dict[dt.date, int]) -> dict[dt.date, int]:
    """Return the last months up to the newest, newest first, those without a file as 0."""
    if not counts:
        return {}
    months = pd.period_range(min(counts), max(counts), freq="M")[::-1][:YEAR]
    dates = [month.start_time.date() for month in months]
    return {date: counts.get(date, 0) for date in dates}


@remembered
def second_look(view: View) -> Figure:
    """Return, by table, the share of rows rejected or queried in its newest load."""
    found = ledger.loads(view.snapshot, view.viewer)
    found = found[found["load_id"].isin(sorted(found["load_id"].unique())[-_LOADS:])]
    per = [_of_table(table, found[found["table_name"] == table]) for table in people_tables()]
    frame = ranked(pd.DataFrame([row for row in per if row]))
    return Figure(
        name="rows-by-table",
        heading=_second_heading(frame),
        sentence="Rows of each table that were rejected, or accepted with a query, in its newest "
        "load. Rejected rows are in no figure; rows with a query are.",
        chart=ranked_bars(frame, view.palette, ("Newest load", "The load before")),
        table=_loads_table(found),
        caption="Rejected and queried rows ÷ rows read. The table lists each file of the last "
        f"{_LOADS} loads.",
    )


def _of_table(table: str, found: pd.DataFrame) -> dict[str, object]:
    """Return one table's bar: its newest load and, where there is one, the load before."""
    by_load = found.groupby("load_id")[["rows_in", "queried", "rejected"]].sum().sort_index()
    if by_load.empty:
        return {}
    newest = by_load.iloc[-1]
    rows, queried, rejected = (int(newest[name]) for name in ("rows_in", "queried", "rejected"))
    bar: dict[str, object] = {
        "label": f"{capital(table)}: {many(rows, 'row')}, {rejected:,} rejected, "
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

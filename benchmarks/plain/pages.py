"""The seven pages, plain: filter a frame, group it, draw it with Plotly Express."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pandas as pd
import plotly.express as px
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from benchmarks.plain.frames import Frames

STANDARD = 15
ENOUGH = 0.05
NAMED = 12


@dataclass(frozen=True)
class Asked:
    """The frames as the filters leave them, for the period and for the year before it."""

    now: Frames
    before: Frames


def kept(frames: Frames, since: pd.Timestamp, until: pd.Timestamp, **chosen: str) -> Frames:
    """Return the frames within two dates, both included, and with the values chosen."""
    dates = {"referrals": "received_date", "reasons": "received_date", "themes": "interview_date"}
    found = {}
    for field in fields(frames):
        frame: pd.DataFrame = getattr(frames, field.name)
        frame = frame[frame[dates.get(field.name, "session_date")].between(since, until)]
        for column, value in chosen.items():
            frame = frame[frame[column] == value] if column in frame.columns else frame
        found[field.name] = frame
    return type(frames)(**found)


def block(heading: str, figure: go.Figure, table: pd.DataFrame, note: str = "") -> None:
    """Draw a heading, a chart, its note and its download."""
    st.header(heading)
    st.plotly_chart(figure, key=heading)
    st.caption(f"{note} Demonstration data: invented.")
    st.download_button("Download table", table.to_csv(), f"{heading}.csv", key=f"{heading}-file")


def share(flags: pd.Series) -> str:
    """Return the share of true values as text."""
    return f"{flags.mean():.0%}" if len(flags) else "too few"


def quarterly(frame: pd.DataFrame, date: str, column: str, how: str) -> pd.DataFrame:
    """Return a figure for each quarter of a date column."""
    quarter = frame[date].dt.to_period("Q").astype(str)
    return frame.groupby(quarter.rename("quarter"))[column].agg(how).reset_index()


def overview(asked: Asked) -> None:
    """Draw how much, how well, is anyone better off."""
    now, before = asked.now, asked.before
    both = {
        name: pd.concat([getattr(before, name), getattr(now, name)])
        for name in ("sessions", "referrals", "pairs")
    }
    pairs = both["pairs"].assign(better=both["pairs"]["shift"] >= ENOUGH)
    st.title("Overview")
    st.metric("Sessions held", len(now.sessions), len(now.sessions) - len(before.sessions))
    held = quarterly(both["sessions"], "session_date", "session_id", "count")
    block("Sessions held each quarter", px.bar(held, x="quarter", y="session_id"), held)
    met = now.referrals["working_days"].dropna() <= STANDARD
    st.metric("Within 15 working days", share(met))
    timed = both["referrals"].dropna(subset=["held"])
    timed = quarterly(timed.assign(met=timed["working_days"] <= STANDARD), "held", "met", "mean")
    block("Share on time each quarter", px.line(timed, x="quarter", y="met", markers=True), timed)
    st.metric("Left feeling better", share(now.pairs["shift"] >= ENOUGH))
    better = quarterly(pairs, "session_date", "better", "mean")
    block("Share better each quarter", px.line(better, x="quarter", y="better"), better)
    st.markdown(f"Reasons: {', '.join(now.reasons['reason'].value_counts().index[:3])}")
    st.markdown(f"Missing: {', '.join(came(now).index[:2])}")


def came(frames: Frames) -> pd.Series:
    """Return the share of those invited who came, by agency group, lowest first."""
    invited = frames.attendance.query("invited == 'yes'")
    attended = invited["attended"] == "yes"
    return attended.groupby(invited["agency_group"]).mean().sort_values()


def feelings(asked: Asked) -> None:
    """Draw words before and after, and the shift in polarity."""
    pairs, words = asked.now.pairs, asked.now.words
    st.title("Feelings")
    moved = pd.cut(pairs["shift"], [-3, -ENOUGH, ENOUGH, 3], labels=["Worse", "Same", "Better"])
    counts = moved.value_counts(normalize=True).rename_axis("moved").rename("share").reset_index()
    block(
        "Better, the same, worse",
        px.bar(counts, x="share", y="moved", color="moved", orientation="h"),
        counts,
        f"n = {len(pairs)} people.",
    )
    people = words[words["wave"] != "follow-up"].groupby("wave")["respondent"].nunique()
    used = words.groupby(["word", "wave"])["respondent"].nunique().reset_index()
    used = used.pivot_table(index="word", columns="wave", values="respondent", fill_value=0)
    shares = used.reindex(columns=["before", "after"], fill_value=0) / people
    top = shares[shares.max(axis=1).rank(ascending=False) <= NAMED]
    melted = top.reset_index().melt("word", var_name="wave", value_name="share")
    block(
        "Words before and after",
        px.scatter(melted, x="share", y="word", color="wave"),
        melted,
        "Share of people.",
    )
    change = (shares["after"] - shares["before"]).sort_values()
    ends = pd.concat([change.head(6), change.tail(6)]).rename("change").reset_index()
    block("Words gained and lost", px.bar(ends, x="change", y="word", orientation="h"), ends)
    st.table(pd.DataFrame({"Average shift": [f"{pairs['shift'].mean():+.2f}"]}))


def interviews(asked: Asked) -> None:
    """Draw how many people speak of each theme."""
    st.title("Interviews")
    for kind in ("benefit", "reason"):
        of_kind = asked.now.themes[asked.now.themes["kind"] == kind]
        people = of_kind.groupby("theme")["interview_id"].nunique().sort_values()
        table = people.rename("people").reset_index()
        block(f"Each {kind}", px.bar(table, x="people", y="theme", orientation="h"), table)


def turnaround(asked: Asked) -> None:
    """Draw how long it takes and the share on time."""
    now, before = asked.now.referrals, asked.before.referrals
    st.title("Turnaround")
    month = now["held"].dt.to_period("M").astype(str)
    median = now.dropna(subset=["held"]).groupby(month)["working_days"].median().reset_index()
    chart = px.line(median, x="held", y="working_days", markers=True)
    chart.add_hline(y=STANDARD, line_dash="dash")
    block("Typical wait each month", chart, median, "Median working days.")
    met = pd.DataFrame(
        {
            "year": ["this year", "year before"],
            "share": [(part["working_days"].dropna() <= STANDARD).mean() for part in (now, before)],
        }
    )
    block("Held on time", px.bar(met, x="share", y="year", orientation="h"), met)
    late = now[now["held"].isna() & (now["decision"] == "approved") & (now["waiting"] > STANDARD)]
    st.markdown(f"{len(late)} referrals are overdue.")
    st.table(now[["working_days", "wait_in_all"]].median().rename("median").to_frame())


def participation(asked: Asked) -> None:
    """Draw who is invited, who comes, and the statutory partners together."""
    now = asked.now
    st.title("Participation")
    shares = came(now).rename("share").reset_index()
    block("Came, of those invited", px.bar(shares, x="share", y="agency_group"), shares)
    there = now.attendance[now.attendance["attended"] == "yes"]
    held = there["session_id"].nunique()
    present = there.groupby("agency_group")["session_id"].nunique().sort_values() / held
    table = present.rename("share").reset_index()
    block("In the room", px.scatter(table, x="share", y="agency_group"), table)
    groups = there.groupby("session_id")["agency_group"].agg(set)
    health = groups.map(lambda found: any("Health" in str(each) for each in found))
    both = groups.map(lambda found: {"Children's social care", "Police"} <= found)
    taught = groups.map(lambda found: "Education and early years" in found)
    together = pd.DataFrame(
        {
            "who": ["Three statutory partners", "With education"],
            "share": [(health & both).mean(), (health & both & taught).mean()],
        }
    )
    block("Together", px.bar(together, x="share", y="who", orientation="h"), together)


def reasons(asked: Asked) -> None:
    """Draw the reasons cited and the main reason, beside the year before."""
    st.title("Reasons")
    parts = {"this year": asked.now, "year before": asked.before}
    cited = pd.DataFrame(
        {
            year: part.reasons["reason"].value_counts() / max(len(part.referrals), 1)
            for year, part in parts.items()
        }
    )
    table = cited.reset_index().melt("reason", var_name="year", value_name="share")
    block(
        "Reasons cited",
        px.bar(table, x="share", y="reason", color="year", barmode="group"),
        table,
        f"n = {len(asked.now.referrals)} requests.",
    )
    main = {
        year: part.referrals["primary_reason"]
        .fillna(part.referrals["reasons"].str.split("; ").str[0])
        .value_counts(normalize=True)
        for year, part in parts.items()
    }
    table = pd.DataFrame(main).rename_axis("reason").reset_index()
    table = table.melt("reason", var_name="year", value_name="share")
    block("Main reason", px.bar(table, x="share", y="reason", color="year"), table)


def localities(asked: Asked) -> None:
    """Draw timing, feelings, sessions and reasons by locality."""
    now = asked.now
    st.title("Localities")
    held = now.referrals.dropna(subset=["working_days"])
    shares = {
        "Timing": (held["working_days"] <= STANDARD).groupby(held["locality"]).mean(),
        "Feelings": (now.pairs["shift"] >= ENOUGH).groupby(now.pairs["locality"]).mean(),
    }
    for name, by_locality in shares.items():
        table = by_locality.rename("share").reset_index()
        block(name, px.scatter(table, x="share", y="locality"), table)
    tops = now.reasons.groupby("locality")["reason"].agg(
        lambda cited: "; ".join(cited.value_counts().index[:3])
    )
    st.table(tops.to_frame())
    counts = now.sessions["locality"].value_counts().reset_index()
    block("Sessions", px.bar(counts, x="count", y="locality", orientation="h"), counts)


PAGES: dict[str, Callable[[Asked], None]] = {
    page.__name__: page
    for page in (
        overview,
        feelings,
        interviews,
        turnaround,
        participation,
        reasons,
        localities,
    )
}

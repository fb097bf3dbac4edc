"""The overview's three rows: how much, how well, is anyone better off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.charts import axis_floor, trend_columns, trend_line
from insight.describe import capital, count_change, interval, percent
from insight.findings import (
    either_side,
    headlines,
    participation,
    reasons,
    trends,
    turnaround,
    unsaid,
    waiting,
)
from insight.findings.feelings.sure import unanswered
from insight.findings.figure import (
    Headline,
    counted,
    days,
    is_ok,
    is_rounded,
    remembered,
    share_said,
)

if TYPE_CHECKING:
    import pandas as pd

    from insight.view import View

_FLOOR = 0.5
_DUE = "sessions were due"
_HELD = "sessions were held"
_ANSWERED = "answers came before and after"


@remembered
def rows(view: View) -> list[Headline]:
    """Return the overview's rows for this partnership."""
    well = _on_time(view) if view.place.standard_days else _wait(view)
    return [_sessions(view), well, _better(view)]


@remembered
def pointers(view: View) -> list[str]:
    """Return why sessions are called and who is missing, each in one sentence."""
    late = f"**Who is waiting:** {waiting.overdue(view)[0]}."
    known = [reasons.most_cited(view), participation.missing(view)]
    return [*known, late] if view.place.standard_days else known


@remembered
def title(view: View) -> str:
    """Return the page's finding: how well it runs and whether people feel better."""
    return f"{_timing(view)}; {_feeling(view)}"


def _timing(view: View) -> str:
    if view.place.standard_days:
        row = view.one("within_standard")
        if not is_ok(row):
            return f"Sessions on time: {unsaid.clause(row, _DUE)}"
        return f"{capital(share_said(row, 'sessions'))} were on time"
    return turnaround.title(view)


def _feeling(view: View) -> str:
    row = view.one("improved_share")
    if not is_ok(row):
        return f"how words changed: {unsaid.clause(row, _ANSWERED)}"
    return f"words were better after in {share_said(row, 'answers')}"


def _sessions(view: View) -> Headline:
    row, attended = view.one("sessions_held"), view.one("attendances")
    children = view.one("children_reached")
    sentence = f"**{capital(row['shown'])} sessions were held{_held_change(view)}**"
    trend = trends.of(view, "sessions_held")
    return Headline(
        heading="How much did we do?",
        label="Sessions held",
        number=capital(row["shown"]),
        sentence=f"{sentence}, concerning {children['shown']} children with their brothers and "
        "sisters.",
        note=f"n = {attended['shown']} attendances. A count of everything held, so no interval.",
        trend_title=f"Sessions held each {trends.step(trend)}{trends.not_over(trend)}",
        trend=trend_columns(trend, view.palette),
        trend_table=trends.table(trend, "Sessions held"),
        page="localities",
    )


def _held_change(view: View) -> str:
    """Return how many more or fewer were held than in the same stretch of an earlier period."""
    if view.compared is None:
        return ""
    now, before = (view.one("sessions_held", period) for period in view.compared)
    if not (is_ok(now) and is_ok(before)):
        return ""
    about = "about " if is_rounded(now) else ""
    change = count_change(now["value"], before["value"], view.compared_with, about)
    return f"; {view.in_part} {now['shown']}, {change}" if view.in_part else f", {change}"


def _on_time(view: View) -> Headline:
    row = view.one("within_standard")
    trend = trends.of(view, "within_standard")
    if is_ok(row):
        sentence = (
            f"**{capital(share_said(row, 'sessions'))} were held on time**"
            f"{headlines.against(view, 'within_standard')}."
        )
        note = f"n = {counted(row)} due. {capital(interval(row['lower'], row['upper']))}."
    else:
        sentence, note = f"**{unsaid.heading(row)}.**", unsaid.sentence(view, row, _DUE)
    return Headline(
        heading="How well did we do it?",
        label=f"Held within {view.place.standard_days} working days",
        number=row["shown"],
        sentence=sentence,
        note=note,
        trend_title=_axis_named("Share on time", trend),
        trend=trend_line(trend, view.palette, _FLOOR),
        trend_table=trends.table(trend, "Held on time"),
        page="turnaround",
    )


def _wait(view: View) -> Headline:
    trend = trends.of_wait(view)
    number, sentence, note = _wait_said(view)
    return Headline(
        heading="How well did we do it?",
        label="Typical wait, working days",
        number=number,
        sentence=sentence,
        note=note,
        trend_title=f"Typical wait each {trends.step(trend)}, working days{trends.not_over(trend)}",
        trend=trend_columns(trend, view.palette),
        trend_table=trends.table(trend, "Typical wait, working days"),
        page="turnaround",
    )


def _wait_said(view: View) -> tuple[str, str, str]:
    """Return the wait as a number, a sentence and a note: on either side of an event in it."""
    row, key = view.one("wait_in_all"), "wait_in_all"
    no_standard = f"{view.place.title} sets no standard."
    if not is_ok(row):
        said = unsaid.sentence(view, row, _HELD)
        return days(row), f"**{unsaid.heading(row)}.**", said
    if not view.straddled:
        sentence = f"**Half of sessions came within {days(row)} working days of the request**"
        note = f"Median. n = {counted(row)} sessions. {no_standard}"
        return days(row), f"{sentence}{_wait_before(view)}.", note
    found, rows = (
        either_side.sides(view, view.period),
        either_side.both(view, key, view.period),
    )
    if found is None or rows is None:
        return "Not summed up", f"**The wait is {turnaround.no_wait(view)}.**", no_standard
    was, now = map(days, rows)
    sentence = (
        f"**Half of sessions came within {was} working days before {found.named}, {now} since**"
    )
    note = (
        f"Medians of whole quarters: {found.before.label} (n = {counted(rows[0])} sessions) and "
        f"{found.since.label} ({counted(rows[1])}). {no_standard}"
    )
    return f"{was}\N{NARROW NO-BREAK SPACE}→\N{NARROW NO-BREAK SPACE}{now}", f"{sentence}.", note


def _wait_before(view: View) -> str:
    if earlier := either_side.before_it(view, "wait_in_all"):
        return f", {earlier}"
    if view.compared is None:
        return ""
    now, before = (view.one("wait_in_all", period) for period in view.compared)
    if not (is_ok(now) and is_ok(before)):
        return ""
    named = view.compared_with
    last = f"in {named}" if named != "the year before" else named
    same = days(before) == days(now)
    change = f"the same as {last}" if same else f"against {days(before)} {last}"
    return f"; {view.in_part} {days(now)}, {change}" if view.in_part else f", {change}"


def _better(view: View) -> Headline:
    row, worse = view.one("improved_share"), view.one("worsened_share")
    trend = trends.of(view, "improved_share")
    if is_ok(row):
        sentence = (
            f"**{capital(share_said(row, 'answers'))} had more positive words after the session "
            f"than before**{headlines.against(view, 'improved_share')}."
        )
        note = (
            f"n = {view.counted(row['n'])} answers, each before and after one session. "
            f"{capital(interval(row['lower'], row['upper']))}. {unanswered(view)}"
        )
        if is_ok(worse):
            note += f" {capital(worse['shown'])} had worse words."
    else:
        sentence, note = f"**{unsaid.heading(row)}.**", unsaid.sentence(view, row, _ANSWERED)
    return Headline(
        heading="Is anyone better off?",
        label="Left feeling better",
        number=row["shown"],
        sentence=sentence,
        note=note,
        trend_title=_axis_named("Share feeling better", trend),
        trend=trend_line(trend, view.palette, _FLOOR),
        trend_table=trends.table(trend, "Left feeling better"),
        page="feelings",
    )


def _axis_named(what: str, trend: pd.DataFrame) -> str:
    start = percent(axis_floor(trend, _FLOOR))
    return f"{what} each {trends.step(trend)}; axis from {start}{trends.not_over(trend)}"

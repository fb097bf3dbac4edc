"""The overview's three rows: how much, how well, is anyone better off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.charts import axis_floor, brief, trend_columns, trend_line
from insight.describe import capital, count_change, interval, percent
from insight.findings import (
    either_side,
    headlines,
    participation,
    reasons,
    straddling,
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

    from insight.measures import Told
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
    timing = _timing(view)
    return f"{timing}; {_feeling(view, is_named=straddling.is_named(view, timing))}"


def _timing(view: View) -> str:
    if view.place.standard_days:
        row = view.one("within_standard")
        if not is_ok(row):
            return f"Sessions on time: {unsaid.clause(row, _DUE)}"
        said = straddling.told(view, "within_standard", "sessions")
        if not said:
            return f"Sessions on time: {straddling.no_average(view)}"
        return f"{capital(said)} were on time"
    return turnaround.title(view)


def _feeling(view: View, *, is_named: bool) -> str:
    row = view.one("improved_share")
    if not is_ok(row):
        return f"how words changed: {unsaid.clause(row, _ANSWERED)}"
    said = straddling.told(view, "improved_share", "answers", is_named=is_named)
    if not said:
        return f"how words changed: {straddling.no_average(view)}"
    return f"words were better after in {said}"


def _sessions(view: View) -> Headline:
    row, attended = view.one("sessions_held"), view.one("attendances")
    children = view.one("children_reached")
    change, part = _held_change(view)
    sentence = f"**{capital(row['shown'])} sessions were held{change}**"
    trend = trends.of(view, "sessions_held")
    return Headline(
        heading="How much did we do?",
        label="Sessions held",
        number=capital(row["shown"]),
        sentence=f"{sentence}, concerning {children['shown']} children with their brothers and "
        f"sisters.{part}",
        note=f"n = {attended['shown']} attendances. A count of everything held, so no interval.",
        trend_title=f"Sessions held each {trends.step(trend)}{trends.not_over(trend)}",
        trend=trend_columns(trend, view.palette),
        trend_table=trends.table(trend, "Sessions held"),
        page="localities",
    )


def _held_change(view: View) -> tuple[str, str]:
    """Return how many more or fewer were held than in the same stretch of an earlier period.

    To end a clause with; or, where only part of the period is compared, a sentence of its own.
    """
    if (found := headlines.pair(view, "sessions_held")) is None:
        return "", ""
    now, before = found
    about = "about " if is_rounded(now) else ""
    change = count_change(now["value"], before["value"], view.compared_with, about)
    if not view.in_part:
        return f", {change}", ""
    return "", f" {capital(view.in_part)} {now['shown']} were held, {change}."


def _on_time(view: View) -> Headline:
    row = view.one("within_standard")
    trend = trends.of(view, "within_standard")
    number, sentence, note = _share_said(
        view, row, ("within_standard", "sessions", "were held on time"), _DUE
    )
    if is_ok(row) and not view.straddled:
        note = f"n = {counted(row)} due. {capital(interval(row['lower'], row['upper']))}."
    return Headline(
        heading="How well did we do it?",
        label=f"Held within {view.place.standard_days} working days",
        number=number,
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
        number=capital(number),
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
    return f"{was}{straddling.ARROW}{now}", f"{sentence}.", note


def _wait_before(view: View) -> str:
    if earlier := either_side.before_it(view, "wait_in_all"):
        return f", {earlier}"
    if (found := headlines.pair(view, "wait_in_all")) is None:
        return ""
    now, before = map(days, found)
    last = view.in_earlier
    change = f"the same as {last}" if before == now else f"against {before} {last}"
    return headlines.like_for_like(view, now, change)


def _better(view: View) -> Headline:
    row, worse = view.one("improved_share"), view.one("worsened_share")
    trend = trends.of(view, "improved_share")
    number, sentence, note = _share_said(
        view,
        row,
        ("improved_share", "answers", "had more positive words after the session than before"),
        _ANSWERED,
    )
    if is_ok(row) and not view.straddled:
        note = (
            f"n = {counted(row)} answers, each before and after one session. "
            f"{capital(interval(row['lower'], row['upper']))}. {unanswered(view)}"
        )
        if is_ok(worse):
            note += f" {capital(worse['shown'])} had worse words."
    return Headline(
        heading="Is anyone better off?",
        label="Left feeling better",
        number=number,
        sentence=sentence,
        note=note,
        trend_title=_axis_named("Share feeling better", trend),
        trend=trend_line(trend, view.palette, _FLOOR),
        trend_table=trends.table(trend, "Left feeling better"),
        page="feelings",
    )


def _share_said(
    view: View, row: Told, said: tuple[str, str, str], counted_as: str
) -> tuple[str, str, str]:
    """Return a share as a number, a sentence and a note: on either side of an event in the period.

    `said` is its key, what it is a share of, and what is said of those.
    """
    key, things, of_them = said
    if not is_ok(row):
        about, why = f"{unsaid.heading(row)}.", unsaid.sentence(view, row, counted_as)
        return capital(row["shown"]), f"**{about}**", "" if why == about else why
    if not view.straddled:
        sentence = f"**{capital(share_said(row, things))} {of_them}**"
        # A range in words is too long for a large number.
        number = capital(brief(row["shown"]))
        return number, f"{sentence}{headlines.against(view, key)}.", ""
    if (found := straddling.split(view, key)) is None:
        return "Not summed up", f"**The share is {straddling.no_average(view)}.**", ""
    return found.number, f"**{capital(found.of(things))} {of_them}.**", found.note


def _axis_named(what: str, trend: pd.DataFrame) -> str:
    start = percent(axis_floor(trend, _FLOOR))
    return f"{what} each {trends.step(trend)}; axis from {start}{trends.not_over(trend)}"

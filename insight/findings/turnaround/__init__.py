"""How long it takes: the wait month by month, the share on time, and the whole of the wait."""

from insight.findings.turnaround.by_month import by_month
from insight.findings.turnaround.on_time import on_time
from insight.findings.turnaround.sessions import each_session, may_see_sessions
from insight.findings.turnaround.whole import clock, no_wait, title, whole_wait

__all__ = [
    "by_month",
    "clock",
    "each_session",
    "may_see_sessions",
    "no_wait",
    "on_time",
    "title",
    "whole_wait",
]

"""How long it takes: the wait month by month, the share on time, and the whole of the wait."""

from insight.findings.turnaround.on_time import on_time
from insight.findings.turnaround.series import by_month
from insight.findings.turnaround.sessions import each_session, may_see_sessions
from insight.findings.turnaround.whole import (
    clock,
    straddling,
    title,
    typical_since,
    whole_wait,
)

__all__ = [
    "by_month",
    "clock",
    "each_session",
    "may_see_sessions",
    "on_time",
    "straddling",
    "title",
    "typical_since",
    "whole_wait",
]

"""Who took away a file or read interviews, when and under which filters; never what stood there.

A line is added before a file is handed over or an answer is drawn, so that neither happens
unwritten. Lines older than the months agreed are deleted whenever one is added.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from config.judgements.store import add, rows
from config.judgements.tables import ACCESS_LOG

if TYPE_CHECKING:
    from config.paths import Folder
    from insight.access import Viewer

EXPORT, READING = "export", "reading"
"""A file was taken away; interview answers were on the screen."""

_DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Access:
    """What somebody saw or took away: `what` and `filters` are words of closed lists.

    `who` is the name their organisation signs them in by, `subject` what it knows them by for
    good; without sign-in they are "local" and empty.
    """

    partnership: str
    who: str
    subject: str
    action: str
    what: str
    filters: str


@dataclass(frozen=True)
class AccessLine:
    """An access with the role it was made in; `logged_at` is in UTC."""

    access: Access
    role: str
    logged_at: dt.datetime


def log_access(viewer: Viewer, access: Access, *, months: float, warehouse: Folder = None) -> None:
    """Add a line, and delete those older than `months`.

    Raises ValueError for another partnership and an unknown action, DashboardError when it cannot
    be kept.
    """
    viewer.partnerships_in((access.partnership,))
    if access.action not in (EXPORT, READING):
        msg = f"There is no access '{access.action}'. There are: {EXPORT}, {READING}."
        raise ValueError(msg)
    oldest = dt.datetime.now(dt.UTC) - dt.timedelta(days=months * _DAYS_A_MONTH)
    past = ACCESS_LOG.c.logged_at < oldest.replace(tzinfo=None)
    add(ACCESS_LOG, asdict(access) | {"role": viewer.role}, warehouse, without=past)


def access_log(viewer: Viewer, *, warehouse: Folder = None) -> list[AccessLine]:
    """Return the lines of the viewer's partnerships, the newest first.

    Raises ValueError for any role but the administrator's; DashboardError when they cannot be
    read.
    """
    viewer.require("the access log")
    within = ACCESS_LOG.c.partnership.in_(viewer.partnerships_in())
    return [
        AccessLine(
            Access(row.partnership, row.who, row.subject, row.action, row.what, row.filters),
            row.role,
            row.logged_at.replace(tzinfo=dt.UTC),
        )
        for row in reversed(rows(ACCESS_LOG, within, warehouse))
    ]

"""Who is at the keyboard, for what is kept with a name."""

from __future__ import annotations

import getpass

from config.errors import DashboardError
from insight.ui.signing_in import Closed, arrive


def user_name() -> str:
    """Return who judges. Without sign-in it is whoever this computer knows them as.

    Raises DashboardError when the sign-in has ended: nothing is kept in the name of nobody.
    """
    found = arrive()
    if isinstance(found, Closed):
        raise DashboardError(found.sentence)
    if found.viewers is not None:
        return found.who
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown user"

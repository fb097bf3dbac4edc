"""How the headline shares stand against the earlier period: judged together, once.

Several pages speak of the same share. Its verdict is made here, among the others that boards read
first, so that no two pages and no two roles tell two stories of one thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from insight.findings import verdicts
from insight.findings.figure import is_ok, remembered, share_said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insight.findings.verdicts import Comparison, Verdict
    from insight.measures import Told
    from insight.view import View

SHARES = ("within_standard", "improved_share", "statutory_partners_present")
"""The shares that are compared with the earlier period at the head of a page."""


@remembered
def pair(view: View, key: str) -> tuple[Told, Told] | None:
    """Return a figure now and earlier, like for like; None where there is nothing to compare."""
    if view.compared is None:
        return None
    now, before = (view.one(key, period) for period in view.compared)
    return (now, before) if is_ok(now) and is_ok(before) else None


@remembered
def verdict(view: View, key: str) -> Verdict:
    """Return the verdict on a share's change; `CANNOT` where it cannot be compared."""
    return _judged(view)[key]


@remembered
def against(view: View, key: str) -> str:
    """Return how a share stands against the earlier period, to end a sentence with, or nothing."""
    if (found := pair(view, key)) is None:
        return ""
    changed = verdicts.changed(view, verdict(view, key), *found)
    return like_for_like(view, share_said(found[0]), changed)


def like_for_like(view: View, now: str, change: str) -> str:
    """Return how a figure stands against an earlier one, to end a sentence with.

    Where only part of the period is compared, it is said which, and what the figure was in it.
    """
    return f"; {view.in_part} {now}, {change}" if view.in_part else f", {change}"


@remembered
def could_have_seen(view: View, key: str) -> str:
    """Return the sentence on the change that would have been found, or nothing."""
    return verdicts.power(_compared(view)[key], among=len(_compared(view)))


@remembered
def _judged(view: View) -> Mapping[str, Verdict]:
    return verdicts.judged(list(_compared(view).values()))


@remembered
def _compared(view: View) -> Mapping[str, Comparison]:
    applies = [key for key in SHARES if view.place.standard_days or key != "within_standard"]
    return {key: _comparison(view, key) for key in applies}


def _comparison(view: View, key: str) -> Comparison:
    if (found := pair(view, key)) is None:
        return verdicts.unseen(key)
    return verdicts.of_shares(key, *found, alike=view.alike(key))

"""Does it last? The same respondents at follow-up, against before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import shift_intervals
from insight.describe import capital
from insight.findings.feelings.pairs import between
from insight.findings.feelings.ratings import RATING_NAMES
from insight.findings.figure import TOO_FEW, Figure, is_ok, remembered

if TYPE_CHECKING:
    from insight.view import View

_FOLLOW_UP = "At follow-up, about three months later"


@remembered
def lasting(view: View) -> Figure:
    """Return the mean shift right after the session and at follow-up, with the ratings beside."""
    at_once, later = view.one("polarity_shift"), view.one("lasting_shift")
    labels = [_with_people(view, "After the session", at_once)]
    labels.append(_with_people(view, _FOLLOW_UP, later))
    frame = pd.DataFrame([at_once, later]).assign(label=labels)
    return Figure(
        name="does-it-last",
        heading=_heading(later),
        sentence="Average shift of people's words against how the same people came."
        f"{_answered(view)} Those for whom it went well may be the readier to answer.",
        chart=shift_intervals(frame, view.palette),
        table=_table(view, at_once, later),
        caption="Follow-up minus before, each person against themselves. The two rows are not all "
        "the same people. Lines: 95% intervals that allow for people in one session being alike.",
    )


def _heading(later: pd.Series) -> str:
    if not is_ok(later):
        return f"At follow-up: {TOO_FEW}"
    if later["lower"] > 0:
        return f"Three months on, words were still better than before: {later['shown']}"
    if later["upper"] < 0:
        return f"Three months on, words were worse than before: {later['shown']}"
    return "Three months on we cannot tell words from those before"


def _with_people(view: View, label: str, row: pd.Series) -> str:
    return f"{label}: {view.counted(row['n'])} people" if is_ok(row) else label


def _answered(view: View) -> str:
    later, people = view.one("lasting_shift"), view.one("polarity_shift")
    if not (is_ok(later) and is_ok(people)):
        return ""
    later_people = capital(view.counted(later["n"]))
    at_once = view.counted(people["n"])
    return f" {later_people} people can be compared at follow-up, {at_once} after the session."


def _table(view: View, at_once: pd.Series, later: pd.Series) -> pd.DataFrame:
    after, follow_up = (
        view.measure(key, ("rating",)).set_index("rating")["shown"]
        for key in ("rating_shift", "rating_lasting_shift")
    )
    rows = [("Words, average shift", str(at_once["shown"]), str(later["shown"]))]
    rows += [
        (name, str(after.get(key, "")), str(follow_up.get(key, "")))
        for key, name in RATING_NAMES.items()
        if key in after or key in follow_up
    ]
    if interval := between(later):
        rows.insert(1, ("Words, 95% interval", between(at_once), interval))
    return pd.DataFrame(rows, columns=["Against before", "After", "At follow-up"])

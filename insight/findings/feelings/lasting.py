"""Does it last? The same answers at follow-up, against before and against right after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight import statistics
from insight.charts import shift_intervals
from insight.describe import capital, signed
from insight.findings import unsaid
from insight.findings.feelings.moves import EACH
from insight.findings.feelings.pairs import between, with_answers
from insight.findings.feelings.ratings import RATING_NAMES
from insight.findings.figure import Figure, counted, is_ok, remembered

if TYPE_CHECKING:
    from insight.measures import Told
    from insight.view import View

_ABOUT, _LATER = "Later, against before", "answers came before and at follow-up"


@remembered
def lasting(view: View) -> Figure:
    """Return the mean shift of the same answers right after the session and at follow-up."""
    later = view.one("lasting_shift")
    if not is_ok(later):
        return Figure.silent("does-it-last", _ABOUT, unsaid.sentence(view, later, _LATER))
    rows = [("After the session", view.one("lasting_start")), (f"{_when(view)}", later)]
    frame = pd.DataFrame([row for _, row in rows])
    frame = frame.assign(label=[with_answers(label, row) for label, row in rows])
    return Figure(
        name="does-it-last",
        heading=_heading(view, later),
        sentence=f"{_kept(view)} {_answered(view)} Those for whom it went well may be readier to "
        "answer.",
        chart=shift_intervals(frame, view.palette),
        table=_table(view, [row for _, row in rows]),
        caption="Average shift of words against the same answers before. Lines: 95% intervals that "
        "allow for people in one session being alike.",
    )


def _when(view: View) -> str:
    """Return when the follow-up was, by the dates of the forms: "About 9 weeks later"."""
    weeks = view.one("weeks_to_follow_up")
    if not is_ok(weeks):
        return "At follow-up, its forms not dated"
    return f"About {float(weeks['value']):.0f} weeks later"


def _heading(view: View, later: Told) -> str:
    when = _when(view)
    if later["lower"] > 0:
        return f"{when}, words were still better than before: {later['shown']}"
    if later["upper"] < 0:
        return f"{when}, words were worse than before: {later['shown']}"
    # Also where there is no interval, of too few sessions.
    return f"{when} we cannot tell words from those before"


def _is_sure(row: Told) -> bool:
    """Return whether a mean is not 0 at the level of the page's comparisons, by its interval."""
    return bool(statistics.chance_of_none(row["value"], row["lower"], row["upper"]) < EACH)


def _kept(view: View) -> str:
    """Return how much of the gain was left of the same answers, and whether that is chance."""
    start, since = view.one("lasting_start"), view.one("lasting_change")
    if not (is_ok(start) and is_ok(since)) or start["value"] <= 0:
        return ""
    sure = _is_sure(since)
    end = start["value"] + since["value"]
    gone = 1 - end / start["value"]
    share = f": about {5 * round(20 * gone)}% of the gain had gone" if sure and 0 < gone < 1 else ""
    chance = "more than chance" if sure else "no more than chance"
    if pd.isna(since["lower"]):
        chance = "from too few sessions to tell it from chance"
    return (
        f"Of those who answered all three times the shift was {start['shown']} right after the "
        f"session and {signed(float(end))} then{share}. The change since: {since['shown']}, "
        f"{chance}."
    )


def _answered(view: View) -> str:
    later, at_once = view.one("lasting_shift"), view.one("polarity_shift")
    if not (is_ok(later) and is_ok(at_once)):
        return ""
    return (
        f"{capital(counted(later))} answers can be compared at follow-up, of "
        f"{counted(at_once)} right after."
    )


def _table(view: View, rows: list[Told]) -> pd.DataFrame:
    after, follow_up = (
        view.measure(key, ("rating",)).set_index("rating")["shown"]
        for key in ("rating_shift", "rating_lasting_shift")
    )
    told = [("Words, average shift", *(str(row["shown"]) for row in rows))]
    told += [("Words, 95% interval", *(between(row) for row in rows))]
    told += [
        (name, str(after.get(key, "")), str(follow_up.get(key, "")))
        for key, name in RATING_NAMES.items()
        if key in after or key in follow_up
    ]
    return pd.DataFrame(told, columns=["Against before", "After", "At follow-up"])

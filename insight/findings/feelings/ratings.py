"""The ratings from 0 to 10, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import dumbbell
from insight.findings import unsaid
from insight.findings.feelings.waves import sides
from insight.findings.figure import Figure, counted, remembered

if TYPE_CHECKING:
    from insight.view import View

RATING_NAMES = {
    "confidence": "Confidence in the work",
    "clarity": "Clarity",
    "roles_understood": "Understanding of each other's roles",
    "childs_experience": "Understanding of the child's daily life",
    "supported": "Feeling supported",
    "safe_to_challenge": "Safe to challenge one another",
}
"""What people rate before and after, as pages name it."""

_CHANCE = 0.05 / len(RATING_NAMES)
_END = 10
_UNIT = f" out of {_END}"


@remembered
def ratings(view: View) -> Figure:
    """Return the median rating before and after, with each person's change and how sure we are."""
    frame = _frame(view)
    if _moved(frame)[0].empty:
        rows = view.measure("rating_shift_p", ("rating",))
        why = unsaid.sentence(view, unsaid.of_all(rows), "answers gave a rating at both times")
        return Figure.silent("ratings-before-and-after", "Ratings before and after", why)
    changes = view.measure("rating_shift", ("rating",)).dropna(subset="n").sort_values("n")
    ends = [counted(row) for _, row in changes.iterrows()][:: max(len(changes) - 1, 1)]
    rests_on = " to ".join(dict.fromkeys(ends)) or "too few"
    return Figure(
        name="ratings-before-and-after",
        heading=_heading(frame),
        sentence=f"The middle rating, from 0 (not at all) to 10 (completely).{_sure(frame)}"
        f"{_later(view)}{_reflective(view)}",
        chart=dumbbell(frame, view.palette, _END),
        table=pd.DataFrame(
            {
                "Rating": frame["label"],
                "Before, after": frame["before_shown"] + ", " + frame["after_shown"],
                "Typical change": frame["change_shown"],
                **_tests(view, frame),
            }
        ),
        caption=f"Dots: medians of all answers. Change: n = {rests_on} answers a rating, each "
        f"against the same one before.",
    )


def _tests(view: View, frame: pd.DataFrame) -> dict[str, pd.Series[str]]:
    """Return the tests of each rating, for evaluators: a board reads what they come to."""
    if view.viewer.role != "evaluator":
        return {}
    return {"Chance; one-sided": frame["p_shown"] + "; " + frame["effect_shown"]}


def tested(view: View) -> str:
    """Return how the ratings are judged, for evaluators with the tests that are used."""
    count = _number(len(RATING_NAMES))
    if view.viewer.role != "evaluator":
        return f"All {count} ratings are judged together."
    return (
        f"Chance: Wilcoxon's signed-rank test, p under {_CHANCE:.3f} as {count} are tested at "
        "once. One-sided: rank-biserial correlation, \N{MINUS SIGN}1 (all fell) to 1 (all rose)."
    )


def _frame(view: View) -> pd.DataFrame:
    """Return a row a rating, in the form's order: medians, change, p and effect as texts too."""
    frame = sides(view.measure("rating", ("rating", "wave")), "rating").set_index("rating")
    for name, key in (
        ("change", "rating_shift"),
        ("p", "rating_shift_p"),
        ("effect", "rating_shift_effect"),
    ):
        found = view.measure(key, ("rating",)).set_index("rating")
        frame = frame.join(
            found[["value", "shown", "status", "n"]]
            .rename(columns={"value": name, "shown": f"{name}_shown", "status": f"{name}_status"})
            .drop(columns=[] if name == "change" else ["n"])
        )
    frame = frame.reindex([key for key in RATING_NAMES if key in frame.index])
    texts = frame.filter(like="_shown").columns
    frame[texts] = frame[texts].fillna("too few")
    states = frame.filter(like="_status").columns
    frame[states] = frame[states].fillna("too few")
    for wave in ("before", "after"):
        frame[f"{wave}_shown"] = frame[f"{wave}_shown"].str.removesuffix(_UNIT)
    return frame.assign(label=frame.index.map(RATING_NAMES)).reset_index()


def _moved(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the ratings that may be judged, and those that moved more than chance explains."""
    known = frame[(frame["p_status"] == "ok") & (frame["effect_status"] == "ok")]
    # To two places, as boards are told it: so no two roles read opposite verdicts.
    return known, known[known["p"].round(2) < _CHANCE]


def _heading(frame: pd.DataFrame) -> str:
    known, sure = _moved(frame)
    rose, fell = sure[sure["effect"] > 0], sure[sure["effect"] < 0]
    if len(rose) == len(known) > 1:
        return f"All {_number(len(known))} ratings rose, more than chance"
    if len(fell):
        return f"{len(rose)} of {len(known)} ratings rose more than chance, {len(fell)} fell"
    if rose.empty:
        return "No rating moved more than chance"
    return f"{len(rose)} of {len(known)} ratings rose more than chance"


def _sure(frame: pd.DataFrame) -> str:
    known, sure = _moved(frame)
    if len(sure) == len(known):
        return " Changes like these are unlikely to be chance."
    names = [str(label).lower() for label in known.loc[~known.index.isin(sure.index), "label"]]
    return f" Chance could explain: {'; '.join(names)}."


def _later(view: View) -> str:
    """Say in how many ratings the typical change was still a rise at follow-up."""
    found = view.measure("rating_lasting_shift", ("rating",))
    known = found[(found["status"] == "ok") & found["rating"].isin(list(RATING_NAMES))]
    if len(known) < len(RATING_NAMES):
        return ""
    above = int((known["value"] > 0).sum())
    return (
        f" At follow-up the typical rating was still above that before in {_number(above)} of "
        f"{_number(len(known))}."
    )


def _reflective(view: View) -> str:
    """Say what people made of the session itself: asked after only."""
    row = view.one("reflective_score")
    if row["status"] != "ok":
        return ""
    return (
        " Asked after only, whether it was reflective supervision rather than a meeting: "
        f"{row['shown']}."
    )


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six")
    return words[count] if count < len(words) else str(count)

"""What people say in interviews: reasons and benefits found by the codebook's terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from insight import listings
from insight.charts import dot_grid, ranked_bars
from insight.describe import capital, day, listing
from insight.findings import unsaid
from insight.findings.figure import Figure, labelled, remembered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.view import View

_MOST_TIED = 3
_ASKED = {"benefit": "what has changed", "reason": "why the session was called"}
_NOT_READ = (
    "Found by the codebook's terms, not yet read by a person: a term may be used in passing."
)


@dataclass(frozen=True)
class Mention:
    """A term of the codebook in an answer: whose, and where (Unicode code points)."""

    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """One interview answer with what is known of it."""

    about: tuple[str, ...]
    question: str
    text: str
    mentions: tuple[Mention, ...]

    @property
    def themes(self) -> tuple[str, ...]:
        """Return the titles of the themes mentioned, once each."""
        return tuple(dict.fromkeys(mention.title for mention in self.mentions))


@remembered
def title(view: View) -> str:
    """Return the page's finding: in how many interviews what is named as changed."""
    if not view.viewer.may("how many interviews there are"):
        return "What people said is for the evaluation group and the board"
    if not (named := _named(view, "benefit")):
        why = unsaid.clause(unsaid.of_all(_counts(view, "benefit")), "interviews name any change")
        return f"{capital(_people(view))} interviews, and what has changed: {why}"
    return f"Asked what has changed: {named}"


@remembered
def figures(view: View) -> list[Figure]:
    """Return the figures this viewer may see."""
    if not view.viewer.may("how many interviews there are"):
        return []
    if _counts(view, "benefit")["status"].ne("ok").all():
        return []
    found = [
        _figure(view, "benefit", "What has changed"),
        _figure(view, "reason", "Why it was called"),
    ]
    if may_read(view):
        found.append(_grid(view))
        found.append(_words(view))
    return found


@remembered
def may_read(view: View) -> bool:
    """Tell whether this viewer may read answers."""
    return view.viewer.may("interview answers")


def _figure(view: View, kind: str, what: str) -> Figure:
    frame = _counts(view, kind)
    heading = f"{what}: {_named(view, kind) or 'nothing of it can be shown'}"
    return Figure(
        name=f"{kind}s-spoken-of",
        heading=heading,
        sentence=f"People interviewed who, asked {_ASKED[kind]}, use a term of each {kind}. One "
        "person may name several. So few interviews give no order of what matters most.",
        chart=ranked_bars(frame, view.palette),
        table=pd.DataFrame({kind.capitalize(): frame["label"], "People": frame["shown"]}),
        caption=f"{_NOT_READ} n = {_people(view)} people interviewed.",
    )


@remembered
def _counts(view: View, kind: str) -> pd.DataFrame:
    frame = view.measure("interview_theme_people", ("theme",), where={"theme_kind": (kind,)})
    return labelled(frame.sort_values("value", ascending=False, na_position="last"), "theme")


def _named(view: View, kind: str) -> str:
    """Return what the most interviews name, those tied together, and in how many of how many.

    Nothing is called the most: a dozen interviews carry no rank.
    """
    frame = _counts(view, kind)
    known = frame[(frame["status"] == "ok") & (frame["value"] > 0)]
    if known.empty:
        return ""
    top = known[known["value"] == known["value"].max()]
    names = (
        listing([str(title).lower() for title in top["label"]])
        if len(top) <= _MOST_TIED
        else f"{len(top)} {kind}s"
    )
    each = " each" if len(top) > 1 else ""
    return f"{names}{each} in {top.iloc[0]['shown']} of {_people(view)} interviews"


def _people(view: View) -> str:
    return str(view.one("interviewed")["shown"])


def _grid(view: View) -> Figure:
    frame = view.measure(
        "interview_theme_people",
        ("theme", "agency_group"),
        where={"theme_kind": ("benefit",)},
    )
    return Figure(
        name="benefits-by-agency",
        heading="Who says what",
        sentence="People interviewed who, asked what has changed, use a term of each benefit, by "
        "agency group. Counts, not "
        "shares: the groups are small.",
        chart=dot_grid(frame, view.palette),
        table=pd.DataFrame(
            {
                "Benefit": frame["theme"],
                "Agency group": frame["agency_group"],
                "People": frame["shown"],
            }
        ),
        caption=_NOT_READ,
    )


def _words(view: View) -> Figure:
    words = listings.interview_words(view.snapshot, view.viewer)
    by_wave = {wave: _said(part) for wave, part in words.groupby("wave", sort=False)}
    table = pd.DataFrame(
        {"When": [str(wave).capitalize() for wave in by_wave], "Words": list(by_wave.values())}
    )
    return Figure(
        name="interview-words",
        heading="Words people gave in interviews",
        sentence="Words for how they felt before and after the session they spoke of.",
        chart=None,
        table=table,
        caption="Most used first; in brackets how many people, where more than one.",
    )


def _said(words: pd.DataFrame) -> str:
    counted = zip(words["word"], words["people"], strict=True)
    return ", ".join(f"{word} ({people})" if people > 1 else str(word) for word, people in counted)


@remembered
def answers(view: View) -> list[Answer]:
    """Return every answer of this view in order, for those who may read them."""
    rows = listings.interviews(
        view.snapshot, view.viewer, period=view.period.dates, where=view.where
    )
    mentions = listings.interview_mentions(view.snapshot, view.viewer)
    by_answer: dict[tuple[str, int], list[Mention]] = {}
    for m in mentions.to_dict("records"):
        key = (str(m["interview_id"]), int(m["question_no"]))
        mention = Mention(str(m["theme"]), int(m["start_at"]), int(m["end_at"]))
        by_answer.setdefault(key, []).append(mention)
    return [
        Answer(
            about=_about(row),
            question=str(row["question"]),
            text=str(row["answer"]),
            mentions=tuple(by_answer.get((str(row["interview_id"]), int(row["question_no"])), ())),
        )
        for _, row in rows.iterrows()
    ]


def _about(row: pd.Series) -> tuple[str, ...]:
    parts = [row["agency_group"], str(row["role_group"]).capitalize()]
    if not pd.isna(row["interview_date"]):
        parts.append(day(row["interview_date"]))
    return tuple(str(part) for part in parts if part and not pd.isna(part))


def answers_table(found: Sequence[Answer]) -> pd.DataFrame:
    """Return answers as a table for taking away: about, question, answer, themes by terms."""
    return pd.DataFrame(
        {
            "About": [", ".join(answer.about) for answer in found],
            "Question": [answer.question for answer in found],
            "Answer": [answer.text for answer in found],
            "Themes found by terms": ["; ".join(answer.themes) for answer in found],
        }
    )

"""Single words: which were gained and lost, and which a viewer may pick."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.charts import diverging
from insight.describe import points
from insight.findings import unsaid
from insight.findings.feelings import moves
from insight.findings.feelings.families import answered
from insight.findings.feelings.waves import before_and_after
from insight.findings.figure import Figure, remembered
from insight.measures.sql import WORD_PEOPLE, WORD_SESSIONS

if TYPE_CHECKING:
    from insight.view import View

_MOST = 6
NOT_FOR_ADMINISTRATORS = (
    "Single words are for the board, leads and the evaluation group. An administrator sees the "
    "families of words, and none of the words."
)
_SAID = "answers have a word that may be shown"


def may_see_words(view: View) -> bool:
    """Tell whether this viewer may see single words (design, "Access": not administrators)."""
    return view.viewer.may("words")


@remembered
def words(view: View) -> Figure:
    """Return the words whose share changed most, in percentage points."""
    both = _both(view)
    known = both.dropna(subset=["change"])
    if known.empty:
        why = unsaid.sentence(view, unsaid.of_all(view.measure("word_share", ("word",))), _SAID)
        return Figure.silent("words-gained-and-lost", "Which words", why)
    judged = moves.moved(view, "word")
    sure = moves.sure(known, "word", judged)
    drawn = sure if len(sure) else known
    rises, falls = drawn[drawn["change"] > 0], drawn[drawn["change"] < 0]
    chosen = pd.concat([rises.head(_MOST), falls.tail(_MOST)])
    frame = pd.DataFrame(
        {
            "label": chosen["word"],
            "value": chosen["change"] * 100,
            "shown": chosen["change"].map(points),
            "status": "ok",
        }
    )
    return Figure(
        name="words-gained-and-lost",
        heading=moves.heading(sure.assign(label="‘" + sure["word"] + "’"), judged, "words"),
        sentence="Change in the share of answers with each word, in percentage points. "
        f"Of {len(known)} words that can be shown, judged together, {len(sure) or 'none'} changed "
        f"more than chance{_drawn(len(chosen), len(sure))}.",
        chart=diverging(frame, view.palette),
        table=pd.DataFrame(
            {
                "Word": chosen["word"],
                "Before": chosen["before_shown"],
                "After": chosen["after_shown"],
                "Change, points": frame["shown"],
            }
        ),
        caption=f"Word share, after minus before. n = {answered(view)}. Words used by fewer than "
        f"{WORD_PEOPLE} answers, or in fewer than {WORD_SESSIONS} sessions, are counted in their "
        "family only.",
    )


def _drawn(chosen: int, sure: int) -> str:
    if not sure or chosen == sure:
        return ""
    return f"; drawn are the largest {chosen} of those"


@remembered
def pickable(view: View) -> list[str]:
    """Return the words this viewer may be offered, by the alphabet: those shown in either wave."""
    both = _both(view)
    shown = both[(both["before_status"] == "ok") & (both["after_status"] == "ok")]
    return sorted(str(word) for word in shown["word"])


@remembered
def _both(view: View) -> pd.DataFrame:
    return before_and_after(view.measure("word_share", ("word", "wave")), "word")

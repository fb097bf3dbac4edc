"""A partnership's own words: what could not be read, and what its evaluators say of it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from config.spreadsheet import safe_text
from insight import listings
from insight.describe import day_short, signed
from insight.findings.figure import Figure
from insight.workspace import LocalWord, WordValue, local_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from insight.view import View

EITHER = "Could be either: leave it out"
VALUES = {
    "Very hard": -0.8,
    "Hard": -0.5,
    "Rather hard": -0.25,
    "Rather good": 0.25,
    "Good": 0.5,
    "Very good": 0.8,
    EITHER: None,
}
"""What an evaluator may say of a word, and the polarity it stands for."""

_STATES = {"unrecognised": "On no list", "ambiguous": "Could be either"}
_COLUMNS = ("word", "polarity", "state", "family", "why", "source", "reviewer", "date")


@dataclass(frozen=True)
class Vocabulary:
    """The words that could not be read, the partnership's own, and whether the figures have them.

    `unclear` has word, state, times, people, sessions; `pending` counts the own words whose value
    is not the one in the figures.
    """

    unclear: pd.DataFrame
    own: tuple[LocalWord, ...]
    pending: int


def may_judge(view: View) -> bool:
    """Tell whether this viewer may give words a value."""
    return view.viewer.may("the words that could not be read")


def vocabulary(view: View) -> Vocabulary:
    """Return the words to judge and those judged.

    Raises ValueError for any role but the evaluator's; DashboardError when what was said cannot
    be read.
    """
    place = view.place.name
    unclear = listings.unclear_words(view.snapshot, view.viewer, place)
    kept = local_words(view.viewer, warehouse=view.snapshot.folder)
    own = tuple(word for word in kept if word.value.partnership == place)
    used = listings.own_words(view.snapshot, view.viewer, place)
    said = {w.value.text: (w.value.state, w.value.polarity, w.value.family) for w in own}
    pending = sum(said.get(word) != used.get(word) for word in {*said, *used})
    return Vocabulary(unclear, own, pending)


def words_to_judge(view: View, found: Vocabulary) -> Figure:
    """Return the words that could not be read, those that most answers have first."""
    rows = found.unclear
    count, people = len(rows), view.one("words_recognised", view.all_dates)
    return Figure(
        name="words-to-judge",
        heading=f"{count:,} word{'' if count == 1 else 's'} could not be read"
        if count
        else "Every word could be read",
        sentence="They are on no list, or could be good or hard, so no score rests on them. Give "
        "a word the value it has where you work: every figure changes at once, for your "
        "partnership only.",
        chart=None,
        table=pd.DataFrame(
            {
                "Word": rows["word"],
                "Why it is left out": rows["state"].map(_STATES),
                "Used": [_used(row) for _, row in rows.iterrows()],
            }
        ),
        caption=f"{view.scheme}, all dates; {people['shown']} of all words given are read. Of the "
        "filters only the partnership applies.",
    )


def _used(row: pd.Series) -> str:
    times = "once" if row["times"] == 1 else f"{row['times']:,} times"
    answers = "1 answer" if row["people"] == 1 else f"{row['people']:,} answers"
    sessions = "1 session" if row["sessions"] == 1 else f"{row['sessions']:,} sessions"
    return f"{times}, in {answers} of {sessions}"


def meaning(view: View, value: WordValue) -> str:
    """Return what a word is to mean: how hard or good, its polarity and its family."""
    if value.polarity is None:
        return EITHER
    away = {name: abs(at - value.polarity) for name, at in VALUES.items() if at is not None}
    name = min(away, key=away.__getitem__)
    title = listings.family_titles(view.snapshot).get(value.family or "", "")
    return f"{name} ({signed(value.polarity)}), {title}"


def own_words_table(view: View, found: Vocabulary) -> pd.DataFrame:
    """Return the partnership's own words as texts: Word, Counts as, Why, By whom."""
    return pd.DataFrame(
        [
            (
                word.value.text,
                meaning(view, word.value),
                word.value.reason,
                f"{word.who}, {day_short(word.judged_at.astimezone().date())}",
            )
            for word in found.own
        ],
        columns=["Word", "Counts as", "Why", "By whom"],
    )


def lexicon_file(view: View, own: Sequence[LocalWord]) -> bytes:
    """Return the own words as CSV in the columns of data/lexicon/words.csv, safe in Excel.

    Numbers stay numbers, so that a line can be put into the word list as it is.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_line(view, word) for word in own)
    return text.getvalue().encode("utf-8-sig")


def _line(view: View, word: LocalWord) -> list[object]:
    value = word.value
    return [
        safe_text(value.text),
        "" if value.polarity is None else f"{value.polarity:g}",
        value.state,
        value.family or "",
        safe_text(value.reason),
        safe_text(f"{view.place.title}, own words"),
        safe_text(word.who),
        word.judged_at.date().isoformat(),
    ]


def written(view: View, place: str, word: str, reason: str, family: str | None) -> WordValue:
    """Return what is said of a word: `place` is one of VALUES, `family` a family's title."""
    polarity = VALUES[place]
    if polarity is None:
        return WordValue(view.place.name, word, "ambiguous", reason)
    titles = listings.family_titles(view.snapshot)
    key = next((key for key, title in titles.items() if title == family), None)
    return WordValue(view.place.name, word, "scored", reason, polarity, key)

"""A partnership's own words: the value that an evaluator gives a word, and why.

They are read beside the shipped word list and never change it. Word and reason are free text and
are sealed; the word is found again by its keyed digest.
"""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from config.judgements.store import add, rows
from config.judgements.tables import LOCAL_WORD
from config.paths import DATA
from config.sealing import digest, seal, unseal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from config.paths import Folder
    from insight.access import Viewer

SCORED, AMBIGUOUS, WITHDRAWN = "scored", "ambiguous", "withdrawn"
_STATES = (SCORED, AMBIGUOUS, WITHDRAWN)
_LONGEST = {"word": 80, "reason": 500}


@dataclass(frozen=True)
class WordValue:
    """What a word or phrase is to mean: scored (polarity -1 to 1 and a family) or ambiguous.

    `withdrawn` takes the partnership's own value back: the shipped word list holds again.
    """

    partnership: str
    text: str
    state: str
    reason: str
    polarity: float | None = None
    family: str | None = None


@dataclass(frozen=True)
class LocalWord:
    """What somebody said of a word; `judged_at` is in UTC."""

    value: WordValue
    who: str
    judged_at: dt.datetime


def judge_word(viewer: Viewer, value: WordValue, *, who: str, warehouse: Folder = None) -> None:
    """Keep what `who` says of a word; it supersedes what was said before.

    The word is kept in small letters, with single spaces and straight apostrophes. Raises
    ValueError for any role but the evaluator's, for another partnership, and when state, polarity,
    family, word or reason is missing or cannot be; DashboardError when it cannot be kept.
    """
    viewer.require("the partnership's own words")
    viewer.partnerships_in((value.partnership,))
    word, reason = _word(value.text), _tidy(value.reason)
    _check_text("word", word)
    _check_text("reason", reason)
    _check_value(value)
    found_by = digest(word, value.partnership)
    add(
        LOCAL_WORD,
        {
            "partnership": value.partnership,
            "digest": found_by,
            "text": seal(word, _place("text", found_by)),
            "state": value.state,
            "polarity": value.polarity,
            "family": value.family,
            "reason": seal(reason, _place("reason", found_by)),
            "who": who,
        },
        warehouse,
    )


def local_words(viewer: Viewer, *, warehouse: Folder = None) -> list[LocalWord]:
    """Return the value that holds for each word of the viewer's partnerships, by the alphabet.

    Words whose value was withdrawn are left out. Raises ValueError for any role but the
    evaluator's; DashboardError when the words cannot be read.
    """
    viewer.require("the partnership's own words")
    within = LOCAL_WORD.c.partnership.in_(viewer.partnerships_in())
    newest = {row.digest: row for row in rows(LOCAL_WORD, within, warehouse)}
    kept = [_opened(row) for row in newest.values() if row.state != WITHDRAWN]
    return sorted(kept, key=lambda word: (word.value.partnership, word.value.text))


def _opened(row: Row[Any]) -> LocalWord:
    value = WordValue(
        partnership=row.partnership,
        text=unseal(row.text, _place("text", row.digest)),
        state=row.state,
        reason=unseal(row.reason, _place("reason", row.digest)),
        polarity=row.polarity,
        family=row.family,
    )
    return LocalWord(value, row.who, row.judged_at.replace(tzinfo=dt.UTC))


def _place(column: str, found_by: bytes) -> str:
    """Return what a text is bound to: its column and its word, which tells the partnership too."""
    return f"local_word.{column} of {found_by.hex()}"


def _word(text: str) -> str:
    return _tidy(text).casefold()


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace("’", "'").split())


def _check_text(what: str, text: str) -> None:
    if not text or len(text) > _LONGEST[what]:
        msg = f"Write a {what} of 1 to {_LONGEST[what]} characters."
        raise ValueError(msg)


def _check_value(value: WordValue) -> None:
    if value.state not in _STATES:
        msg = f"There is no state '{value.state}' of a word. There are: {', '.join(_STATES)}."
        raise ValueError(msg)
    if value.state != SCORED:
        if value.polarity is not None or value.family is not None:
            msg = f"A word that is {value.state} has no value and no family: leave both out."
            raise ValueError(msg)
        return
    if value.polarity is None or not -1 <= value.polarity <= 1:
        msg = "Give the word a value from -1 (very hard) to 1 (very good)."
        raise ValueError(msg)
    if value.family not in families():
        msg = f"Choose the word's family: {', '.join(families())}."
        raise ValueError(msg)


@cache
def families() -> Sequence[str]:
    """Return the families of feelings a word can belong to, as data/lexicon/families.csv has."""
    path = DATA / "lexicon" / "families.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(row["key"] for row in csv.DictReader(file))

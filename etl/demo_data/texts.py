"""The prose of the demonstration data, read from ``data/demo/texts``: code and words apart."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from config.paths import DATA
from etl.demo_data.draws import Deck, Draws
from etl.demo_data.profiles import (
    ADULT_CARE,
    COMMUNITY_HEALTH,
    EARLY_HELP,
    EDUCATION,
    HOUSING,
    MENTAL_HEALTH,
    MIDWIFERY,
    POLICE,
    PRIMARY_CARE,
    SOCIAL_CARE,
    VOLUNTARY,
    YOUTH_JUSTICE,
)

LONG_ENOUGH = 140
FOLDER = DATA / "demo" / "texts"

# Whose voice a comment is in; `any` and `lead` are not tied to an agency.
VOICES = {
    SOCIAL_CARE: "social care",
    EARLY_HELP: "early help",
    COMMUNITY_HEALTH: "0-19",
    MIDWIFERY: "midwifery",
    MENTAL_HEALTH: "camhs",
    PRIMARY_CARE: "gp",
    EDUCATION: "education",
    POLICE: "police",
    HOUSING: "housing",
    YOUTH_JUSTICE: "youth justice",
    ADULT_CARE: "adults",
    VOLUNTARY: "voluntary",
}


@dataclass(frozen=True)
class Said:
    """A comment and who could have written it, when and in what tone."""

    partnership: str
    wave: str
    voice: str
    tone: str
    text: str


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@cache
def comments() -> tuple[Said, ...]:
    """Return every comment."""
    return tuple(Said(**row) for row in _rows("comments.csv"))


@cache
def endings() -> tuple[tuple[str, str], ...]:
    """Return the (tone, sentence) pairs that may follow a comment."""
    return tuple((row["tone"], row["text"]) for row in _rows("endings.csv"))


@cache
def words(wave: str, mood: str) -> dict[tuple[str, str], float]:
    """Return the (word, misspelt word) pairs of a wave and mood with their weights."""
    return {
        (row["text"], row["misspelt"]): float(row["weight"])
        for row in _rows("words.csv")
        if (row["wave"], row["mood"]) == (wave, mood)
    }


@cache
def notes() -> dict[str, list[str]]:
    """Return the notes of reviews, by what became of the plan."""
    found: dict[str, list[str]] = {}
    for row in _rows("notes.csv"):
        found.setdefault(row["change"], []).append(row["text"])
    return found


@cache
def learning_points() -> tuple[dict[str, str], ...]:
    """Return the learning points: scope, theme, description and action."""
    return tuple(_rows("learning.csv"))


@cache
def interviews(partnership: str) -> tuple[dict[str, Any], ...]:
    """Return a partnership's interviews: date, agency, role_group, words and answers."""
    source = (FOLDER / f"interviews-{partnership}.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(source)["interview"])


@cache
def questions() -> dict[str, str]:
    """Return the questions of the interview guide by their short names."""
    source = (FOLDER / "questions.toml").read_text(encoding="utf-8")
    return {name: str(asked) for name, asked in tomllib.loads(source).items()}


class Commentary:
    """Deals comments so that none comes back before its like have all been used."""

    def __init__(self, partnership: str, draws: Draws) -> None:
        """Prepare the comments that people of ``partnership`` may write."""
        self._partnership = partnership
        self._draws = draws
        self._decks: dict[tuple[str, str, str], Deck[str] | None] = {}

    def comment(self, wave: str, group: str, tone: str, *, leading: bool) -> str:
        """Return a comment for a wave, in the voice of an agency group or of a lead."""
        voice = "lead" if leading and self._draws.chance(0.5) else VOICES.get(group, "any")
        own = self._deck(wave, voice, tone) if self._draws.chance(0.6) else None
        deck = own or self._deck(wave, "any", tone) or self._deck(wave, "any", "positive")
        text = deck.deal() if deck else ""
        return text if wave != "after" or len(text) > LONG_ENOUGH else self._lengthened(text, tone)

    def _lengthened(self, text: str, tone: str) -> str:
        if not self._draws.chance(0.35):
            return text
        last = self._draws.pick([sentence for kind, sentence in endings() if kind == tone])
        stop = "" if text.endswith((".", "!", "?")) else "."
        return f"{text}{stop} {last}"

    def _deck(self, wave: str, voice: str, tone: str) -> Deck[str] | None:
        key = (wave, voice, tone)
        if key not in self._decks:
            texts = [
                said.text
                for said in comments()
                if (said.wave, said.voice, said.tone) == key
                and said.partnership in {"any", self._partnership}
            ]
            self._decks[key] = Deck(texts, self._draws) if texts else None
        return self._decks[key]

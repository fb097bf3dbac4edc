"""Invented forms: words, ratings and comments before, after and some weeks later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from etl.demo_data.attendance import LEAD_ROLES
from etl.demo_data.draws import Draws
from etl.demo_data.records import Attendance, Feedback, Session
from etl.demo_data.texts import Commentary, words
from etl.demo_data.working_days import AS_AT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from etl.demo_data.profiles import Profile

BEFORE, AFTER, LATER = "before", "after", "follow-up"
RATINGS = {
    "confidence": (4.7, 1.2),
    "clarity": (4.3, 1.5),
    "roles_understood": (5.5, 0.8),
    "childs_experience": (5.7, 0.4),
    "supported": (4.6, 1.1),
    "safe_to_challenge": (5.6, 0.2),
}
ANSWERED = {"both": 63, "before only": 10, "after only": 8, "neither": 19}
FIRST_MOOD = {"low": 58, "mixed": 29, "high": 13}
# Planted: most people move up, whatever their role.
MOOD_AFTER = {
    "low": {"high": 62, "mixed": 25, "low": 13},
    "mixed": {"high": 69, "mixed": 22, "low": 9},
    "high": {"high": 84, "mixed": 11, "low": 5},
}
MOOD_LATER = {
    "high": {"high": 66, "mixed": 26, "low": 8},
    "mixed": {"high": 33, "mixed": 46, "low": 21},
    "low": {"high": 18, "mixed": 40, "low": 42},
}
WORD_MOODS = {
    "low": {"low": 86, "flat": 10, "high": 4},
    "mixed": {"low": 44, "flat": 19, "high": 37},
    "high": {"low": 5, "flat": 11, "high": 84},
}
TONES = {
    "high": {"positive": 76, "mixed": 19, "critical": 5},
    "mixed": {"positive": 35, "mixed": 44, "critical": 21},
    "low": {"positive": 8, "mixed": 36, "critical": 56},
}
MOOD_LEVEL = {"low": -0.8, "mixed": 0.0, "high": 0.9}
WORDS_GIVEN = {3: 84, 2: 10, 1: 4, 0: 2}
COMMENTS = {BEFORE: 0.05, AFTER: 0.35, LATER: 0.3}
ODD_WORDS = 0.02
MISSPELT = 0.05
SERIES = 8  # any number gives plausible forms; this one has no chance difference between agencies


@dataclass(frozen=True)
class Person:
    """Someone who was at a session: who answers, and how they lean."""

    session: Session
    token: str
    agency: str
    group: str
    role_group: str
    leaning: float
    moods: Mapping[str, str]


class Forms:
    """Fills in forms for one partnership."""

    def __init__(self, profile: Profile) -> None:
        """Start the draws and the comments of ``profile``."""
        self._profile = profile
        self._draws = Draws(f"{profile.name} feedback {SERIES}")
        self._commentary = Commentary(profile.name, self._draws)

    def fill_in(self, held: Mapping[str, Session], places: list[Attendance]) -> list[Feedback]:
        """Return the forms of everyone who attended and answered, by session and wave."""
        rows: list[Feedback] = []
        for place in places:
            if place.attended == "yes":
                rows += self._forms_of(self._person(held[place.session_id], place))
        return sorted(rows, key=lambda row: (row.session_id, row.wave != BEFORE))

    def _person(self, session: Session, place: Attendance) -> Person:
        draws = self._draws
        before = draws.weighted(FIRST_MOOD)
        after = draws.weighted(MOOD_AFTER[before])
        role = (
            "partner lead"
            if place.role in LEAD_ROLES
            else draws.weighted({"practitioner": 70, "supervisor": 15, "manager": 15})
        )
        return Person(
            session=session,
            token=draws.token(),
            agency=place.agency,
            group=self._profile.agencies[place.agency].group,
            role_group=role,
            leaning=draws.spread(2.4),
            moods={BEFORE: before, AFTER: after, LATER: draws.weighted(MOOD_LATER[after])},
        )

    def _forms_of(self, person: Person) -> list[Feedback]:
        draws, day = self._draws, person.session.session_date
        answered = draws.weighted(ANSWERED)
        forms = []
        if answered in {"both", "before only"}:
            forms.append(self._form(person, BEFORE, day - timedelta(days=draws.whole(0, 5))))
        if answered in {"both", "after only"}:
            forms.append(self._form(person, AFTER, day + timedelta(days=draws.whole(0, 6))))
        if answered == "both" and draws.chance(0.24):
            forms.append(self._form(person, LATER, day + timedelta(days=draws.whole(54, 72))))
        return [form for form in forms if form.submitted_date and form.submitted_date <= AS_AT]

    def _form(self, person: Person, wave: str, sent: date) -> Feedback:
        draws = self._draws
        ratings = self._ratings(person, wave)
        return Feedback(
            session_id=person.session.session_id,
            respondent=person.token,
            agency=person.agency,
            role_group=person.role_group,
            wave=wave,
            submitted_date=sent,
            words=self._words(person.moods[wave], wave, anything_else=any(ratings.values())),
            confidence=ratings["confidence"],
            clarity=ratings["clarity"],
            roles_understood=ratings["roles_understood"],
            childs_experience=ratings["childs_experience"],
            supported=ratings["supported"],
            safe_to_challenge=ratings["safe_to_challenge"],
            reflective=self._reflective(person) if wave == AFTER else None,
            comment=self._comment(person, wave) if draws.chance(COMMENTS[wave]) else None,
        )

    def _ratings(self, person: Person, wave: str) -> dict[str, int | None]:
        draws = self._draws
        if draws.chance(0.05):
            return dict.fromkeys(RATINGS)
        mood = MOOD_LEVEL[person.moods[wave]]
        kept = {BEFORE: 0.0, AFTER: 1.0, LATER: 0.75}[wave]
        return {
            name: None
            if draws.chance(0.03)
            else _score(start + kept * gain + person.leaning + mood + draws.spread(1.8))
            for name, (start, gain) in RATINGS.items()
        }

    def _reflective(self, person: Person) -> int | None:
        if self._draws.chance(0.06):
            return None
        level = MOOD_LEVEL[person.moods[AFTER]]
        return _score(6.7 + 0.3 * person.leaning + level + self._draws.spread(2.6))

    def _words(self, mood: str, wave: str, *, anything_else: bool) -> tuple[str, ...]:
        draws = self._draws
        count = draws.weighted(WORDS_GIVEN)
        if not count and not anything_else:
            count = 3
        given: list[str] = []
        while len(given) < count:
            word = self._word(draws.weighted(WORD_MOODS[mood]), wave)
            if word not in given:
                given.append(word)
        return tuple(given)

    def _word(self, mood: str, wave: str) -> str:
        draws = self._draws
        kind = "odd" if draws.chance(ODD_WORDS) else mood
        text, misspelt = draws.weighted(words(BEFORE if wave == BEFORE else AFTER, kind))
        if misspelt and draws.chance(MISSPELT):
            text = misspelt
        return text.capitalize() if draws.chance(0.3) else text

    def _comment(self, person: Person, wave: str) -> str:
        tone = self._draws.weighted(TONES[person.moods[wave]])
        leading = person.role_group in {"partner lead", "supervisor"}
        return self._commentary.comment(wave, person.group, tone, leading=leading)


def _score(level: float) -> int:
    return min(10, max(0, int(level + 0.5)))

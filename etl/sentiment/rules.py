"""Weighs the feelings of one text: what turns, weakens and strengthens them, and "but".

A text is read once from left to right. A modifier waits for the feeling it belongs to, for a
few words and never past a pause; "no longer worried or stuck" reaches both feelings.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from etl.sentiment.layers import lexicon
from etl.sentiment.reading import COMMA, STOP, tokens
from etl.sentiment.terms import Part, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from etl.sentiment.lexicon import Term

TURN_REACH: Final = 6  # "no longer feel that I am carrying this on my own"
DEGREE_REACH: Final = 2
OR_REACH: Final = 4
AFTER_REACH: Final = 3
EXCESS_REACH: Final = 4  # "too rushed and noisy to be useful"
EARLIER: Final = 0.5  # what stands before "but" counts half,
LATER: Final = 1.5  # and what follows half as much again
NOWHERE: Final = -1

_DONE: Final = {
    "turn": "turned round",
    "after": "turned round",
    "gone": "turned round",
    "excess": "strengthened",
    "result": "turned round",
    "weaken": "weakened",
    "strengthen": "strengthened",
}


@dataclass
class Hit:
    """A feeling found in a text: where it stands, its value so far, and what was done to it."""

    term: Term
    start: int
    end: int
    after: int
    value: float
    sentence: int
    clause: int
    conceded: bool
    notes: list[str]

    @property
    def turn(self) -> float:
        """What the modifiers multiplied the term's own value by."""
        return self.value / self.term.value if self.term.value else 1.0


@dataclass
class Reading:
    """What one pass over a text found."""

    hits: list[Hit] = field(default_factory=list)
    ambiguous: list[Term] = field(default_factory=list)


def read(text: str, *, correct: bool) -> Reading:
    """Return the feelings of a text, each with its value after its modifiers.

    Args:
        text: anything a person typed.
        correct: whether spelling is corrected, as in the short word fields.
    """
    scan = _Scan()
    for part in parts(tokens(text), correct=correct):
        scan.take(part)
    return scan.reading


def weigh_clauses(hits: Sequence[Hit]) -> None:
    """Let the clause after the last "but" of each sentence count more, the others less."""
    sentences: defaultdict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        sentences[hit.sentence].append(hit)
    for together in sentences.values():
        last = max(hit.clause for hit in together)
        later = [hit.clause == last and not hit.conceded for hit in together]
        if any(later) and not all(later):
            _weigh(together, later)


def _weigh(hits: Sequence[Hit], later: Sequence[bool]) -> None:
    """Weigh the hits of one sentence; the weights' mean is 1, so that none is made stronger."""
    mean = sum(LATER if is_later else EARLIER for is_later in later) / len(later)
    for hit, is_later in zip(hits, later, strict=True):
        hit.value *= (LATER if is_later else EARLIER) / mean
        hit.notes.append(f'counts {"more" if is_later else "less"} beside a "but"')


class _Scan:
    """One pass over the parts of a text; holds the modifiers that still wait for a feeling."""

    def __init__(self) -> None:
        self.reading = Reading()
        self._place = 0
        self._waiting: list[Part] = []
        self._carried: list[Part] = []  # turns that a list may go on with
        self._carried_sign = False
        self._carry_at = self._carry_until = NOWHERE
        self._sentence = self._clause = 0
        self._sentence_starts = True
        self._conceding = False
        self._excess_until = NOWHERE
        self._rules: dict[str, Callable[[Part], None]] = {
            "scored": self._feeling,
            "ambiguous": self._ambiguous,
            "turn": self._wait,
            "weaken": self._wait,
            "strengthen": self._wait,
            "after": self._look_back,
            "gone": self._lose,
            "excess": self._exceed,
            "result": self._result,
            "and": self._and,
            "or": self._or,
            "contrast": self._contrast,
            "concession": self._concede,
        }

    def take(self, part: Part | str) -> None:
        """Take the next part of the text."""
        if isinstance(part, Part):
            self._place = part.place
            rule = self._rules.get(part.term.effect)
            if rule:
                rule(part)
            self._place = part.after
        elif part == STOP:
            self._stop()
        elif part == COMMA:
            self._pause()
        else:
            self._place += 1
        self._sentence_starts = part == STOP

    def _stop(self) -> None:
        self._pause()
        self._drop_carried()
        self._sentence, self._clause = self._sentence + 1, 0

    def _pause(self) -> None:
        """Let waiting modifiers go; a list may still go on after a comma."""
        self._waiting.clear()
        self._excess_until = NOWHERE
        self._conceding = False
        self._keep_carrying(self._place + 1)
        self._place += 1

    def _wait(self, part: Part) -> None:
        self._waiting.append(part)
        self._keep_carrying(part.after)

    def _and(self, part: Part) -> None:
        self._waiting.clear()
        self._keep_carrying(part.after)

    def _or(self, part: Part) -> None:
        if self._carry_at == part.place:
            self._carry_until = part.after + OR_REACH
        self._keep_carrying(part.after)

    def _contrast(self, part: Part) -> None:
        self._waiting.clear()
        self._drop_carried()
        if self._sentence_starts and self._sentence:
            self._sentence -= 1  # "However, ..." looks back on the sentence before
        self._clause = part.after

    def _concede(self, _part: Part) -> None:
        """Begin an aside that counts less, where the sentence opens with it ("Although ...")."""
        self._waiting.clear()
        self._drop_carried()
        hits = self.reading.hits
        self._conceding = not hits or hits[-1].sentence != self._sentence

    def _look_back(self, part: Part) -> None:
        """Turn the difficult feeling just before ("the worry has lifted"), else the next one."""
        last = self._just_before(part)
        if last and last.value < 0:
            _modify(last, part)
        else:
            self._waiting.append(part)

    def _lose(self, part: Part) -> None:
        """Turn whatever feeling stands just before: "all hope has vanished"."""
        last = self._just_before(part)
        if last:
            _modify(last, part)

    def _just_before(self, part: Part) -> Hit | None:
        last = self.reading.hits[-1] if self.reading.hits else None
        if last is None or (last.clause, last.sentence) != (self._clause, self._sentence):
            return None
        return last if part.place - last.after <= AFTER_REACH else None

    def _exceed(self, part: Part) -> None:
        """Strengthen the next feeling, and remember: "too loud to be comfortable"."""
        self._wait(part)
        self._excess_until = part.after + EXCESS_REACH

    def _result(self, part: Part) -> None:
        """Turn the feeling after "to be" where something was too much for it."""
        if part.place <= self._excess_until:
            self._waiting.append(part)
        self._excess_until = NOWHERE

    def _ambiguous(self, part: Part) -> None:
        self.reading.ambiguous.append(part.term)
        self._waiting.clear()

    def _feeling(self, part: Part) -> None:
        turns = self._reaching(part, {"turn", "after", "result"}, TURN_REACH)
        if not turns and self._carries_to(part):
            turns = self._carried
        degrees = self._reaching(part, {"weaken", "strengthen", "excess"}, DEGREE_REACH)
        hit = Hit(
            term=part.term,
            start=part.start,
            end=part.end,
            after=part.after,
            value=part.term.value,
            sentence=self._sentence,
            clause=self._clause,
            conceded=self._conceding,
            notes=list(part.notes),
        )
        for modifier in (*degrees, *turns):
            _modify(hit, modifier)
        self.reading.hits.append(hit)
        self._waiting.clear()
        self._carry(part, turns)

    def _reaching(self, part: Part, effects: set[str], reach: int) -> list[Part]:
        return [
            waiting
            for waiting in self._waiting
            if waiting.term.effect in effects and part.place - waiting.after <= reach
        ]

    def _carry(self, part: Part, turns: list[Part]) -> None:
        """Remember the turns of this feeling for the rest of a list: "not worried or stuck"."""
        self._carried = turns or _inner_turn(part)
        self._carried_sign = (part.term.value > 0) == bool(turns)
        self._carry_at = part.after if self._carried else NOWHERE
        self._carry_until = NOWHERE

    def _carries_to(self, part: Part) -> bool:
        reached = part.place == self._carry_at or part.place <= self._carry_until
        return bool(self._carried) and reached and (part.term.value > 0) == self._carried_sign

    def _keep_carrying(self, after: int) -> None:
        if self._carry_at == self._place:
            self._carry_at = after

    def _drop_carried(self) -> None:
        self._carried = []
        self._carry_at = self._carry_until = NOWHERE


def _modify(hit: Hit, modifier: Part) -> None:
    hit.value *= modifier.term.value
    text = " ".join(modifier.term.words)
    hit.notes.append(f'{_DONE[modifier.term.effect]} by "{text}"')


def _inner_turn(part: Part) -> list[Part]:
    """Return the negation a listed phrase begins with, such as the "not" of "not alone"."""
    if len(part.term.words) == 1:
        return []
    for length in range(len(part.term.words) - 1, 0, -1):
        term = lexicon().exact(part.term.words[:length])
        if term and term.effect == "turn":
            return [replace(part, term=term)]
    return []

"""Random draws that come out the same on every platform and Python version."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

T = TypeVar("T")

CONSONANTS = "bcdfghjkmnpqrstvwxz"
DIGITS = "23456789"


class Draws:
    """A stream of draws with a name; only ``Random.random`` is used, which never changes.

    Python promises the same sequence for the same seed for ``random()`` alone, so every
    other draw is worked out from it here.
    """

    def __init__(self, name: str) -> None:
        """Start the stream called ``name``; equal names give equal streams."""
        self._random = random.Random(name)  # noqa: S311 - invented data, nothing to protect

    def chance(self, share: float) -> bool:
        """Return True in about ``share`` of draws."""
        return self._random.random() < share

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def spread(self, width: float) -> float:
        """Return a bell-shaped number around 0, never beyond ``width`` either way."""
        total = self._random.random() + self._random.random() + self._random.random()
        return (total / 1.5 - 1) * width

    def pick(self, things: Sequence[T]) -> T:
        """Return one of ``things``, each as likely as the others."""
        return things[self.whole(0, len(things) - 1)]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Return one of the keys, as often as its weight says."""
        left = self._random.random() * sum(weights.values())
        for thing, weight in weights.items():
            left -= weight
            if left < 0:
                return thing
        return list(weights)[-1]

    def several(self, weights: Mapping[T, float], count: int) -> list[T]:
        """Return up to ``count`` different keys, the heavier ones more often."""
        remaining = dict(weights)
        chosen: list[T] = []
        while remaining and len(chosen) < count:
            thing = self.weighted(remaining)
            chosen.append(thing)
            del remaining[thing]
        return chosen

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """Return ``things`` in a drawn order."""
        order = list(things)
        for last in range(len(order) - 1, 0, -1):
            other = self.whole(0, last)
            order[last], order[other] = order[other], order[last]
        return order

    def token(self) -> str:
        """Return a respondent token such as ``kx7-mq2``, which no identifier looks like."""
        return "-".join(
            self.pick(CONSONANTS) + self.pick(CONSONANTS) + self.pick(DIGITS) for _ in range(2)
        )


class Deck(Generic[T]):
    """Things dealt without repeats until all are used, so that shares come out as planned."""

    def __init__(self, things: Sequence[T], draws: Draws) -> None:
        """Keep ``things`` to deal in an order taken from ``draws``."""
        self._things = things
        self._draws = draws
        self._pile: list[T] = []

    def deal(self) -> T:
        """Return the next thing, shuffling again when the pile is empty."""
        if not self._pile:
            self._pile = self._draws.shuffled(self._things)
        return self._pile.pop()


def even_deck(draws: Draws) -> Deck[float]:
    """Return a deck of 40 shares spread evenly between 0 and 1; deal below 0.8 in 80% of cases."""
    cards = 40
    return Deck([(n + 0.5) / cards for n in range(cards)], draws)

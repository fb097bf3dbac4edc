"""What a text scored, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["scored", "unrecognised", "ambiguous", "empty"]


@dataclass(frozen=True)
class Because:
    """One part of a score.

    ``span`` is the text as the person wrote it, ``value`` what it adds after its modifier
    (-1 to 1), ``source`` the layer it comes from ("project", "TextBlob", "VADER") and
    ``modifier`` what was done to it, in words; empty when nothing was.
    """

    span: str
    value: float
    source: str
    modifier: str


@dataclass(frozen=True)
class Scored:
    """The polarity of a text, -1 to 1, or ``None`` unless ``state`` is "scored"."""

    polarity: float | None
    state: State
    because: tuple[Because, ...]


@dataclass(frozen=True)
class Feeling:
    """One word or phrase of a word field.

    ``word`` is how pages show it; ``family`` a key of ``FAMILIES`` or ``None``; ``stock`` what
    TextBlob alone says of the same word, kept beside ours for transparency.
    """

    word: str
    polarity: float | None
    state: State
    family: str | None
    stock: float


@dataclass(frozen=True)
class Family:
    """A family of feelings, drawn as one line on a chart.

    ``direction`` is "before" for the difficult families people tend to arrive with and "after"
    for those they hope to leave with. ``opposite`` is the family that a feeling turned round
    belongs to: "not confident" is with those who doubt themselves.
    """

    key: str
    title: str
    sentence: str
    direction: Literal["before", "after"]
    opposite: str | None = None

"""How wide words are, and how to keep labels from touching.

A figure does not know how wide it will be drawn, so every check assumes the narrowest screen.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PHONE = 340
"""Width in pixels of a figure on the narrowest phone the pages are made for (390 px)."""

LABEL = 13
"""Size in pixels of the words in a figure."""

LINE = 17
"""Height in pixels of one line of them."""

_EM = {
    letter: width
    for letters, width in (
        (" ", 0.21),
        (",.:;'|ijlI\N{RIGHT SINGLE QUOTATION MARK}", 0.27),
        ("!f()[]-", 0.32),
        ("rt/", 0.36),
        ("*?cksvxyz", 0.49),
        ("0123456789aeg+=<>\N{MINUS SIGN}\N{EN DASH}", 0.51),
        ("wW", 0.8),
        ("mM%@&", 0.85),
    )
    for letter in letters
}
"""Source Sans advance widths in ems, rounded up; what is not here counts as 0.56, capitals 0.64."""


def text_width(words: str, size: int = LABEL) -> float:
    """Return the width in pixels of one line in Source Sans, rounded up a little."""
    return size * sum(_EM.get(letter, 0.64 if letter.isupper() else 0.56) for letter in words)


def fold(words: str, width: float, size: int = LABEL) -> list[str]:
    """Return the words as lines no wider than `width` pixels; a single long word stays whole."""
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def plain(words: object) -> str:
    """Return words from the data as a figure may print them: no markup of their own."""
    return html.escape(str(words), quote=False)


def bold(words: str) -> str:
    """Return a label in which `**these words**` are bold, everything else plain."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", plain(words), flags=re.DOTALL)


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Return the places moved just far enough that neighbours lie at least `gap` apart.

    Order is kept and a crowded run is centred on where it wanted to be. Units are the caller's.
    """
    order = sorted(range(len(places)), key=places.__getitem__)
    runs: list[list[int]] = []
    for index in order:
        runs.append([index])
        while len(runs) > 1 and _top(places, runs[-2], gap) > _bottom(places, runs[-1], gap) - gap:
            last = runs.pop()
            runs[-1].extend(last)
    moved = list(places)
    for run in runs:
        for step, index in enumerate(run):
            moved[index] = _bottom(places, run, gap) + step * gap
    return moved


def _bottom(places: Sequence[float], run: Sequence[int], gap: float) -> float:
    return sum(places[index] for index in run) / len(run) - gap * (len(run) - 1) / 2


def _top(places: Sequence[float], run: Sequence[int], gap: float) -> float:
    return _bottom(places, run, gap) + gap * (len(run) - 1)


def levels(spans: Sequence[tuple[float, float]], gap: float = 8) -> list[int]:
    """Return for each (start, end) in pixels the lowest level where it touches no earlier one."""
    ends: list[list[tuple[float, float]]] = []
    chosen: list[int] = []
    for start, end in spans:
        clear = (
            level
            for level, taken in enumerate(ends)
            if all(start >= other_end + gap or end <= other - gap for other, other_end in taken)
        )
        level = next(clear, len(ends))
        if level == len(ends):
            ends.append([])
        ends[level].append((start, end))
        chosen.append(level)
    return chosen

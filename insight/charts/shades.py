"""Colours between two of the palette's, and the ink that reads on them."""

from __future__ import annotations

_INKS = ("#000000", "#FFFFFF")
_DARK_END = 0.04045


def mixed(start: str, end: str, share: float) -> str:
    """Return the colour `share` of the way from `start` to `end` (hex, 0 to 1)."""
    steps = zip(_parts(start), _parts(end), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02X}" for one, other in steps)


def readable(ground: str) -> str:
    """Return black or white, whichever reads better on a ground.

    One of them always has 4.5:1 (WCAG 2.2, relative luminance); softer inks have not on a ground
    half way.
    """
    return max(_INKS, key=lambda ink: _contrast(ink, ground))


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _DARK_END else float(((part + 0.055) / 1.055) ** 2.4)

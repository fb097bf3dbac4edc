"""The text of a workbook, when each of many cells points at one long string.

An XLSX keeps a string once and its cells point at it; a reader copies it for every cell, so that
a small file can fill the memory without unpacking to much.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TEXT = 500_000_000

_STRING_END = re.compile(rb"</(?:\w+:)?si\s*>|<(?:\w+:)?si\s*/>")
_POINTER = re.compile(
    rb"""\st\s*=\s*["']s["'][^>]*>\s*"""
    rb"(?:<(?:\w+:)?f\b[^>]*>(?:[^<]*</(?:\w+:)?f>)?\s*)?<(?:\w+:)?v[^>]*>\s*([0-9]+)"
)


def string_lengths(pieces: Iterator[bytes]) -> list[int]:
    """Return the length in bytes, tags included, of each shared string of a part."""
    lengths: list[int] = []
    carried = 0
    for piece in pieces:
        parts = [len(part) for part in _STRING_END.split(piece)]
        parts[0] += carried
        carried = parts.pop()
        lengths += parts
    return lengths


def pointers(pieces: Iterator[bytes]) -> Counter[int]:
    """Return how many cells of a part point at each shared string."""
    found: Counter[int] = Counter()
    for piece in pieces:
        found.update(map(int, _POINTER.findall(piece)))
    return found


def text_size(lengths: list[int], pointing: Counter[int]) -> int:
    """Return the bytes of text when every pointer is followed."""
    return sum(lengths[at] * many for at, many in pointing.items() if at < len(lengths))

"""Text as a reader sees it, with the way back to the text as it was stored.

A number can be hidden from a search by zero-width characters, full-width digits, entities or
HTML tags. The view undoes these for searching only; what is found is cut out of the original.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLAIN: Final = str.maketrans(
    {
        "\u00a0": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2018": "'",
        "\u2019": "'",
        "\u201b": "'",
        "`": "'",
        "\u00b4": "'",
    }
)
# Anything outside these needs the slow way: one character here may be several there, or none.
_ODD: Final = re.compile(
    "[^\x00-\x7f\xa0\xa3\xa9\xae\xb0\xb4\xc0-\u024f\u2010-\u2014\u2018-\u201d\u2022\u20ac]"
    "|<[A-Za-z/!]|&#?\\w+;"
)
_PIECE: Final = re.compile(r"(?P<tag></?[A-Za-z!][^<>]*>)|(?P<entity>&#?\w{1,31};)|.", re.DOTALL)
_BLOCK: Final = re.compile(r"</?(?:br|p|div|li|ul|ol|t[rdh]|table|h\d)\b", re.IGNORECASE)
_FILLERS: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


@dataclass(frozen=True)
class View:
    """What to search, and for each of its characters where it stands in the original."""

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a place in the view."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def views(text: str) -> tuple[View, ...]:
    """Return the views to search: one for plain text, two where there is markup."""
    if _ODD.search(text) is None:
        return (View(text.translate(_PLAIN)),)
    seen = _view(_pieces(text))
    if "<" not in text:
        return (seen,)
    # What stands inside a tag (a link's address) is searched too.
    return (seen, _view((piece, at, at + 1) for at, piece in enumerate(text)))


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each piece a reader sees with its place; an inline tag is seen as nothing."""
    for found in _PIECE.finditer(text):
        piece = found[0]
        if found["tag"]:
            piece = "\n" if _BLOCK.match(piece) else ""
        elif found["entity"]:
            piece = html.unescape(piece)
        yield piece, found.start(), found.end()


def _view(pieces: Iterator[tuple[str, int, int]]) -> View:
    seen: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece, start, end in pieces:
        for letter in unicodedata.normalize("NFKC", piece):
            if _joins(letter, seen):
                seen[-1] = unicodedata.normalize("NFC", seen[-1] + letter)[0]
                ends[-1] = end
            elif not _invisible(letter):
                seen.append(_digit(letter))
                starts.append(start)
                ends.append(end)
    return View("".join(seen).translate(_PLAIN), tuple(starts), tuple(ends))


def _joins(letter: str, seen: list[str]) -> bool:
    return bool(seen) and unicodedata.combining(letter) > 0


def _invisible(letter: str) -> bool:
    return (
        unicodedata.category(letter) == "Cf"
        or letter in _FILLERS
        or "\ufe00" <= letter <= "\ufe0f"
        or unicodedata.combining(letter) > 0
    )


def _digit(letter: str) -> str:
    """Return a digit of any script as 0 to 9."""
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)

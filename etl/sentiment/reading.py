"""From what a person typed to words: quotes, contractions, separators and non-answers."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from etl.sentiment.files import read_lines

STOP: Final = "."
COMMA: Final = ","

# One character for one, so that a span of the tidied text is a span of the original.
_QUOTES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u0060\u00b4\u2032\uff07", "'"))

_TOKEN = re.compile(
    r"""
      (?:<(?i:[/!?]?[a-z])[^<>]{0,300}>          # an HTML tag
        |&(?:\#\d{1,6}|(?i:[a-z]{2,8}));         # an HTML entity
        |\[[A-Z][A-Z ]{1,14}\]                   # a redaction tag
        |https?://[^\s<>]{1,300})
    | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)*|[\u2639-\u2764\U0001f300-\U0001faff])  # or a picture
    | (?P<stop>[.!?;:\u2026\r\n]+)
    | (?P<comma>[,()\u2013\u2014]|[ ]-[ ])
    """,
    re.VERBOSE,
)

_HYPHENS: Final = "-\u2010\u2011"
_MARKUP = re.compile(r"<(?i:[/!?]?[a-z])[^<>]{0,300}>")

_EXPANDED = {
    "can't": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "cannot": ("can", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "id": ("i", "would"),
} | {
    f"{verb}nt": (verb, "not")
    for verb in (
        *("is", "are", "was", "were", "do", "does", "did", "has", "have", "had"),
        *("would", "could", "should", "must", "need"),
    )
}

_ENDINGS = {
    "n't": "not",
    "'m": "am",
    "'re": "are",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
    "'s": "",
}

_NON_ANSWERS = frozenset(line["text"] for line in read_lines("non-answers.csv"))


class Token(NamedTuple):
    """A normalised word (or ``STOP`` or ``COMMA``) and where the text it came from stands.

    ``titled``: it begins with a capital and goes on in small letters, as names do. ``hyphened``:
    only a hyphen stands between it and the word before.
    """

    word: str
    start: int
    end: int
    titled: bool = False
    hyphened: bool = False


def straighten(text: str) -> str:
    """Return the text with curly and other apostrophes made straight; its length is kept."""
    return text.translate(_QUOTES)


def tokens(text: str) -> list[Token]:
    """Return the words and pauses of a text, contractions opened, capitals lowered."""
    found: list[Token] = []
    straight = straighten(text)
    for match in _TOKEN.finditer(straight):
        kind = match.lastgroup
        if kind == "word":
            start, end = match.span()
            typed = match.group()
            follows = bool(found) and found[-1].end == start - 1
            marks = typed.istitle(), follows and straight[start - 1] in _HYPHENS
            found.extend([Token(word, start, end, *marks) for word in _open(typed.lower())])
        elif kind:
            found.append(Token(STOP if kind == "stop" else COMMA, *match.span()))
    return found


def words(text: str) -> tuple[str, ...]:
    """Return only the normalised words of a text."""
    return tuple(token.word for token in tokens(text) if token.word not in {STOP, COMMA})


@lru_cache(maxsize=50_000)
def _open(word: str) -> tuple[str, ...]:
    """Return a contraction as its words: isn't as is, not."""
    if word in _EXPANDED:
        return _EXPANDED[word]
    for ending, meaning in _ENDINGS.items():
        if word.endswith(ending):
            stem = word[: -len(ending)].replace("'", "")
            return tuple(part for part in (stem, meaning) if part)
    return (word.replace("'", ""),)


def is_empty(text: str) -> bool:
    """Say whether a text gives no answer: nothing, only punctuation, or "nothing to add"."""
    tidy = " ".join(plain(text).lower().split()).strip(" .,;:!?*-_\u2013\u2014\u2022\"'()[]")
    return tidy in _NON_ANSWERS or not any(_carries(character) for character in tidy)


def plain(text: str) -> str:
    """Return the text without HTML markup and with straight apostrophes."""
    return straighten(html.unescape(_MARKUP.sub("\n", text)))


def _carries(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character) == "So"

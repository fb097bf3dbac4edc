"""Texts and Markdown: what is not meant as Markdown is not read as it, and the reverse."""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$^=])")


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is: no link, picture or HTML comes of it."""
    return _MARKS.sub(r"\\\1", text)


def plain(markdown: str) -> str:
    """Return a sentence without its Markdown marks."""
    return re.sub(r"\*\*|\\", "", markdown)


def slug(text: str) -> str:
    """Return a text as a short key or the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")

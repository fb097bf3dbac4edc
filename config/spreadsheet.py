"""What both sides must know of spreadsheets: a cell must never run as a formula."""

from __future__ import annotations

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """Return a cell's text so that a spreadsheet shows it and never runs it.

    Source: OWASP, "CSV Injection" (a cell beginning with = + - @, a tab or a carriage return).
    """
    return f"'{text}" if text.startswith(_STARTS_FORMULA) else text

"""Localities beside the whole area, over four quarters so that most can be shown at all."""

from insight.findings.localities.bands import compared
from insight.findings.localities.listed import reasons, sessions
from insight.findings.localities.shares import shares, title

__all__ = ["compared", "reasons", "sessions", "shares", "title"]

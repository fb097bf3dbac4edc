"""Protecting small counts before anything is drawn, written or downloaded.

Rules and their sources: docs/disclosure.md. In short: a count of people is shown rounded, a small
one only as a range, shares come from the rounded counts, nothing rests on fewer than 8, and no
base under 8 is broken down. What is shown of a table is checked as an attacker would: along each
line (`lines`), and in each two-way table with its margins (`blocks`).
"""

from insight.disclosure.blocks import Block, settled
from insight.disclosure.lines import Axis, Key, Verdict, line_verdict
from insight.disclosure.presets import (
    PRESETS,
    SMALLEST_BASE,
    Preset,
    chosen,
    preset,
    sentence,
    strictest,
)
from insight.disclosure.shares import (
    counts_behind,
    in_fives,
    told_in_fives,
    told_of,
    told_share,
)

OK, SUPPRESSED, TOO_FEW, NOT_APPLICABLE = "ok", "suppressed", "too few", "not applicable"
HIDDEN_TEXT, TOO_FEW_TEXT, NOT_APPLICABLE_TEXT = "[c]", "too few", "does not apply"

__all__ = [
    "HIDDEN_TEXT",
    "NOT_APPLICABLE",
    "NOT_APPLICABLE_TEXT",
    "OK",
    "PRESETS",
    "SMALLEST_BASE",
    "SUPPRESSED",
    "TOO_FEW",
    "TOO_FEW_TEXT",
    "Axis",
    "Block",
    "Key",
    "Preset",
    "Verdict",
    "chosen",
    "counts_behind",
    "in_fives",
    "line_verdict",
    "preset",
    "sentence",
    "settled",
    "strictest",
    "told_in_fives",
    "told_of",
    "told_share",
]

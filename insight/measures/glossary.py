"""docs/measures.md, written from the registry: `python -m insight list --format markdown`."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from config.paths import ROOT
from insight.disclosure import SMALLEST_BASE
from insight.measures.registry import MEASURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from insight.measures.definition import Measure

PAGE = ROOT / "docs" / "measures.md"

_OPENING = f"""# Measures

Written from the registry by `python -m insight list --format markdown`: change the registry in
`insight/measures/`, not this page.

Every figure of the pages, the papers and the command line is one of these, and stands beside what
it rests on (n). What happened after a session is told as what happened next, never as caused by it:
there is no comparison group, people report on themselves, and they come when they are stuck.

## How they are counted

- **Periods** include both ends. A referral counts on the day it was received; sessions, attendance
  and feedback on the day of the session; the standard, and what is overdue, on the day the session
  was due; a review on the day it was due, so many months after the referral's first session held;
  learning on the day it was raised.
- **The clock** counts working days in England (Monday to Friday, no bank holiday) after the Partner
  Leads' decision, or after the request was received where the scheme sets no standard. A weekend or
  bank holiday counts as the next working day. The first session held stops it; one dated before the
  decision is left out. What is open is judged at the day of the data, or the day asked for.
- **A pair** is the same respondent at the same session, before and after, with at least one
  recognised word each time. What is not recognised is left out, never counted as neutral.
- **Filters**: a reason is any reason cited. An agency group is the referring agency's for referrals
  and reviews, the attending agency's for sessions and attendance, the respondent's own for
  feedback, and the agency concerned for learning. Locality and plan type are the referral's.
- **Intervals** are 95%: Wilson's for shares, a bootstrap of whole sessions for means.
- **Small numbers**: no share, mean, median or test rests on fewer than {SMALLEST_BASE}.
- A measure that does not apply to a partnership says so in place of a figure.
"""


def as_markdown() -> str:
    """Return the page: every measure by the question it belongs to."""
    return "\n".join([_OPENING, *_measures()])


def _measures() -> Iterator[str]:
    for group, entries in groupby(MEASURES.values(), key=lambda each: each.group):
        yield f"## {group}\n"
        for entry in entries:
            yield from _entry(entry)


def _entry(entry: Measure) -> Iterator[str]:
    better = {"up": "higher", "down": "lower", "neither": "neither"}[entry.better]
    yield f"### {entry.title}: `{entry.key}`\n"
    yield f"{entry.question}\n"
    yield "| | |\n|---|---|"
    yield f"| counted | {entry.numerator} |"
    if entry.denominator:
        yield f"| of | {entry.denominator} |"
    yield f"| unit | {entry.unit} |"
    if entry.method:
        yield f"| worked out with | {entry.method} |"
    yield f"| better | {better} |"
    if entry.smallest_base:
        yield f"| smallest base | {entry.smallest_base} |"
    yield f"| by | {', '.join(entry.dimensions)} |"
    yield f"| source | {entry.source} |\n"

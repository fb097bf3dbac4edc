"""What people say in interviews, counted: themes found by the codebook's terms."""

from __future__ import annotations

from functools import partial

from insight.measures.definition import PERSON, TIME, Measure

_people = partial(
    Measure,
    group="Is anyone better off?",
    kind="count",
    denominator="",
    unit="people",
    better="neither",
    source="design, Access; codebook",
    day="interview_date",
    unit_of=("partnership", "interview_id"),
    closed_to=("admin",),
)

VOICES = (
    _people(
        key="interviewed",
        title="People interviewed",
        question="How many people were interviewed?",
        numerator="people with at least one interview answer",
        dimensions=("partnership", *PERSON, *TIME),
        rows_of="mart_interview",
    ),
    _people(
        key="interview_theme_people",
        title="Themes in interviews",
        question="What reasons for a session do people name, and what do they say has changed?",
        numerator="people using a term of a reason where they were asked why the session was "
        'called, or of a benefit where they were asked what changed; terms with a "not" before '
        "them are left out; found by terms, not yet read by a person",
        dimensions=("partnership", "theme", "theme_kind", *PERSON, *TIME),
        rows_of="mart_interview_theme",
        base="asked",
        overlapping=("theme", "theme_kind"),
        nested={"theme": "theme_kind"},
    ),
)

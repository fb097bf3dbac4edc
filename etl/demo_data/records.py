"""The rows of the seven input files, one class a file; field names are column names.

Source: the data dictionary (input files: the contract).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Referral:
    """A request for a session."""

    referral_id: str
    received_date: date
    locality: str
    referring_agency: str
    referring_role: str | None
    plan_type: str
    family_ref: str | None
    plan_start_month: str | None
    reasons: tuple[str, ...]
    primary_reason: str | None
    sibling_group_size: int | None
    send: bool | None
    professionals_involved: int | None
    age_band: str | None
    decision: str | None
    decision_date: date | None
    lead_1_agency: str | None
    lead_2_agency: str | None


@dataclass(frozen=True)
class Session:
    """A session that is planned, held, cancelled or rearranged."""

    session_id: str
    referral_id: str
    session_date: date
    arranged_date: date | None
    status: str
    mode: str | None
    duration_minutes: int | None
    facilitator_independent: bool | None
    record_completed_date: date | None
    record_circulated_date: date | None


@dataclass(frozen=True)
class Attendance:
    """One place at a held session."""

    session_id: str
    agency: str
    attendee: int
    role: str
    invited: bool | None
    attended: str
    delegated_authority: bool | None
    record_filed: bool | None


@dataclass(frozen=True)
class Feedback:
    """One person's form in one wave."""

    session_id: str
    respondent: str
    agency: str | None
    role_group: str | None
    wave: str
    submitted_date: date | None
    words: tuple[str, ...]
    confidence: int | None
    clarity: int | None
    roles_understood: int | None
    childs_experience: int | None
    supported: int | None
    safe_to_challenge: int | None
    reflective: int | None
    comment: str | None


@dataclass(frozen=True)
class Answer:
    """One answer of an interview."""

    interview_id: str
    question_no: int
    interview_date: date
    agency: str
    role_group: str
    question: str
    answer: str
    words_before: tuple[str, ...]
    words_after: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What a review found 3, 6 or 12 months after the session."""

    referral_id: str
    months_after: int
    review_date: date
    plan_type_now: str
    change: str | None
    re_referred: bool | None
    drift_resolved: str | None
    note: str | None


@dataclass(frozen=True)
class Learning:
    """A wider learning point raised at a session."""

    learning_id: str
    session_id: str
    raised_date: date
    scope: str
    locality: str | None
    agency: str | None
    theme: str
    description: str | None
    fed_back_date: date | None
    action: str | None
    status: str

"""How much did we do? Counts, and why sessions are called."""

from __future__ import annotations

from functools import partial

from insight.measures.definition import WHOLE_CASE, Column, Measure

ATTENDING = {"agency_group": Column("agency_groups", many=True)}

_measure = partial(
    Measure,
    group="How much did we do?",
    source="measures, How much did we do?",
    subject="process",
)
_count = partial(_measure, kind="count", denominator="", better="neither", dimensions=WHOLE_CASE)
_referrals = partial(_count, rows_of="mart_referral", day="received_date")
_sessions = partial(
    _count, rows_of="mart_session", day="session_date", base="held", columns=ATTENDING
)
_reasons = partial(
    _measure,
    kind="share",
    denominator="referrals",
    unit="% of referrals",
    better="neither",
    dimensions=WHOLE_CASE,
    rows_of="mart_referral",
    day="received_date",
    whole=("reason",),
)

HOW_MUCH = (
    _referrals(
        key="referrals",
        title="Referrals",
        question="How many requests for a session were received?",
        numerator="requests received in the period",
        unit="referrals",
    ),
    _referrals(
        key="referrals_approved",
        title="Referrals approved",
        question="How many requests were approved?",
        numerator="requests received in the period and since approved",
        unit="referrals",
        base="approved",
    ),
    _sessions(
        key="sessions_held",
        title="Sessions held",
        question="How many sessions were held?",
        numerator="sessions held in the period",
        unit="sessions",
        better="up",
    ),
    _count(
        key="attendances",
        title="Attendances",
        question="How many times did a professional attend a session?",
        numerator="attended rows of sessions held, whatever the role",
        unit="attendances",
        rows_of="mart_attendance",
        day="session_date",
        base="attended",
    ),
    _sessions(
        key="children_reached",
        title="Children reached",
        question="How many children do the sessions concern?",
        numerator="sibling group sizes of the families of sessions held, each family once; an "
        "unknown size counts 1",
        unit="children",
        largest_per=("family", "children"),
        overlapping=WHOLE_CASE,
    ),
    _sessions(
        key="families_size_unknown",
        title="Families of unknown size",
        question="For how many families is the number of children not recorded?",
        numerator="families of sessions held whose sibling group size is not recorded",
        unit="families",
        base="held AND NOT children_known",
        unit_of=("partnership", "family"),
        overlapping=WHOLE_CASE,
        better="down",
    ),
    _reasons(
        key="reason_cited",
        title="Reasons cited",
        question="Why are sessions called?",
        numerator="referrals citing the reason; one may cite several, so shares add to more "
        "than 100%",
    ),
    _reasons(
        key="reason_primary",
        title="Main reason",
        question="What is the main reason for calling a session?",
        numerator="referrals whose main reason it is",
        columns={"reason": Column("primary_reason")},
        in_fives=False,
    ),
)

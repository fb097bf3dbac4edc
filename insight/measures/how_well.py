"""How well did we do it? Time taken, who is in the room, records and process."""

from __future__ import annotations

from functools import partial

from insight.measures.definition import WHOLE_CASE, Column, Measure
from insight.measures.how_much import ATTENDING

_SESSION_HELD = "sessions held"
# One row an agency that attended: the mart has one row a person. What is blank for all of them is
# not recorded, which is no "no".
_ATTENDING_AGENCIES = """(
    SELECT sessions.*, named.name AS agency, named.agency_group,
        bool_or(attendance.record_filed) AS filed,
        bool_or(attendance.delegated_authority) AS delegated
    FROM attendance JOIN mart_agency AS named USING (partnership, agency)
    JOIN mart_session AS sessions USING (partnership, session_id)
    WHERE attendance.attended = 'yes' AND sessions.held
    GROUP BY ALL
)"""

_measure = partial(
    Measure,
    group="How well did we do it?",
    source="measures, How well did we do it?",
    dimensions=WHOLE_CASE,
    subject="process",
)
_share = partial(_measure, kind="share", better="up")
_time = partial(
    _measure,
    unit="working days",
    better="down",
    denominator="",
    rows_of="mart_referral",
    day="first_held_date",
)
_referrals = partial(_share, rows_of="mart_referral", day="received_date", unit="% of referrals")
_sessions = partial(
    _share,
    rows_of="mart_session",
    day="session_date",
    base="held",
    denominator=_SESSION_HELD,
    unit="% of sessions",
    columns=ATTENDING,
)
_people = partial(_share, rows_of="mart_attendance", day="session_date")
_agencies = partial(
    _people,
    rows_of=_ATTENDING_AGENCIES,
    denominator="attending agencies of which it is recorded: each agency once a session",
    unit="% of attending agencies",
)
_unrecorded = partial(
    _measure,
    kind="count",
    better="down",
    denominator="",
    unit="attending agencies",
    rows_of=_ATTENDING_AGENCIES,
    day="session_date",
)

TURNAROUND = (
    _share(
        key="within_standard",
        title="Held within the standard",
        question="Are sessions held within the standard?",
        numerator="approved referrals whose first session was held within the standard, counted "
        "in working days after the decision",
        denominator="approved referrals whose due date is past, held or not",
        unit="% of approved referrals due",
        rows_of="mart_referral",
        day="due_date",
        base="standard_days IS NOT NULL AND approved AND due_date < as_of"
        " AND (working_days IS NOT NULL OR NOT held)",
        counted="working_days <= standard_days",
        not_due="standard_days IS NOT NULL AND approved",
    ),
    _measure(
        key="overdue_now",
        title="Overdue now",
        question="How many approved referrals are past the standard and still waiting?",
        numerator="approved referrals with no session held, past their due date",
        denominator="",
        unit="referrals",
        better="down",
        kind="count",
        rows_of="mart_referral",
        day="due_date",
        base="standard_days IS NOT NULL AND approved AND NOT held AND due_date < as_of",
    ),
    _time(
        key="working_days_to_session",
        title="Working days to session",
        question="How long does it usually take from the clock's start to the session?",
        numerator="median working days from the partnership's clock start to the first session",
        kind="median",
        base="working_days IS NOT NULL",
        value="working_days",
    ),
    _time(
        key="working_days_to_session_p90",
        title="Working days to session, slowest tenth",
        question="How long do the slowest tenth take?",
        numerator="90th centile of working days from the clock's start to the first session",
        kind="p90",
        base="working_days IS NOT NULL",
        value="working_days",
    ),
    _time(
        key="wait_in_all",
        title="Wait in all",
        question="How long is it from request to session, the decision included?",
        numerator="median working days from the request being received to the first session",
        kind="median",
        base="wait_in_all IS NOT NULL",
        value="wait_in_all",
    ),
    _time(
        key="days_to_decision",
        title="Working days to decision",
        question="How long does the decision take?",
        numerator="median working days from the request being received to its decision",
        kind="median",
        day="received_date",
        base="days_to_decision IS NOT NULL",
        value="days_to_decision",
    ),
    _referrals(
        key="two_leads_two_agencies",
        title="Two leads from two agencies",
        question="Do two Partner Leads from two agencies lead each session?",
        numerator="approved referrals with both leads recorded, from different agencies",
        denominator="approved referrals",
        base="approved",
        counted="two_leads",
    ),
    _referrals(
        key="refused_disagreement",
        title="Refused as professional disagreement",
        question="How many requests go to the Escalation Policy instead?",
        numerator="decisions 'professional disagreement'",
        denominator="decisions",
        unit="% of decisions",
        better="neither",
        base="decided",
        counted="decision = 'professional disagreement'",
    ),
)

PARTICIPATION = (
    _people(
        key="attendance_rate",
        title="Attendance of those invited",
        question="Do those who are invited come?",
        numerator="people invited who attended",
        denominator="people recorded as invited",
        unit="% of people invited",
        base="invited",
        counted="attended",
        unrecorded="invited IS NULL",
    ),
    _sessions(
        key="participation",
        title="In the room",
        question="Which agencies are in the room, and which are missing?",
        numerator="sessions with at least one person of the agency group",
        counted="len(agency_groups) > 0",
        whole=("agency_group",),
    ),
    _sessions(
        key="statutory_partners_present",
        title="Three statutory partners together",
        question="Are social care, health and police in the room together?",
        numerator="sessions with children's social care, health (any) and police",
        counted="statutory",
    ),
    _sessions(
        key="statutory_and_education_present",
        title="Statutory partners and education together",
        question="Are social care, health, police and education in the room together?",
        numerator="sessions with children's social care, health (any), police and education",
        counted="statutory_education",
    ),
    _sessions(
        key="record_circulated",
        title="Record circulated",
        question="Is the record of the session sent round?",
        numerator="sessions whose record was circulated",
        counted="circulated",
    ),
    _agencies(
        key="record_filed",
        title="Record filed",
        question="Does each agency put the record on the child's file?",
        numerator="attending agencies recorded as having filed the record",
        base="filed IS NOT NULL",
        counted="filed",
        unrecorded="filed IS NULL",
    ),
    _unrecorded(
        key="record_filed_unrecorded",
        title="Record filed, not recorded",
        question="Of how many attending agencies is it not recorded whether they filed the record?",
        numerator="attending agencies, each once a session, for which it is left blank",
        base="filed IS NULL",
    ),
    _agencies(
        key="delegated_authority",
        title="Delegated authority",
        question="Do those attending come with their agency's authority?",
        numerator="attending agencies with someone recorded as having delegated authority",
        base="delegated IS NOT NULL",
        counted="delegated",
        unrecorded="delegated IS NULL",
    ),
    _unrecorded(
        key="delegated_authority_unrecorded",
        title="Delegated authority, not recorded",
        question="Of how many attending agencies is it not recorded whether they had authority?",
        numerator="attending agencies, each once a session, for which it is left blank",
        base="delegated IS NULL",
    ),
    _people(
        key="response_rate",
        title="Response rate",
        question="How many of those who came answered before and after?",
        numerator="respondents with an accepted before and an accepted after",
        denominator="people who attended; above 100% when tokens outnumber them",
        unit="% of people attending",
        rows_of="mart_response",
        counted="is_respondent",
        of="is_attendee",
        subject="feelings",
    ),
    _measure(
        key="reflective_score",
        title="Reflective supervision",
        question="Has it stayed supervision rather than a case meeting?",
        numerator="median of 'this was reflective supervision', 0 to 10, after the session",
        denominator="",
        unit="out of 10",
        better="up",
        kind="median",
        dimensions=(*WHOLE_CASE, "role_group"),
        rows_of="mart_feedback",
        day="session_date",
        base="wave = 'after' AND in_time AND reflective IS NOT NULL",
        value="reflective",
        subject="feelings",
        columns={"agency_group": Column("agency_group")},
    ),
)

HOW_WELL = TURNAROUND + PARTICIPATION

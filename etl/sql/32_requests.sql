-- Requests for supervision, with their waits in working days.
CREATE TABLE target.mart_referral AS
WITH held AS (
    SELECT partnership, referral_id, arg_min(session_id, session_date) AS first_session_id,
        min(session_date) AS first_held_date
    FROM target.session WHERE status = 'held' GROUP BY ALL
),
arranged AS (
    SELECT partnership, referral_id, min(arranged_date) AS arranged_date
    FROM target.session GROUP BY ALL
),
told AS (
    SELECT referral.*, fact.year_start_month, fact.standard_days, fact.clock,
        first_session_id, first_held_date, arranged_date,
        decision = 'approved' AS approved, decision <> 'pending' AS decided
    FROM referral_now AS referral
    JOIN partnership_fact AS fact USING (partnership)
    LEFT JOIN held USING (partnership, referral_id)
    LEFT JOIN arranged USING (partnership, referral_id)
),
working_day AS (SELECT day, working_day_no FROM calendar WHERE working),
timed AS (
    SELECT told.*, received.working_day_no AS received_no,
        received.working_day_no + if(received.working, 0, 1) AS received_start,
        decided_on.working_day_no AS decided_no,
        decided_on.working_day_no + if(decided_on.working, 0, 1) AS decided_start,
        met.working_day_no AS met_no
    FROM told
    LEFT JOIN calendar AS received ON received.day = received_date
    LEFT JOIN calendar AS decided_on ON decided_on.day = decision_date
    LEFT JOIN calendar AS met ON met.day = first_held_date
)
SELECT partnership, year_start_month, referral_id, received_date, locality, plan_type,
    CASE send WHEN true THEN 'Yes' WHEN false THEN 'No' ELSE 'Not recorded' END AS send,
    CASE WHEN sibling_group_size >= 4 THEN '4+'
        ELSE coalesce(sibling_group_size::VARCHAR, 'Not recorded') END AS sibling_band,
    coalesce(age_band, 'Not recorded') AS age_band,
    agency_group, reasons, coalesce(primary_reason, reasons[1]) AS primary_reason,
    coalesce(family_ref, referral_id) AS family,
    coalesce(sibling_group_size, 1) AS children, sibling_group_size IS NOT NULL AS children_known,
    decision, decision_date, approved, decided,
    coalesce(lead_1_agency <> lead_2_agency, false) AS two_leads,
    lead_1_agency IS NOT NULL AND lead_2_agency IS NOT NULL AS leads_named,
    first_session_id IS NOT NULL AS held, first_session_id, first_held_date, arranged_date,
    standard_days, CASE WHEN approved THEN due.day END AS due_date,
    CASE
        WHEN clock = 'decision' AND approved AND first_held_date >= decision_date
            THEN greatest(met_no - decided_start, 0)
        WHEN clock = 'received' AND first_held_date >= received_date
            THEN greatest(met_no - received_start, 0)
    END AS working_days,
    CASE WHEN decided AND decision_date >= received_date
        THEN greatest(decided_no - received_start, 0) END AS days_to_decision,
    CASE WHEN first_held_date >= received_date
        THEN greatest(met_no - received_start, 0) END AS wait_in_all
FROM timed
LEFT JOIN working_day AS due ON due.working_day_no = decided_start + standard_days;

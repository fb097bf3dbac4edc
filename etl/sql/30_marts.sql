-- What insight reads: one row a unit, with every dimension a measure may be broken down by.
-- Rules: the project's measures.md, "Settled edges".

CREATE TABLE target.mart_calendar AS SELECT day, working, working_day_no FROM calendar;

CREATE TABLE target.mart_partnership AS
WITH dated AS (
    -- As-of: the day the newest referral or session file was loaded, or the date given with it.
    SELECT partnership, arg_max(as_at, load_id) FILTER (table_name IN ('referral', 'session')) AS as_at,
        bool_or(demonstration) AS demonstration, max(loaded_at) AS last_loaded
    FROM target.load GROUP BY partnership
    -- A partnership with nothing but published facts has no page of its own.
    HAVING count_if(table_name IN ('referral', 'session')) > 0
)
SELECT partnership, title, scheme, year_start_month, standard_days, clock,
    coalesce(as_at, last_loaded::DATE) AS as_at, demonstration, last_loaded
FROM dated JOIN partnership_fact USING (partnership);

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
    FROM target.referral
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

CREATE TABLE target.mart_session AS
WITH present AS (
    SELECT partnership, session_id,
        list_sort(list_distinct(list(agency_group) FILTER (attended = 'yes'))) AS agency_groups
    FROM target.attendance GROUP BY ALL
)
SELECT session.partnership, referral.year_start_month, session_id, session.referral_id, family,
    children, children_known, session_date, status, status = 'held' AS held, mode,
    locality, plan_type, send, sibling_band, age_band, reasons,
    coalesce(agency_groups, []) AS agency_groups,
    list_has_any(coalesce(agency_groups, []), statutory.health)
        AND list_has_all(coalesce(agency_groups, []), statutory.both) AS statutory,
    list_has_any(coalesce(agency_groups, []), statutory.health)
        AND list_has_all(coalesce(agency_groups, []), list_append(statutory.both, statutory.education))
        AS statutory_education,
    record_circulated_date IS NOT NULL AS circulated,
    facilitator_independent AS independent, duration_minutes
FROM target.session
JOIN target.mart_referral AS referral USING (partnership, referral_id)
CROSS JOIN statutory
LEFT JOIN present USING (partnership, session_id);

CREATE TEMP VIEW session_dims AS
SELECT partnership, year_start_month, session_id, session_date, locality, plan_type, send,
    sibling_band, age_band, reasons
FROM target.mart_session WHERE held;

CREATE TABLE target.mart_attendance AS
SELECT dims.*, agency_group, agency || ' ' || attendee AS attendee, role, invited,
    attended = 'yes' AS attended, delegated_authority AS delegated, record_filed AS filed
FROM target.attendance JOIN session_dims AS dims USING (partnership, session_id);

CREATE TEMP TABLE felt AS
SELECT feedback_no, count(*)::INTEGER AS words_given,
    count_if(state = 'scored')::INTEGER AS words_recognised,
    avg(polarity) FILTER (state = 'scored') AS polarity,
    avg(stock_polarity) FILTER (state = 'scored') AS stock_polarity
FROM given_word GROUP BY ALL;

CREATE TABLE target.mart_feedback AS
SELECT dims.*, respondent, agency_group, role_group, wave, submitted_date,
    felt.polarity, felt.stock_polarity, coalesce(words_given, 0) AS words_given,
    coalesce(words_recognised, 0) AS words_recognised,
    confidence, clarity, roles_understood, childs_experience, supported, safe_to_challenge,
    reflective, comment, scored_text.polarity AS comment_polarity, scored_text.state AS comment_state
FROM target.feedback
JOIN session_dims AS dims USING (partnership, session_id)
LEFT JOIN felt ON feedback_no = feedback.rowid
LEFT JOIN scored_text ON scored_text.text = comment;

-- One row a respondent of a session, with the numbers of their feedback rows.
CREATE TEMP TABLE person AS
SELECT partnership, session_id, respondent,
    any_value(rowid) FILTER (wave = 'before') AS before_no,
    any_value(rowid) FILTER (wave = 'after') AS after_no,
    any_value(rowid) FILTER (wave = 'follow-up') AS follow_up_no,
    coalesce(any_value(agency_group) FILTER (wave = 'before'),
        any_value(agency_group) FILTER (wave = 'after'), any_value(agency_group)) AS agency_group,
    coalesce(any_value(role_group) FILTER (wave = 'before'),
        any_value(role_group) FILTER (wave = 'after'), any_value(role_group)) AS role_group
FROM target.feedback GROUP BY ALL;

CREATE TABLE target.mart_pair AS
SELECT dims.*, respondent, agency_group, role_group,
    before.polarity AS before, after.polarity AS after,
    round(after.polarity - before.polarity, 4) AS shift,
    before.stock_polarity AS stock_before, after.stock_polarity AS stock_after,
    round(after.stock_polarity - before.stock_polarity, 4) AS stock_shift
FROM person
JOIN session_dims AS dims USING (partnership, session_id)
JOIN felt AS before ON before.feedback_no = before_no
JOIN felt AS after ON after.feedback_no = after_no
WHERE before.words_recognised > 0 AND after.words_recognised > 0;

CREATE TABLE target.mart_response AS
SELECT dims.*, agency_group, respondent AS person, false AS is_attendee, true AS is_respondent
FROM person JOIN session_dims AS dims USING (partnership, session_id)
WHERE before_no IS NOT NULL AND after_no IS NOT NULL
UNION ALL BY NAME
SELECT * EXCLUDE (attendee, role, invited, attended, delegated, filed), attendee AS person,
    true AS is_attendee, false AS is_respondent
FROM target.mart_attendance WHERE attended;

CREATE TABLE target.mart_word AS
SELECT dims.*, respondent, agency_group, role_group, wave, word, family, given_word.polarity,
    given_word.state
FROM given_word
JOIN target.feedback ON feedback.rowid = feedback_no
JOIN session_dims AS dims USING (partnership, session_id);

CREATE TABLE target.mart_interview AS
SELECT partnership, year_start_month, interview_id, question_no, interview_date, agency_group,
    role_group, question, answer, words_before, words_after
FROM target.interview JOIN partnership_fact USING (partnership);

CREATE TABLE target.mart_interview_theme AS
SELECT theme.*, code_name.title AS theme, year_start_month, interview_date, agency_group, role_group
FROM target.interview_theme AS theme
JOIN code_name USING (code, kind)
JOIN target.mart_interview USING (partnership, interview_id, question_no);

CREATE TABLE target.mart_interview_word AS
SELECT word.*, year_start_month, interview_date
FROM target.interview_word AS word
JOIN target.mart_interview USING (partnership, interview_id, question_no);

-- Names in the order pages show them; no partnership, as they are the project's own.
CREATE TABLE target.mart_family AS SELECT place, family, title, sentence FROM family_name;
CREATE TABLE target.mart_code AS SELECT place, code, kind, title FROM code_name;

-- What happened next. A review falls due so many months after the referral's first held session,
-- and that is the day its period is judged by (measures.md, "Settled edges").
CREATE TABLE target.mart_outcome AS
SELECT outcome.partnership, year_start_month, referral_id, locality, plan_type, send, sibling_band,
    age_band, reasons, agency_group, months_after::VARCHAR AS months_after, review_date,
    (first_held_date + to_months(months_after))::DATE AS review_due,
    CASE WHEN change IN ('stepped down', 'closed') THEN 'stepped down or closed' ELSE change END
        AS change,
    re_referred, drift_resolved
FROM target.outcome JOIN target.mart_referral USING (partnership, referral_id);

-- A learning point is kept when its session has not been loaded: it was raised all the same.
CREATE TABLE target.mart_learning AS
SELECT learning.partnership, fact.year_start_month, learning_id, learning.session_id, raised_date,
    fed_back_date, scope, theme, learning.status, learning.agency_group, referral.locality,
    referral.plan_type, referral.send, referral.sibling_band, referral.age_band, referral.reasons
FROM target.learning
JOIN partnership_fact AS fact USING (partnership)
LEFT JOIN target.session USING (partnership, session_id)
LEFT JOIN target.mart_referral AS referral USING (partnership, referral_id);

-- The same respondent before, and after or at follow-up: what changed, and does it last? A rating
-- or a feeling missing at either time leaves its change blank. Whether it stayed supervision is
-- asked after only.
CREATE TABLE target.mart_change AS
WITH later AS (UNPIVOT person ON after_no, follow_up_no INTO NAME wave VALUE later_no)
SELECT dims.*, before.respondent, later.agency_group, later.role_group, after.wave AS later,
    round(felt_after.polarity - felt_before.polarity, 4) AS shift,
    after.confidence - before.confidence AS confidence, after.clarity - before.clarity AS clarity,
    after.roles_understood - before.roles_understood AS roles_understood,
    after.childs_experience - before.childs_experience AS childs_experience,
    after.supported - before.supported AS supported,
    after.safe_to_challenge - before.safe_to_challenge AS safe_to_challenge
FROM later
JOIN session_dims AS dims USING (partnership, session_id)
JOIN target.feedback AS before ON before.rowid = before_no
JOIN target.feedback AS after ON after.rowid = later_no
LEFT JOIN felt AS felt_before ON felt_before.feedback_no = before_no
LEFT JOIN felt AS felt_after ON felt_after.feedback_no = later_no;

-- The families of feeling a respondent came with and those they left with: never word to word.
SET VARIABLE families = (
    SELECT list_sort(list(DISTINCT coalesce(family, 'Not recorded'))) FROM given_word
);

CREATE TABLE target.mart_family_pair AS
WITH felt_family AS (
    -- One bit a family: lists gathered by the million would not fit a small machine.
    SELECT feedback_no, bit_or(1::BIGINT << (
        list_position(getvariable('families'), coalesce(family, 'Not recorded')) - 1
    )) AS bits
    FROM given_word GROUP BY ALL
),
spelt AS (
    SELECT bits, list_filter(
        getvariable('families'), (family, place) -> (bits >> (place - 1)) & 1 = 1
    ) AS families
    FROM (SELECT DISTINCT bits FROM felt_family)
)
SELECT dims.*, respondent, agency_group, role_group, came.families AS before_families,
    left_with.families AS after_families
FROM person
JOIN session_dims AS dims USING (partnership, session_id)
JOIN felt_family AS before ON before.feedback_no = before_no
JOIN felt_family AS after ON after.feedback_no = after_no
JOIN spelt AS came ON came.bits = before.bits
JOIN spelt AS left_with ON left_with.bits = after.bits;

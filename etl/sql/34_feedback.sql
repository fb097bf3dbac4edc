-- What respondents felt before and after, how they rated, and who answered.
CREATE TEMP TABLE felt AS
SELECT feedback_no, count(*)::INTEGER AS words_given,
    count_if(state = 'scored')::INTEGER AS words_recognised,
    avg(polarity) FILTER (state = 'scored') AS polarity,
    avg(stock_polarity) FILTER (state = 'scored') AS stock_polarity
FROM given_word GROUP BY ALL;

-- A before form dated after the session, or an after form more than 7 days later, says how somebody
-- felt at another time: figures leave it out. A form without a date is taken at its word.
CREATE TEMP TABLE form AS
SELECT feedback_no, coalesce(
    CASE wave WHEN 'before' THEN submitted_date <= session_date
        WHEN 'after' THEN submitted_date <= session_date + 7 END, true) AS in_time
FROM feedback_now JOIN target.session USING (partnership, session_id);

CREATE TABLE target.mart_feedback AS
SELECT dims.*, respondent, agency_group, role_group, wave, submitted_date, in_time,
    felt.polarity, felt.stock_polarity, coalesce(words_given, 0) AS words_given,
    coalesce(words_recognised, 0) AS words_recognised,
    confidence, clarity, roles_understood, childs_experience, supported, safe_to_challenge,
    reflective, comment, scored_text.polarity AS comment_polarity, scored_text.state AS comment_state
FROM feedback_now
JOIN session_dims AS dims USING (partnership, session_id)
JOIN form USING (feedback_no)
LEFT JOIN felt USING (feedback_no)
LEFT JOIN scored_text ON scored_text.text = comment;

-- One row a respondent of a session, with the numbers of their feedback rows.
CREATE TEMP TABLE person AS
SELECT partnership, session_id, respondent,
    any_value(feedback_no) FILTER (wave = 'before' AND in_time) AS before_no,
    any_value(feedback_no) FILTER (wave = 'after' AND in_time) AS after_no,
    any_value(feedback_no) FILTER (wave = 'before') AS any_before_no,
    any_value(feedback_no) FILTER (wave = 'after') AS any_after_no,
    any_value(feedback_no) FILTER (wave = 'follow-up') AS follow_up_no,
    coalesce(any_value(agency_group) FILTER (wave = 'before'),
        any_value(agency_group) FILTER (wave = 'after'), any_value(agency_group)) AS agency_group,
    coalesce(any_value(role_group) FILTER (wave = 'before'),
        any_value(role_group) FILTER (wave = 'after'), any_value(role_group)) AS role_group
FROM feedback_now JOIN form USING (feedback_no) GROUP BY ALL;

CREATE TEMP TABLE pair AS
SELECT dims.*, respondent, agency_group, role_group,
    before_no IS NOT NULL AND after_no IS NOT NULL AS in_time,
    before.polarity AS before, after.polarity AS after,
    round(after.polarity - before.polarity, 4) AS shift,
    before.stock_polarity AS stock_before, after.stock_polarity AS stock_after,
    round(after.stock_polarity - before.stock_polarity, 4) AS stock_shift
FROM person
JOIN session_dims AS dims USING (partnership, session_id)
JOIN felt AS before ON before.feedback_no = any_before_no
JOIN felt AS after ON after.feedback_no = any_after_no
WHERE before.words_recognised > 0 AND after.words_recognised > 0;

CREATE TABLE target.mart_pair AS SELECT * EXCLUDE (in_time) FROM pair WHERE in_time;
CREATE TABLE target.mart_pair_all AS SELECT * EXCLUDE (in_time) FROM pair;

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
JOIN feedback_now USING (feedback_no)
JOIN form USING (feedback_no)
JOIN session_dims AS dims USING (partnership, session_id)
WHERE in_time;

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

-- In the order pages show them; no partnership, as they are the project's own.
CREATE TABLE target.mart_family AS SELECT place, family, title, sentence FROM family_name;

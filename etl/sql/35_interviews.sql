-- Interviews: the answers, their themes and their words.
CREATE TABLE target.mart_interview AS
SELECT partnership, year_start_month, interview_id, question_no, interview_date, agency_group,
    role_group, question, answer, words_before, words_after
FROM interview_now JOIN partnership_fact USING (partnership);

-- A theme counts in the answer that was asked for it: a benefit where the question is what changed, a
-- reason where it is why the session was called. In other answers its terms are used in passing.
CREATE TABLE target.mart_interview_theme AS
SELECT theme.*, code_name.title AS theme, year_start_month, interview_date, agency_group, role_group,
    regexp_matches(lower(question),
        if(kind = 'benefit', '\bchange|\bdifferen', '\breasons?\b|\bwhy\b')) AS asked
FROM target.interview_theme AS theme
JOIN code_name USING (code, kind)
JOIN target.mart_interview USING (partnership, interview_id, question_no);

CREATE TABLE target.mart_interview_word AS
SELECT word.*, year_start_month, interview_date
FROM target.interview_word AS word
JOIN target.mart_interview USING (partnership, interview_id, question_no);

-- In the order pages show them; no partnership, as they are the project's own.
CREATE TABLE target.mart_code AS SELECT place, code, kind, title FROM code_name;

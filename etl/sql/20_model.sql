-- What follows from the stored rows. Work tables scored beforehand (etl/snapshots/model.py):
-- word_cell(cell, position, given), scored_word(given, word, family, polarity, state, stock_polarity),
-- scored_text(text, polarity, state), found_theme(answer, code, kind, start_at, end_at).

CREATE TABLE target.referral_reason AS
WITH reasons AS (
    SELECT partnership, referral_id, unnest(reasons) AS reason,
        generate_subscripts(reasons, 1)::INTEGER AS position
    FROM target.referral
)
SELECT partnership, referral_id, position, reason FROM reasons;

-- What each word means to a partnership: an evaluator's own value stands before the word lists'.
CREATE TEMP TABLE felt_word AS
SELECT fact.partnership, given, scored_word.word,
    if(own.word IS NULL, scored_word.family, own.family) AS family,
    if(own.word IS NULL, scored_word.polarity, own.polarity) AS polarity,
    if(own.word IS NULL, scored_word.state, own.state) AS state, stock_polarity
FROM scored_word
CROSS JOIN partnership_fact AS fact
LEFT JOIN target.local_word AS own
    ON own.partnership = fact.partnership AND own.word = scored_word.word;

-- Each word of each feedback row; rows are told by number here, as their keys are four texts wide.
CREATE TEMP TABLE given_word AS
WITH cells AS (
    SELECT rowid AS feedback_no, partnership,
        unnest([word_1, word_2, word_3, words]) AS cell, unnest([1, 2, 3, 4]) AS cell_no
    FROM target.feedback
)
SELECT feedback_no,
    row_number() OVER (PARTITION BY feedback_no ORDER BY cell_no, word_cell.position)::INTEGER
        AS position,
    word, family, polarity, state, if(state = 'scored', stock_polarity, NULL) AS stock_polarity
FROM cells JOIN word_cell USING (cell) JOIN felt_word USING (partnership, given)
WHERE state <> 'empty';

CREATE TABLE target.feedback_word AS
SELECT partnership, session_id, respondent, wave, position, word, family, given_word.polarity,
    state, given_word.stock_polarity
FROM given_word JOIN target.feedback ON feedback.rowid = feedback_no;

CREATE TABLE target.interview_word AS
WITH cells AS (
    SELECT partnership, interview_id, question_no,
        unnest(['before', 'after']) AS wave, unnest([words_before, words_after]) AS cell
    FROM target.interview
)
SELECT partnership, interview_id, question_no, wave,
    word, family, polarity, state
FROM cells JOIN word_cell USING (cell) JOIN felt_word USING (partnership, given)
WHERE state <> 'empty';

CREATE TABLE target.interview_theme AS
SELECT partnership, interview_id, question_no, code, kind, start_at, end_at
FROM target.interview JOIN found_theme USING (answer);

CREATE TABLE target.published_word AS
SELECT partnership, document, section, published.kind, text, note,
    polarity, state, family, if(state = 'scored', stock_polarity, NULL) AS stock_polarity
FROM target.published LEFT JOIN scored_word ON scored_word.given = published.text
    AND published.kind IN ('word before', 'word after')
ORDER BY published.rowid;

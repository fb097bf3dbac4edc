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
FROM learning_now AS learning
JOIN partnership_fact AS fact USING (partnership)
LEFT JOIN target.session USING (partnership, session_id)
LEFT JOIN target.mart_referral AS referral USING (partnership, referral_id);

-- Sessions, and who was in the room.
CREATE TABLE target.mart_session AS
WITH present AS (
    SELECT partnership, session_id,
        list_sort(list_distinct(list(agency_group) FILTER (attended = 'yes'))) AS agency_groups
    FROM attendance_now GROUP BY ALL
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
FROM attendance_now JOIN session_dims AS dims USING (partnership, session_id);

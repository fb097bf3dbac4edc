-- Stored rows keep the name they were matched to; figures are told under the name in force on the
-- partnership's as-at day (data dictionary, "Partnership TOML"). Work tables of etl/rows/names.py:
-- locality_name(partnership, locality, since, name),
-- agency_name(partnership, agency, since, name, agency_group).

CREATE TABLE target.mart_locality AS
SELECT partnership, locality, arg_max(name, since) AS name
FROM locality_name JOIN target.mart_partnership USING (partnership)
WHERE since <= as_at GROUP BY ALL;

CREATE TABLE target.mart_agency AS
SELECT partnership, agency, arg_max(name, since) AS name,
    arg_max(agency_group, since) AS agency_group
FROM agency_name JOIN target.mart_partnership USING (partnership)
WHERE since <= as_at GROUP BY ALL;

CREATE TEMP VIEW referral_now AS
SELECT referral.* REPLACE (place.name AS locality, agency.agency_group AS agency_group)
FROM target.referral
LEFT JOIN target.mart_locality AS place USING (partnership, locality)
LEFT JOIN target.mart_agency AS agency
    ON agency.partnership = referral.partnership AND agency.agency = referring_agency;

CREATE TEMP VIEW attendance_now AS
SELECT attendance.* REPLACE (agency.agency_group AS agency_group)
FROM target.attendance LEFT JOIN target.mart_agency AS agency USING (partnership, agency);

CREATE TEMP VIEW feedback_now AS
SELECT feedback.rowid AS feedback_no, feedback.* REPLACE (agency.agency_group AS agency_group)
FROM target.feedback LEFT JOIN target.mart_agency AS agency USING (partnership, agency);

CREATE TEMP VIEW interview_now AS
SELECT interview.* REPLACE (agency.agency_group AS agency_group)
FROM target.interview LEFT JOIN target.mart_agency AS agency USING (partnership, agency);

CREATE TEMP VIEW learning_now AS
SELECT learning.* REPLACE (agency.agency_group AS agency_group)
FROM target.learning LEFT JOIN target.mart_agency AS agency USING (partnership, agency);

-- What insight reads: one row a unit, with every dimension a measure may be broken down by.
-- Rules: the project's measures.md, "Settled edges".

CREATE TABLE target.mart_calendar AS SELECT day, working, working_day_no FROM calendar;

CREATE TABLE target.mart_partnership AS
WITH dated AS (
    -- As-of: the day the newest referral or session file was loaded, or the date given with it.
    SELECT partnership, arg_max(as_at, load_id) FILTER (table_name IN ('referral', 'session')) AS as_at,
        bool_or(demonstration) AS demonstration, max(loaded_at) AS last_loaded
    FROM target.load WHERE undone_at IS NULL GROUP BY partnership
    -- A partnership with nothing but published facts has no page of its own.
    HAVING count_if(table_name IN ('referral', 'session')) > 0
)
SELECT partnership, title, scheme, year_start_month, standard_days, clock,
    coalesce(as_at, last_loaded::DATE) AS as_at, demonstration, last_loaded
FROM dated JOIN partnership_fact USING (partnership);

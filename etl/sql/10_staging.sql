-- How a cell is read. Every cell arrives as text; a macro gives the value, or NULL when it is not one.

-- The words that stand for "no value" (data dictionary, first paragraph).
CREATE MACRO present(cell) AS
    CASE WHEN lower(trim(cell, E' \t\r\n' || chr(160))) NOT IN ('', 'n/a', 'none', 'not known', '-')
        THEN trim(cell, E' \t\r\n' || chr(160)) END;

-- The same folding as config.partnerships.normalise: letters and digits, single spaces.
CREATE MACRO normalised(cell) AS
    trim(regexp_replace(replace(lower(cell), '&', ' and '), '[^\p{L}\p{N}]+', ' ', 'g'));

CREATE MACRO plausible_date(day) AS
    CASE WHEN day BETWEEN DATE '1990-01-01' AND DATE '2099-12-31' THEN day END;

-- ISO or day-first with a four-digit year: anything else is not guessed.
CREATE MACRO parse_date(cell) AS
    CASE
        WHEN regexp_full_match(cell, '\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?')
            THEN plausible_date(try_strptime(cell[:10], '%Y-%m-%d')::DATE)
        WHEN regexp_full_match(cell, '\d{1,2}/\d{1,2}/\d{4}')
            THEN plausible_date(try_strptime(cell, '%d/%m/%Y')::DATE)
        WHEN regexp_full_match(cell, '\d{1,2} [A-Za-z]+ \d{4}')
            THEN plausible_date(try_strptime(cell, ['%d %B %Y', '%d %b %Y'])::DATE)
    END;

CREATE MACRO parse_month(cell) AS
    -- Excel turns 2025-04 into the first of that month.
    CASE WHEN regexp_full_match(cell, '(19|20)\d{2}-(0[1-9]|1[0-2])(-01)?') THEN cell[:7] END;

CREATE MACRO parse_yes_no(cell) AS
    CASE
        WHEN lower(cell) IN ('yes', 'y', 'true', '1') THEN true
        WHEN lower(cell) IN ('no', 'n', 'false', '0') THEN false
    END;

CREATE MACRO parse_whole(cell, low, high) AS
    CASE
        WHEN regexp_full_match(cell, '\d{1,9}(\.0+)?') AND round(cell::DOUBLE) BETWEEN low AND high
            THEN round(cell::DOUBLE)::INTEGER
    END;

CREATE MACRO in_list(cell) AS
    list_transform(
        list_filter(string_split_regex(cell, '[;|\n]'), part -> present(part) IS NOT NULL),
        part -> trim(part)
    );

-- Keeps the first of each value, in order: the first reason is the primary one.
CREATE MACRO without_repeats(items) AS
    list_filter(items, (item, place) -> list_position(items, item) = place);

-- What kind of thing stood in the cell, without saying what it was.
CREATE MACRO value_class(cell) AS
    CASE
        WHEN present(cell) IS NULL THEN 'blank'
        WHEN regexp_full_match(trim(cell), '[+-]?\d+([.,]\d+)?') THEN 'a number'
        WHEN regexp_full_match(trim(cell), '\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}.*') THEN 'like a date'
        ELSE 'text'
    END;

-- Levels of plan from least to most; "No open plan" and "Closed" are below them all.
CREATE MACRO plan_level(plan) AS
    list_position(['Targeted Early Help', 'Child in Need', 'Child Protection', 'Child in Care'], plan);

CREATE MACRO plan_change(plan_then, plan_now) AS
    CASE
        WHEN plan_now IN ('Closed', 'No open plan') THEN 'closed'
        WHEN plan_level(plan_now) < plan_level(plan_then) THEN 'stepped down'
        WHEN plan_level(plan_now) = plan_level(plan_then) THEN 'same'
        WHEN plan_level(plan_now) > plan_level(plan_then) THEN 'stepped up'
    END;

-- Working days in England, counted from the start of the calendar up to and including the day.
CREATE MACRO working_day_no(on_day) AS
    (SELECT any_value(calendar.working_day_no) FROM calendar WHERE calendar.day = on_day);

-- Day 0: the day itself, or the next working day after a weekend or bank holiday.
CREATE MACRO clock_start_no(on_day) AS
    (SELECT any_value(calendar.working_day_no + if(calendar.working, 0, 1))
     FROM calendar WHERE calendar.day = on_day);

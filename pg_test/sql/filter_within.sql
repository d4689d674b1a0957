-- within matches days around today, and units of the calendar, on date and datetime columns.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET TimeZone = 'UTC';
SELECT dt_create_table('Days', '{"columns": [{"key": "day", "type": "date", "index": true}, {"key": "at", "type": "datetime", "index": true},
    {"key": "n", "type": "number"}, {"key": "meta", "type": "json"}]}') ->> 'slug';
-- There is a record for every hour of 2026 and 2027, and one without dates.
SELECT count(*)
FROM dt_insert_many('days', (SELECT jsonb_agg(jsonb_build_object('day', to_char(h, 'YYYY-MM-DD'), 'at', to_char(h, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    FROM generate_series('2026-01-01'::timestamp, '2027-12-31 23:00', '1 hour') h));
SELECT (dt_insert('days', '{}')).version;
-- This returns the first and the last day or instant that a value of within matches, and how many records.
CREATE FUNCTION pg_temp.found(col text, value jsonb, now text DEFAULT '2026-11-18T10:00:00Z', zone text DEFAULT 'UTC') RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT coalesce(min(data ->> col) || ' … ' || max(data ->> col) || ' ' || count(*), '-')
    FROM dt_query('days', jsonb_build_object('filter', jsonb_build_object(col, jsonb_build_object('within', value)), 'now', now, 'time_zone', zone));
END;

-- Both ends and today are included: the last 7 days are 8 of the calendar.
SELECT value, pg_temp.found('day', value), pg_temp.found('at', value) FROM unnest(ARRAY['{"last": {"days": 7}}', '{"last": {"days": 1}}',
    '{"last": {"days": 0}}', '{"last": {"weeks": 2}}', '{"last": {"months": 1}}', '{"last": {"quarters": 1}}', '{"last": {"years": 1}}',
    '{"next": {"days": 7}}', '{"next": {"weeks": 1}}', '{"next": {"months": 2}}', '{"next": {"quarters": 2}}', '{"next": {"years": 1}}',
    '{"next": {"days": 0}}']::jsonb[]) value;
-- A month may end on any day from the 28th to the 31st.
SELECT pg_temp.found('day', '{"last": {"months": 1}}', '2026-03-31T12:00:00Z'), pg_temp.found('day', '{"next": {"months": 1}}', '2026-01-31T12:00:00Z');
-- A unit of the calendar means what it means for eq.
SELECT value, pg_temp.found('day', value), pg_temp.found('at', value) FROM unnest(ARRAY['{"unit": "day"}', '{"unit": "week", "offset": -1}',
    '{"unit": "month"}', '{"unit": "quarter", "offset": 1}', '{"unit": "year", "offset": 1}']::jsonb[]) value;

-- Days are those of the query's zone. In Auckland today is the 19th when it is 12:00 in UTC.
SELECT pg_temp.found('day', '{"last": {"days": 1}}', '2026-11-18T12:00:00Z', 'Pacific/Auckland'),
    pg_temp.found('at', '{"last": {"days": 1}}', '2026-11-18T12:00:00Z', 'Pacific/Auckland');
-- In Berlin some days have 23 and 25 hours.
SELECT pg_temp.found('at', '{"last": {"days": 1}}', '2026-03-30T10:00:00Z', 'Europe/Berlin') AS "47 hours",
    pg_temp.found('at', '{"next": {"days": 1}}', '2026-10-24T10:00:00Z', 'Europe/Berlin') AS "49 hours";
SELECT pg_temp.found('at', '{"last": {"days": 0}}', '2026-03-29T00:30:00Z', 'Europe/Berlin') AS "23 hours";

-- The complement includes the records without a date.
SELECT dt_count('days', '{"day": {"within": {"last": {"days": 3}}}}') + dt_count('days',
    '{"not": {"day": {"within": {"last": {"days": 3}}}}}') = dt_count('days') AS complement;
SELECT dt_page('days', '{"filter": {"not": {"day": {"within": {"last": {"years": 2}}}}, "at": {"before": "2026-02-01"}},
    "now": "2027-12-31T00:00:00Z", "limit": 0}') -> 'total' AS none,
    dt_page('days', '{"filter": {"not": {"day": {"within": {"last": {"years": 2}}}}}, "now": "2027-12-31T00:00:00Z", "limit": 0}') -> 'total' AS empty;
-- System fields are compared, and the list form works.
SELECT dt_count('days', '{"created_at": {"within": {"last": {"days": 1}}}}') = dt_count('days') AS created,
    dt_count('days', '[{"column": "updated_at", "operator": "within", "value": {"unit": "year", "offset": -1}}]') AS updated;
-- A list of days on a date column is one comparison, so it may be long. Of ranges there may be 1,000.
SELECT dt_create_table('Few', '{"columns": [{"key": "day", "type": "date"}, {"key": "at", "type": "datetime"}]}') ->> 'slug',
    (dt_insert('few', '{"day": "2026-03-01", "at": "2026-03-01T12:00:00Z"}')).version;
CREATE FUNCTION pg_temp.days(n int) RETURNS jsonb RETURN (SELECT jsonb_agg(to_char(date '2026-01-01' + i, 'YYYY-MM-DD')) FROM generate_series(1, n) i);
SELECT dt_count('few', jsonb_build_object('day', jsonb_build_object('in', pg_temp.days(10000)))),
    dt_count('few', jsonb_build_object('at', jsonb_build_object('in', pg_temp.days(1000))));
SELECT try_count('few', jsonb_build_object('at', jsonb_build_object('in', pg_temp.days(1001)))::text);
-- An index serves it.
CALL analyze_table('days');
SELECT plain(dt_explain('days', jsonb_build_object('filter', jsonb_build_object(col, '{"within": {"last": {"days": 3}}}'::jsonb),
    'now', '2026-11-18T10:00:00Z')) #>> '{indexes,0}') FROM unnest(ARRAY['day', 'at']) col;

-- ## What is refused
SELECT f, try_count('days', jsonb_build_object('day', jsonb_build_object('within', f::jsonb))::text)
FROM unnest(ARRAY['{}', 'null', '"today"', '7', '[]', '{"last": 7}', '{"last": {}}', '{"last": {"days": 1, "weeks": 1}}',
    '{"last": {"days": 1}, "next": {"days": 1}}', '{"last": {"day": 1}}', '{"last": {"fortnights": 1}}', '{"lst": {"days": 1}}',
    '{"last": {"days": -1}}', '{"last": {"days": 1.5}}', '{"last": {"days": "7"}}', '{"last": {"days": 99999999999}}', '{"last": {"years": 3000}}',
    '{"next": {"quarters": 9223372036854775807}}', '{"unit": "days"}', '{"unit": "day", "last": {"days": 1}}']) f;
SELECT f, try_count('days', f) FROM unnest(ARRAY['{"n": {"within": {"last": {"days": 1}}}}', '{"meta.when": {"within": {"last": {"days": 1}}}}']) f;

CALL drop_tables();

-- dt_aggregate groups dates and instants by day, week, month, quarter and year.

\pset format unaligned
\t on
SET TimeZone = 'UTC';
SELECT dt_create_table('Days', '{"columns": [{"key": "day", "type": "date"}, {"key": "at", "type": "datetime"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('days', (SELECT jsonb_agg(jsonb_build_object('day', left(at, 10), 'at', at)) FROM unnest(ARRAY[
    '2025-12-28T12:00:00Z', '2025-12-29T00:00:00Z', '2025-12-31T23:30:00Z', '2026-01-01T00:00:00Z', '2026-01-04T23:59:59.999999Z', '2026-01-05T00:00:00Z',
    '2026-03-31T22:30:00Z', '2026-04-01T00:00:00Z', '2026-12-31T23:59:59Z']) AS at));
SELECT (dt_insert('days', '{}')).version;
CREATE FUNCTION pg_temp.groups(col text, unit text, rest jsonb DEFAULT '{}') RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(coalesce(g ->> col, 'null') || ' ' || (g ->> 'n'), ', ') FROM dt_aggregate('days',
        jsonb_build_object('group_by', jsonb_build_object('column', col, 'unit', unit), 'aggregates', '{"n": "count"}'::jsonb) || rest) g $$;

-- A group is named by its first day. Weeks begin on Monday, also across the new year.
SELECT unit, pg_temp.groups('day', unit) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT unit, pg_temp.groups('at', unit) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
-- The days of an instant are those of the query's zone. A date has no zone.
SELECT unit, pg_temp.groups('at', unit, '{"time_zone": "Europe/Berlin"}') FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT unit, pg_temp.groups('day', unit, '{"time_zone": "Pacific/Auckland"}') = pg_temp.groups('day', unit) AS same
FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
-- Without a zone in the query, the session's counts. It may be an offset.
SET TimeZone = 'Europe/Berlin';
SELECT pg_temp.groups('at', 'month') = pg_temp.groups('at', 'month', '{"time_zone": "Europe/Berlin"}') AS same,
    pg_temp.groups('at', 'month', '{"time_zone": "UTC"}');
SELECT pg_temp.groups('day', 'month') AS "dates are what they are";
SET TIME ZONE 14;
SELECT pg_temp.groups('at', 'year');
SET TIME ZONE -12;
SELECT pg_temp.groups('at', 'year');
SET TimeZone = 'UTC';
-- A group holds as many records as the filter of its day finds.
SELECT bool_and((g ->> 'n')::int = dt_count) AS same FROM dt_aggregate('days',
    '{"group_by": {"column": "at", "unit": "day"}, "aggregates": {"n": "count"}, "filter": {"at": {"is_not_empty": true}}, "time_zone": "Europe/Berlin"}') g,
    LATERAL (SELECT (dt_page('days',
        jsonb_build_object('filter', jsonb_build_object('at', g -> 'at'), 'time_zone', 'Europe/Berlin', 'limit', 0)) ->> 'total')::int AS dt_count) c;
-- The first and the last day that can be stored have groups, too.
SELECT count(*)
FROM dt_insert_many('days', '[{"day": "0001-01-01", "at": "0001-01-01T00:00:00Z"}, {"day": "9999-12-31", "at": "9999-12-31T23:59:59.999999Z"}]');
SELECT unit, pg_temp.groups(c, unit, jsonb_build_object('filter', jsonb_build_object(c, '{"not_between": ["2025-01-01", "2027-01-01"]}'::jsonb,
    'day', '{"is_not_empty": true}'::jsonb))) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit, unnest(ARRAY['day', 'at']) c;
-- Relative dates in a filter and in having are relative to the query's now.
SELECT pg_temp.groups('day', 'week', '{"filter": {"day": {"unit": "month"}}, "now": "2026-01-15T00:00:00Z"}'),
    pg_temp.groups('day', 'month', '{"having": {"day": {"unit": "month", "offset": -1}}, "now": "2026-01-15T00:00:00Z"}');
-- System fields are grouped as instants are.
SELECT g ->> 'n', g ->> 'created_at' = to_char(current_date, 'YYYY-MM-DD')
FROM dt_aggregate('days', '{"group_by": {"column": "created_at", "unit": "day"}, "aggregates": {"n": "count"}}') g;

-- ## Daylight saving: a day has the hours that the clock gives it
SELECT dt_create_table('Hours', '{"columns": [{"key": "at", "type": "datetime"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('hours', (SELECT jsonb_agg(jsonb_build_object('at', to_char(h, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    FROM generate_series('2026-01-01'::timestamp, '2026-12-31 23:00', '1 hour') h));
-- In Berlin the clock skips 02:00 on 29 March 2026 and repeats it on 25 October.
SELECT dt_aggregate('hours',
    '{"group_by": {"column": "at", "unit": "day"}, "aggregates": {"hours": "count"}, "having": {"hours": {"neq": 24}}, "time_zone": "Europe/Berlin"}');
SELECT dt_aggregate('hours', '{"group_by": [{"column": "at", "unit": "quarter", "as": "quarter"}, {"column": "at", "unit": "month", "as": "month"}],
    "aggregates": {"hours": "count"}, "time_zone": "Europe/Berlin", "having": {"month": {"in": ["2026-02-01", "2026-03-01", "2026-10-01"]}}}');
-- In Cairo the 24th of April 2026 begins at 01:00. Zones need not differ by whole hours.
SELECT dt_aggregate('hours', '{"group_by": {"column": "at", "unit": "day"}, "aggregates": {"hours": "count", "from": {"earliest": "at"}},
    "having": {"at": "2026-04-24"}, "time_zone": "Africa/Cairo"}');
SELECT dt_aggregate('hours', '{"group_by": {"column": "at", "unit": "day"}, "aggregates": {"hours": "count", "from": {"earliest": "at"},
    "to": {"latest": "at"}, "range": {"range": "at"}}, "having": {"at": "2026-01-02"}, "time_zone": "Asia/Kathmandu"}');

SELECT dt_drop_table('days', permanently => true), dt_drop_table('hours', permanently => true);

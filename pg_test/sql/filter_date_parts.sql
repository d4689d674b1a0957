-- Paths reach the parts of dates, instants and times as numbers: in filters, sorts and groups. A unit may be counted from another day.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SET TimeZone = 'UTC';
SELECT dt_create_table('Tasks', '{"columns": [{"key": "name", "type": "text"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "opens", "type": "time"}, {"key": "made", "type": "created_at"}, {"key": "n", "type": "number"}]}') ->> 'slug';
-- 2026-01-01 is a Thursday, 2026-11-22 a Sunday, 2024-02-29 a leap day. 23:30 in UTC is half past midnight in Berlin.
SELECT count(*) FROM dt_insert_many('tasks', '[
    {"name": "new year", "due": "2026-01-01", "at": "2025-12-31T23:30:00Z", "opens": "00:30:00"},
    {"name": "leap", "due": "2024-02-29", "at": "2024-02-29T12:00:00Z", "opens": "12:00:00"},
    {"name": "sunday", "due": "2026-11-22", "at": "2026-11-22T23:59:59.999999Z", "opens": "23:59:59"},
    {"name": "summer", "due": "2026-07-15", "at": "2026-07-15T22:15:00Z"},
    {"name": "none"}]');
CREATE FUNCTION pg_temp.found(filter jsonb, more jsonb DEFAULT '{}') RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT coalesce(string_agg(data ->> 'name', ', ' ORDER BY data ->> 'name'), '-') FROM dt_query('tasks', jsonb_build_object('filter', filter) || more);
END;

-- ## Filters
SELECT f, pg_temp.found(f) FROM unnest(ARRAY['{"due.year": 2026}', '{"due.quarter": 1}', '{"due.month": {"in": [1, 2]}}', '{"due.day": {"gte": 22}}',
    '{"due.weekday": 7}', '{"due.weekday": {"between": [1, 5]}}', '{"due.year": {"lt": 2024.5}}', '{"due.month": "7"}',
    '{"opens.hour": 12}', '{"opens.hour": {"gt": 0}}', '{"not": {"due.year": 2026}}', '{"due.year": null}', '{"due.month": {"is_empty": false}}']::jsonb[]) f;
SELECT pg_temp.found('[{"column": "due.year", "operator": "eq", "value": 2026}, {"column": "due.month", "operator": "gt", "value": 6, "conjunction": "and"}]');
-- An instant has its parts in the zone of the query, or else of the session.
SELECT zone, pg_temp.found('{"at.year": 2026}', zone), pg_temp.found('{"at.hour": {"in": [0, 13]}}', zone), pg_temp.found('{"at.weekday": 1}', zone)
FROM unnest(ARRAY['{}', '{"time_zone": "Europe/Berlin"}', '{"time_zone": "America/New_York"}']::jsonb[]) zone;
SET TimeZone = 'Europe/Berlin';
SELECT pg_temp.found('{"at.hour": {"in": [0, 1]}}'), pg_temp.found('{"due.month": 1}');
SET TimeZone = '<+05>-05';
SELECT pg_temp.found('{"at.hour": {"in": [3, 4]}}');
SET TimeZone = 'UTC';
-- System fields have parts, by their own names and by those of their columns.
SELECT dt_count('tasks', jsonb_build_object('created_at.year', extract(year FROM now() AT TIME ZONE 'UTC')::int)) AS created,
    dt_count('tasks', jsonb_build_object('made.month', extract(month FROM now() AT TIME ZONE 'UTC')::int)) AS made,
    dt_count('tasks', '{"updated_at.hour": {"between": [0, 23]}}') AS updated;

-- ## Sorts and cursors
SELECT string_agg(data ->> 'name', ', ') FROM dt_query('tasks', '{"sort": ["due.month", "-due.day"]}');
SELECT string_agg(data ->> 'name', ', ') FROM dt_query('tasks', '{"sort": "-at.hour", "time_zone": "Europe/Berlin"}');
WITH RECURSIVE walk AS (
    SELECT dt_page('tasks', '{"sort": "-at.weekday", "limit": 2}') AS page
    UNION ALL
    SELECT dt_page('tasks', jsonb_build_object('sort', '-at.weekday', 'limit', 2, 'after', page -> 'next')) FROM walk WHERE page ->> 'next' IS NOT NULL)
SELECT string_agg(r #>> '{data,name}', ', ') FROM walk, json_array_elements(page -> 'records') r;
-- A cursor continues an order in the zone that it came from.
SELECT try_page('tasks', jsonb_build_object('sort', 'at.hour', 'time_zone', 'Europe/Berlin',
    'after', dt_page('tasks', '{"sort": "at.hour", "limit": 2}') -> 'next')::text);

-- ## Groups and aggregates
SELECT dt_aggregate('tasks', '{"group_by": ["due.year", "due.quarter"], "aggregates": {"n": "count"}}');
SELECT dt_aggregate('tasks', '{"group_by": [{"column": "at.hour", "as": "hour"}], "aggregates": {"n": "count"}, "time_zone": "Europe/Berlin"}');
SELECT dt_aggregate('tasks', '{"aggregates": {"first": {"min": "due.year"}, "hours": {"max": "opens.hour"}, "distinct": {"count_distinct": "due.year"}}}');

-- ## A unit counted from another day
-- now is Tuesday, 2026-03-31.
SELECT u, pg_temp.found(jsonb_build_object('due', u), '{"now": "2026-03-31T12:00:00Z"}') FROM unnest(ARRAY[
    '{"unit": "day", "days": -89}', '{"unit": "year", "years": -2}', '{"unit": "month", "months": -1, "days": -28}', '{"unit": "quarter", "weeks": 20}',
    '{"unit": "month", "offset": 3, "months": 1}']::jsonb[]) u;
-- A month before the last of March is the last of February.
SELECT dt_explain('tasks', jsonb_build_object('now', '2026-03-31T12:00:00Z', 'filter', jsonb_build_object('due', u))) -> 'params' FROM unnest(ARRAY[
    '{"unit": "day", "months": -1}', '{"days": 1, "months": -1, "unit": "day"}', '{"unit": "week", "days": 7}',
        '{"unit": "day", "years": -2, "days": -31, "offset": 1}']::jsonb[]) u;
SELECT dt_count('tasks', '{"due": {"within": {"unit": "day", "days": -1}}}');

-- ## What is refused
SELECT f, try_count('tasks', f) FROM unnest(ARRAY['{"due.yaer": 2026}', '{"due.hour": 1}', '{"opens.day": 1}', '{"created_at.yeer": 2026}',
    '{"made.minute": 1}',
    '{"due.year": "2026-01-01"}', '{"due.month": {"contains": "1"}}', '{"due.month.day": 1}', '{"name.year": 1}',
    '{"due": {"unit": "day", "months": 1.5}}', '{"due": {"unit": "day", "month": 1}}', '{"due": {"unit": "day", "years": 99999}}',
    '{"due": {"unit": "day", "days": 9223372036854775807}}']) f;
SELECT try($$SELECT dt_create_index('tasks', '{due.year}')$$);
SELECT name, parts FROM dt_column_types() WHERE name IN ('date', 'datetime', 'time', 'created_at', 'text', 'currency') ORDER BY name;

CALL drop_tables();

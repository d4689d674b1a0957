-- Filters compare date and datetime columns with dates, instants, words like today, and units of the calendar.

\pset format unaligned
\t on
SET TimeZone = 'UTC';
SELECT dt_create_table('Days', '{"columns": [{"key": "day", "type": "date"}, {"key": "at", "type": "datetime"}]}') ->> 'slug';
-- now is Wednesday, 2026-11-18, 10:00 in UTC. That is 11:00 in Berlin and 23:00 in Auckland.
SELECT count(*) FROM dt_insert_many('days', (SELECT jsonb_agg(jsonb_build_object('day', left(at, 10), 'at', at)) FROM unnest(ARRAY[
    '2025-12-31T23:30:00Z', '2026-01-01T00:00:00Z', '2026-09-30T22:30:00Z', '2026-10-31T23:00:00Z', '2026-11-01T00:00:00Z', '2026-11-15T23:59:59.999999Z',
    '2026-11-16T00:00:00Z', '2026-11-17T12:00:00Z', '2026-11-17T23:30:00Z', '2026-11-18T09:59:59Z', '2026-11-18T10:00:00Z', '2026-11-18T11:30:00Z',
    '2026-11-19T00:00:00Z',
    '2026-11-22T23:00:00Z', '2026-11-23T00:00:00Z', '2026-12-31T23:59:59Z', '2027-01-01T00:00:00Z', '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z']) AS at));
SELECT (dt_insert('days', '{}')).version;

-- This returns the days or instants in UTC that a condition matches. The first and the last one that can be stored are tested below.
CREATE FUNCTION pg_temp.found(col text, op text, value jsonb, zone text DEFAULT 'UTC') RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT coalesce(string_agg(CASE col WHEN 'day' THEN to_char((data ->> 'day')::date, 'YY-MM-DD')
        ELSE to_char((data ->> 'at')::timestamptz AT TIME ZONE 'UTC', 'YY-MM-DD"T"HH24:MI') END, ' ' ORDER BY data ->> 'at' COLLATE "C"), '-')
    FROM dt_query('days', jsonb_build_object('filter', jsonb_build_array(jsonb_build_object('column', col, 'operator', op, 'value', value)),
        'now', '2026-11-18T10:00:00Z', 'time_zone', zone)) WHERE left(data ->> 'at', 4) IN ('2025', '2026', '2027');
END;

-- A date column is compared with a date.
SELECT op, pg_temp.found('day', op, '"2026-11-17"') FROM unnest(ARRAY['eq', 'lt', 'lte', 'gt', 'gte', 'before', 'on_or_before', 'after', 'on_or_after']) op;
-- On a datetime column a date is the whole day.
SELECT op, pg_temp.found('at', op, '"2026-11-17"') FROM unnest(ARRAY['eq', 'lt', 'lte', 'gt', 'gte']) op;
-- The day is that of the query's zone. In Berlin the 17th ends at 23:00 in UTC.
SELECT op, pg_temp.found('at', op, '"2026-11-17"', 'Europe/Berlin') FROM unnest(ARRAY['eq', 'lt', 'lte', 'gt', 'gte']) op;
-- On a datetime column an instant is a point. Offsets count, and a local time is one of the query's zone.
SELECT op, pg_temp.found('at', op, '"2026-11-18T10:00:00Z"') FROM unnest(ARRAY['eq', 'lt', 'gte']) op;
SELECT pg_temp.found('at', 'eq', '"2026-11-18T12:00:00+02:00"'), pg_temp.found('at', 'eq', '"2026-11-18T11:00:00"', 'Europe/Berlin'),
    pg_temp.found('at', 'eq', '"2026-11-18T10:00"');
-- On a date column an instant is its day in the query's zone. 23:30 in UTC is the next day in Berlin.
SELECT pg_temp.found('day', 'eq', '"2026-11-17T23:30:00Z"'), pg_temp.found('day', 'eq', '"2026-11-17T23:30:00Z"', 'Europe/Berlin');

-- today, yesterday, tomorrow and now are words for dates.
SELECT word, pg_temp.found('day', 'eq', to_jsonb(word)), pg_temp.found('at', 'eq', to_jsonb(word))
FROM unnest(ARRAY['today', 'yesterday', 'tomorrow', 'now']) word;
-- In Auckland today began on the 17th at 11:00 in UTC.
SELECT word, pg_temp.found('day', 'eq', to_jsonb(word), 'Pacific/Auckland'), pg_temp.found('at', 'eq', to_jsonb(word), 'Pacific/Auckland')
FROM unnest(ARRAY['today', 'yesterday', 'tomorrow', 'now']) word;
SELECT op, pg_temp.found('at', op, '"now"') FROM unnest(ARRAY['lt', 'lte', 'gt', 'gte']) op;
SELECT op, pg_temp.found('day', op, '"now"') FROM unnest(ARRAY['lt', 'lte', 'gt', 'gte']) op;

-- A unit stands for its whole range: eq is inside it, lt before it begins, gt at or after its end. Weeks begin on Monday, the 16th.
SELECT unit, pg_temp.found('day', 'eq', jsonb_build_object('unit', unit)) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT unit, pg_temp.found('at', 'eq', jsonb_build_object('unit', unit)) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT unit, pg_temp.found('at', 'eq', jsonb_build_object('unit', unit), 'Europe/Berlin') FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT op, pg_temp.found('at', op, '{"unit": "week"}') FROM unnest(ARRAY['neq', 'lt', 'lte', 'gt', 'gte']) op;
SELECT op, pg_temp.found('day', op, '{"unit": "week"}') FROM unnest(ARRAY['neq', 'lt', 'lte', 'gt', 'gte']) op;
-- A unit has an offset: 0 is the current one, -1 the last, 1 the next.
SELECT unit, pg_temp.found('day', 'eq', jsonb_build_object('unit', unit, 'offset', -1)),
    pg_temp.found('day', 'eq', jsonb_build_object('unit', unit, 'offset', 1)) FROM unnest(ARRAY['day', 'week', 'month', 'quarter', 'year']) unit;
SELECT pg_temp.found('day', 'eq', '{"unit": "month", "offset": 0}') = pg_temp.found('day', 'eq', '{"unit": "month"}');
SELECT pg_temp.found('day', 'eq', '{"unit": "month", "offset": -10}');

-- In a map a unit may stand alone, like any other value.
SELECT dt_page('days', '{"filter": {"at": {"unit": "week"}}, "now": "2026-11-18T10:00:00Z", "time_zone": "UTC"}') -> 'total',
    dt_page('days', '{"filter": [{"column": "at", "value": {"unit": "week", "offset": -1}}], "now": "2026-11-18T10:00:00Z", "time_zone": "UTC"}') -> 'total';

-- between goes from the beginning of the first value to the end of the second. in matches any of its values.
SELECT pg_temp.found('day', 'between', '["2026-11-16", "2026-11-18"]');
SELECT pg_temp.found('at', 'between', '["2026-11-16", "2026-11-18"]');
SELECT pg_temp.found('at', 'between', '["2026-11-18T10:00:00Z", "2026-11-18T11:30:00Z"]');
SELECT pg_temp.found('at', 'between', '[{"unit": "month", "offset": -1}, "yesterday"]');
SELECT pg_temp.found('at', 'not_between', '[{"unit": "year"}, {"unit": "year"}]');
SELECT pg_temp.found('day', 'in', '["yesterday", {"unit": "year", "offset": 1}, "2025-12-31"]');
SELECT pg_temp.found('at', 'not_in', '[{"unit": "year"}]');

-- The first and the last day that can be stored are compared like any other.
SELECT dt_count('days', '{"day": "0001-01-01"}'), dt_count('days', '{"day": {"lt": "0001-01-02"}}'), dt_count('days', '{"at": "0001-01-01"}'),
    dt_count('days', '{"at": {"gte": "0001-01-01T00:00:00Z"}}');
SELECT dt_count('days', '{"day": "9999-12-31"}'), dt_count('days', '{"day": {"gt": "9999-12-31"}}'), dt_count('days', '{"day": {"gte": "9999-12-31"}}'),
    dt_count('days', '{"at": "9999-12-31"}'), dt_count('days', '{"at": {"gt": "9999-12-31"}}'), dt_count('days', '{"at": "9999-12-31T23:59:59.999999Z"}'),
    dt_count('days', '{"day": "9999-12-31T12:00:00Z"}');
SELECT dt_page('days', '{"filter": {"at": {"eq": {"unit": "year"}}}, "now": "9999-07-01T00:00:00Z"}') -> 'total';
-- In Auckland the last instant belongs to the year 10000.
SELECT dt_page('days', '{"filter": {"at": "9999-12-31"}, "time_zone": "Pacific/Auckland"}') -> 'total',
    dt_page('days', '{"filter": {"at": {"gt": "9999-12-31"}}, "time_zone": "Pacific/Auckland"}') -> 'total';

-- System fields are compared as instants.
SELECT dt_count('days', '{"created_at": {"lte": "now"}}'), dt_count('days', '{"created_at": {"gt": "now"}}'),
    dt_count('days', '{"updated_at": {"eq": {"unit": "year", "offset": -1}}}');

-- ## time_zone and now come from the query, or else from the session
SET TimeZone = 'Asia/Tokyo';
SELECT dt_count('days', '{"at": "2026-11-16"}'), dt_page('days', '{"filter": {"at": "2026-11-16"}, "time_zone": "UTC"}') -> 'total';
-- The session's zone may be an offset. Here the offset is positive east of Greenwich, as in ISO 8601.
SET TIME ZONE 9;
SELECT dt_count('days', '{"at": "2026-11-16"}');
SET TIME ZONE -9;
SELECT dt_count('days', '{"at": "2026-11-16"}');
SET TimeZone = 'UTC';
SELECT dt_count('days', '{"at": "2026-11-16"}');
-- now may have an offset, or be a local time of the zone.
SELECT dt_page('days', '{"filter": {"day": "today"}, "now": "2026-11-17T23:30:00-02:00"}') -> 'total' AS "18th",
    dt_page('days', '{"filter": {"day": "today"}, "now": "2026-11-17T23:30", "time_zone": "Pacific/Auckland"}') -> 'total' AS "17th";
-- Without it, now is the time of the transaction.
BEGIN;
SELECT (dt_insert('days', jsonb_build_object('day', current_date))).version;
SELECT dt_count('days', '{"day": "today", "at": null}'), dt_count('days', '{"day": "yesterday", "at": null}');
ROLLBACK;

-- ## Daylight saving: a day has the hours that the clock gives it
SELECT dt_create_table('Hours', '{"columns": [{"key": "at", "type": "datetime"}]}') ->> 'slug';
-- In Berlin the clock skips 02:00 on 29 March 2026 and repeats it on 25 October. These days have 23 and 25 hours.
SELECT count(*) FROM dt_insert_many('hours', (SELECT jsonb_agg(jsonb_build_object('at', to_char(h, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    FROM generate_series('2026-01-01'::timestamp, '2026-12-31 23:00', '1 hour') h));
SELECT day, dt_page('hours', jsonb_build_object('filter', jsonb_build_object('at', day), 'time_zone', 'Europe/Berlin', 'limit', 0)) -> 'total' AS hours
FROM unnest(ARRAY['2026-03-28', '2026-03-29', '2026-03-30', '2026-10-24', '2026-10-25', '2026-10-26']) day;
SELECT word, dt_page('hours', jsonb_build_object('filter', jsonb_build_object('at', word), 'time_zone', 'Europe/Berlin', 'now', '2026-03-29T23:30:00+02:00',
    'limit', 0)) -> 'total' AS hours FROM unnest(ARRAY['yesterday', 'today', 'tomorrow']) word;
SELECT unit, dt_page('hours', jsonb_build_object('filter', jsonb_build_object('at', jsonb_build_object('eq', jsonb_build_object('unit', unit))),
    'time_zone', 'Europe/Berlin', 'now', '2026-10-25T12:00:00Z', 'limit', 0)) -> 'total' AS hours FROM unnest(ARRAY['day', 'week', 'month']) unit;
-- In Cairo the 24th of April 2026 begins at 01:00.
SELECT dt_page('hours', '{"filter": {"at": "2026-04-24"}, "time_zone": "Africa/Cairo", "limit": 1}') #>> '{records,0,data,at}',
    dt_page('hours', '{"filter": {"at": "2026-04-24"}, "time_zone": "Africa/Cairo", "limit": 0}') -> 'total' AS hours;
-- A local time that does not exist, or exists twice, is refused.
SELECT dt_page('hours', '{"filter": {"at": {"gt": "2026-03-29T02:30:00"}}, "time_zone": "Europe/Berlin"}');
SELECT dt_page('hours', '{"filter": {"at": {"gt": "2026-10-25T02:30:00"}}, "time_zone": "Europe/Berlin"}');
-- Zones need not differ by whole hours.
SELECT dt_page('hours', '{"filter": {"at": "2026-01-02"}, "time_zone": "Asia/Kathmandu", "limit": 1}') #>> '{records,0,data,at}';

-- ## What is not a date
SELECT dt_count('days', '{"day": "2026-02-30"}');
SELECT dt_count('days', '{"day": "2026-1-1"}');
SELECT dt_count('days', '{"day": ""}');
SELECT dt_count('days', '{"day": "todya"}');
SELECT dt_count('days', '{"at": 20260101}');
SELECT dt_count('days', '{"at": true}');
SELECT dt_count('days', '{"at": ["2026-01-01"]}');
SELECT dt_count('days', '{"at": {"between": ["2026-01-01"]}}');
SELECT dt_count('days', '{"at": {"between": [null, "2026-01-01"]}}');
SELECT dt_count('days', '{"at": {"gt": null}}');
SELECT dt_count('days', '{"at": {"eq": {}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": "weeks"}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": "century"}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": 1}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": "day", "ofset": 1}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": "day", "offset": 1.5}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": "day", "offset": 99999999999}}}');
SELECT dt_count('days', '{"at": {"eq": {"unit": "year", "offset": 8000}}}');
SELECT dt_page('days', '{"time_zone": "Europe/Berln"}');
SELECT dt_page('days', '{"time_zone": 2}');
SELECT dt_page('days', '{"now": "yesterday"}');
SELECT dt_page('days', '{"now": 0}');

SELECT dt_drop_table('days', permanently => true), dt_drop_table('hours', permanently => true);

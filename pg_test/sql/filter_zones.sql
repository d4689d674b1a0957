-- A local time is read in the query's time_zone, or else in the column's, or else in the session's. The rules are the server's.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SET TimeZone = 'Asia/Tokyo';
SELECT dt_create_table('Calls', '{"columns": [{"key": "at", "type": "datetime"},
    {"key": "berlin", "type": "datetime", "config": {"timezone": "Europe/Berlin"}}]}') ->> 'slug';
-- Noon in UTC is 13:00 in Berlin and 21:00 in Tokyo.
SELECT (dt_insert('calls', '{"at": "2026-01-28T12:00:00Z", "berlin": "2026-01-28T13:00:00"}')).data;
SELECT f, dt_count('calls', f) FROM unnest(ARRAY['{"at": "2026-01-28T21:00:00"}', '{"at": "2026-01-28T13:00:00"}', '{"berlin": "2026-01-28T13:00:00"}',
    '{"berlin": "2026-01-28T21:00:00"}', '{"berlin": {"in": ["2026-01-28T13:00"]}}',
        '{"berlin": {"between": ["2026-01-28T12:59:59", "2026-01-28T13:00:01"]}}']::jsonb[]) f;
SELECT f, count(*) FROM unnest(ARRAY['{"at": "2026-01-28T07:00:00"}', '{"berlin": "2026-01-28T07:00:00"}', '{"berlin": "2026-01-28T13:00:00"}']::jsonb[]) f,
    LATERAL dt_query('calls', jsonb_build_object('filter', f, 'time_zone', 'America/New_York')) GROUP BY f;

-- A local time that is skipped, and one that comes twice, get the same words from a filter, from an insert, and from typecast.
SELECT local, put('calls', to_json(local)::text, 'berlin'), try_count('calls', json_build_object('berlin', local)::text)
FROM unnest(ARRAY['2026-03-29T02:30:00', '2026-10-25T02:30:00']) local;
SELECT errors #>> '{0,message}' FROM dt_insert_many('calls', '[{"berlin": "25 October 2026 02:30"}]', '{"typecast": true, "on_error": "skip"}');
SELECT try_page('calls', '{"filter": {"at": {"lt": "2026-11-01T01:30:00"}}, "time_zone": "America/New_York"}');
SELECT try_page('calls', '{"now": "2026-03-29T02:30:00", "time_zone": "Europe/Berlin"}');
SELECT put('calls', '"2026-13-28T13:00:00"', 'berlin'), try_count('calls', '{"berlin": "2026-13-28T13:00:00"}');

-- ## Names are those of the server's zones
SELECT zone, try_page('calls', json_build_object('time_zone', zone)::text) FROM unnest(ARRAY['Europe/Berlin', 'europe/berlin', 'UTC', 'Etc/GMT+5',
    'EST5EDT', 'CET',
    'Europe/Berlim', 'Europe', '', '../etc/passwd', 'CET-1CEST', 'X5', '+02', 'right/Europe/Berlin', repeat('x', 300)]) zone;
SELECT zone, try_config('calls', 'datetime', json_build_object('timezone', zone)::text) FROM unnest(ARRAY['Asia/Toky', 'X5', '']) zone;
-- All of the server's names are names here. Debian has them once more under posix/.
SELECT count(*) FROM pg_timezone_names WHERE name NOT LIKE 'posix/%' AND try_page('calls', json_build_object('time_zone', name)::text) <> 'ok';
-- CET is a zone with summer time and no abbreviation, in filters and in groups.
SELECT (dt_insert('calls', '{"at": "2026-07-14T22:30:00Z"}')).version;
SELECT count(*) FROM dt_query('calls', '{"filter": {"at": "2026-07-15"}, "time_zone": "CET"}');
SELECT dt_aggregate('calls', '{"group_by": {"column": "at", "unit": "day"}, "filter": {"at.month": 7}, "time_zone": "CET"}');
SELECT dt_aggregate('calls', '{"group_by": "at.hour", "filter": {"at.month": 7}, "time_zone": "CET"}');

-- ## The rules are the server's
-- For every hour of some years: the day and the hour of a query are those of AT TIME ZONE.
SELECT dt_create_table('Hours', '{"columns": [{"key": "at", "type": "datetime"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('hours', (SELECT jsonb_agg(jsonb_build_object('at', to_char(h AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
    FROM (SELECT generate_series(timestamptz '2011-12-28Z', '2012-01-02Z', '1 hour') UNION ALL SELECT generate_series(timestamptz '2026-03-07Z',
        '2026-04-06Z', '30 min')
        UNION ALL SELECT generate_series(timestamptz '2037-10-24Z', '2037-11-03Z', '1 hour') UNION ALL SELECT generate_series(timestamptz '1892-03-30Z',
            '1893-04-03Z', '1 day')) AS s(h)));
SELECT zone, (SELECT jsonb_agg(a ORDER BY a -> 'h', a -> 'd') = (SELECT jsonb_agg(jsonb_build_object('h', h, 'd', d, 'n', n) ORDER BY to_jsonb(h), to_jsonb(d))
        FROM (SELECT extract(hour FROM local)::int, to_char(local, 'YYYY-MM-DD'), count(*)
            FROM dt_query('hours') q, LATERAL (SELECT (q.data ->> 'at')::timestamptz AT TIME ZONE zone) AS l(local) GROUP BY 1, 2) AS s(h, d, n))
    FROM dt_aggregate('hours', jsonb_build_object('group_by', '[{"column": "at.hour", "as": "h"}, {"column": "at", "unit": "day", "as": "d"}]'::jsonb,
        'aggregates', '{"n": "count"}'::jsonb,
        'time_zone', zone)) a) AS groups,
    (SELECT bool_and(n = (SELECT count(*) FROM dt_query('hours') q WHERE ((q.data ->> 'at')::timestamptz AT TIME ZONE zone)::date = d))
    FROM (SELECT d::date, (SELECT count(*) FROM dt_query('hours', jsonb_build_object('filter', jsonb_build_object('at', to_char(d, 'YYYY-MM-DD')),
        'time_zone', zone))) AS n
        FROM generate_series(timestamp '2011-12-27', '2012-01-03', '1 day') d UNION ALL SELECT d::date, (SELECT count(*) FROM dt_query('hours',
            jsonb_build_object('filter',
            jsonb_build_object('at', to_char(d, 'YYYY-MM-DD')), 'time_zone', zone))) FROM generate_series(timestamp '2026-03-28', '2026-04-06',
                '1 day') d) AS s) AS days
FROM unnest(ARRAY['Europe/Berlin', 'Pacific/Apia', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']) zone;

CALL drop_tables();

-- A datetime is an instant, stored in UTC up to microseconds (alias timestamp).

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Events', '{"columns": [{"key": "v", "type": "timestamp"}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted: RFC 3339 with any offset

SELECT * FROM put_each('events', ARRAY['"2026-01-28T14:30:00Z"', '"2026-01-28T14:30:00+00:00"', '"2026-01-28T14:30:00-00:00"',
    '"2026-01-28T14:30:00+02:00"', '"2026-01-28T00:30:00+14:00"', '"2026-01-27T22:30:00-12:00"', '"2026-01-28T14:30:00+05:45"',
    '"2026-01-28t14:30:00z"', '"2026-01-28 14:30:00Z"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.999999Z"', '"2024-02-29T23:59:59Z"', 'null']);

-- There are no trailing zeros. What is finer than a microsecond is rounded, as PostgreSQL does.

SELECT * FROM put_each('events', ARRAY['"2026-01-28T14:30:00.5Z"', '"2026-01-28T14:30:00.120000Z"', '"2026-01-28T14:30:00.000Z"',
    '"2026-01-28T14:30:00.1234564Z"', '"2026-01-28T14:30:00.1234567Z"', '"2026-01-28T23:59:59.9999999Z"']);

-- ## Refused

SELECT given, left(put('events', given), 80) AS fault
FROM unnest(ARRAY['"0000-01-01T00:00:00Z"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-00:01"', '"9999-12-31T23:59:59.9999999Z"',
    '"10000-01-01T00:00:00Z"',
    '"2026-02-29T00:00:00Z"', '"2026-01-28T24:00:00Z"', '"2026-01-28T23:60:00Z"', '"2016-12-31T23:59:60Z"', '"9999-12-31T23:59:60Z"',
    '"2026-01-28T14:30:60+14:00"', '"2026-01-28T14:30:00+24:00"', '"2026-01-28T14:30:00"', '"2026-01-28"', '"14:30:00Z"',
    '"20260128T143000Z"', '"2026-01-28T14:30:00+2500"', '"2026-01-28T14:30:00[Europe/Berlin]"', '"2026-01-28T14:30:00+01:00[Europe/Berlin]"',
    '"2026-01-28T14:30:00 CET"',
    '"now"', '"infinity"', '""', '"Wed, 28 Jan 2026 14:30:00 GMT"', '1769610600', 'true', '[]', '{}']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT put('events', '"soon"') AS fault;

-- ## timezone: local times are accepted, but one that daylight saving skips or repeats is refused

SELECT dt_create_table('Meetings',
    '{"columns": [{"key": "v", "type": "datetime", "config": {"timezone": "Europe/Berlin"}}]}') #>> '{columns,0,config,timezone}' AS timezone;
SELECT given, left(put('meetings', given), 60) AS stored
FROM unnest(ARRAY['"2026-01-28T14:30:00"', '"2026-07-01T14:30:00"', '"2026-07-01T14:30"', '"2026-07-01 14:30:00.25"', '"2026-07-01T14:30:00Z"',
    '"2026-07-01T14:30:00-05:00"',
    '"2026-03-29T01:59:59"', '"2026-03-29T02:00:00"', '"2026-03-29T02:30:00"', '"2026-03-29T03:00:00"',
    '"2026-10-25T01:59:59"', '"2026-10-25T02:00:00"', '"2026-10-25T02:30:00"', '"2026-10-25T03:00:00"', '"2026-10-25T02:30:00+02:00"',
    '"2026-10-25T02:30:00+01:00"',
    '"2026-07-01"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- The session's zone does not matter.

SET timezone = 'Asia/Tokyo';
SELECT put('meetings', '"2026-01-28T14:30:00"') AS "in Berlin", left(put('events', '"2026-01-28T14:30:00"'), 60) AS "without a zone";
RESET timezone;

-- ## min, max: instants, both included

SELECT dt_create_table('Hours',
    '{"columns": [{"key": "v", "type": "datetime", "config": {"min": "2026-01-01T00:00:00Z", "max": "2026-01-01T23:59:59.999999Z"}}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('hours', ARRAY['"2026-01-01T00:00:00Z"', '"2026-01-01T01:00:00+02:00"', '"2026-01-02T01:59:59+02:00"',
    '"2026-01-02T00:00:00Z"']);

-- ## Bad config

SELECT config, try_config('events', 'datetime', config) AS error
FROM unnest(ARRAY['{"timezone": "Europe/Berlim"}', '{"timezone": "+02:00"}', '{"timezone": 2}', '{"min": "2026-01-01"}',
    '{"min": "2026-01-02T00:00:00Z", "max": "2026-01-01T00:00:00Z"}',
    '{"time_zone": "UTC"}', '{"date_order": "MDY"}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique: two notations are one instant

SELECT dt_create_table('Alarms',
    '{"columns": [{"key": "v", "type": "datetime", "required": true, "unique": true, "config": {"date_order": "dmy"}}]}') ->> 'slug' AS slug;
SELECT put('alarms', '"2026-01-28T14:30:00Z"') AS first, put('alarms', '"2026-01-28T04:30:00.000-10:00"') AS second,
    put('alarms', '"28/01/2026 14:30"') AS spelled, put('alarms', 'null') AS "null";

-- ## Default "now": the transaction's time

SELECT dt_add_column('events', 'made', 'datetime', '{"default": "now"}') ->> 'default' AS default;
SELECT dt_add_column('events', 'due', 'datetime', '{"default": "2026-12-31T23:00:00+01:00"}') ->> 'default' AS default;
SELECT (r.data ->> 'made')::timestamptz = now() AS "is now", r.data ->> 'made' = dt.iso_timestamp(r.created_at) AS "is created_at", r.data ->> 'due' AS due
FROM dt_insert('events', '{}') AS r;
SELECT try($$SELECT dt_add_column('events', 'bad', 'datetime', '{"default": "today"}')$$);

CALL drop_tables();

-- A time is a time of day without a zone, stored as HH:MM:SS.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Shifts', '{"columns": [{"key": "v", "type": "time"}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted: HH:MM and HH:MM:SS

SELECT * FROM put_each('shifts', ARRAY['"14:30:00"', '"14:30"', '"00:00"', '"00:00:00"', '"23:59"', '"23:59:59"', '"09:05:07"', 'null']);

-- ## Refused

SELECT * FROM put_each('shifts', ARRAY['"24:00:00"', '"24:00"', '"23:60"', '"23:59:60"', '"9:30"', '"14:30:0"', '"14:30:00.5"', '"14:30:00Z"',
    '"14:30+01:00"', '"2:30 pm"', '"14.30"', '"1430"', '" 14:30"', '"14:30 "', '"-1:30"', '"１４:30"', '"2026-01-28T14:30:00Z"', '"noon"', '"🎉"', '""',
    '1430', '14.30', 'true', '["14:30"]', '{}']) AS g(given, fault);

-- ## Filters and sort by the time, which may be written short

SELECT count(*) FROM dt_insert_many('shifts', '[{"v": "08:00"}, {"v": "14:30:01"}]');
SELECT f, (SELECT string_agg(data ->> 'v', ' ' ORDER BY data ->> 'v') FROM dt_query('shifts', jsonb_build_object('filter', f))) AS found
FROM unnest(ARRAY['{"v": "14:30"}', '{"v": {"gt": "14:30"}}', '{"v": {"lte": "08:00:00"}}', '{"v": {"between": ["08:00", "09:30"]}}',
    '{"v": {"in": ["23:59", "00:00:00"]}}', '{"v": {"neq": "14:30"}}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT try_count('shifts', f) AS error
FROM unnest(ARRAY['{"v": "2:30 pm"}', '{"v": 1430}', '{"v": {"gt": "24:00"}}', '{"v": {"contains": "14"}}']) WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT data ->> 'v' AS v, dt.get_time(data, 'v') = (data ->> 'v')::time AS same
FROM dt_query('shifts', '{"filter": {"v": {"is_not_empty": true}}, "sort": "-v", "limit": 4}');
SELECT dt_explain('shifts', '{"filter": {"v": "14:30"}}') #>> '{params,0}' AS param;

-- ## Required, unique, default: two notations are one time

SELECT dt_create_table('Slots', '{"columns": [{"key": "v", "type": "time", "required": true, "unique": true},
    {"key": "until", "type": "time", "default": "18:00", "index": true}]}') #> '{columns,1,default}' AS default;
SELECT put('slots', '"14:30"') AS first, put('slots', '"14:30:00"') AS second, put('slots', 'null') AS "null", put('slots', '""') AS blank;
SELECT data FROM dt_query('slots');

-- ## Bad config and defaults

SELECT try($$SELECT dt_add_column('slots', 'bad', 'time', '{"config": {"min": "08:00"}}')$$) AS error;
SELECT try($$SELECT dt_add_column('slots', 'bad', 'time', '{"default": "6 pm"}')$$) AS error;
SELECT try($$SELECT dt_add_column('slots', 'bad', 'time', '{"default": "now"}')$$) AS error;

-- ## For clients

SELECT dt_json_schema('slots') #> '{properties,v}' AS schema;

CALL drop_tables();

-- A progress is a number from 0 to the max of the config, by default 100.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Tasks', '{"columns": [{"key": "v", "type": "progress"}, {"key": "steps", "type": "progress", "config": {"max": 4}, "default": 0}]}')
    #> '{columns,1,config}' AS config;

SELECT given, left(put('tasks', given), 80) AS stored
FROM unnest(ARRAY['0', '-0', '0.5', '33.30', '100', '100.0', '100.01', '-1', '-0.0001', '1e308', '1e400', '9223372036854775808', 'null'])
    WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT * FROM put_each('tasks', ARRAY['"75 %"', '""', 'false', '[]', '{}']) AS g(given, fault);
SELECT * FROM put_each('tasks', ARRAY['4', '4.5', 'null'], 'steps');

-- ## Filters and sorts

SELECT data FROM dt_query('tasks', '{"filter": {"v": {"gt": 0}}, "sort": "v", "columns": ["v"]}');

-- ## Rules

SELECT dt_add_column('tasks', 'u', 'progress', '{"unique": true}') ->> 'unique' AS "unique";
SELECT * FROM put_each('tasks', ARRAY['1', '1.0', '2'], 'u');
SELECT try($$SELECT dt_alter_column('tasks', 'v', '{"required": true}')$$) ~ '^23502 ' AS "records lack the required value";

-- ## Bad config

SELECT options, try_column('tasks', 'progress', options) AS error
FROM unnest(ARRAY['{"config": {"max": 0}}', '{"config": {"max": -1}}', '{"config": {"max": 1e308}}', '{"config": {"max": "4"}}', '{"config": {"min": 0}}',
    '{"default": 101}'])
    WITH ORDINALITY AS g(options, n) ORDER BY n \gx

CALL drop_tables();

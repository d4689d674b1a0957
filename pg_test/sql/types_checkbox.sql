-- types_checkbox: true or false (alias boolean); empty is not false.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all

SELECT dt_create_table('Tasks', '{"columns": [{"key": "v", "type": "boolean"}, {"key": "done", "type": "checkbox", "default": false}]}')
    #>> '{columns,0,type}' AS type;

SELECT given, put('tasks', given) AS stored
FROM unnest(ARRAY['true', 'false', 'null', '0', '1', '"true"', '""', '"yes"', '[]', '{}']) WITH ORDINALITY AS g(given, n) ORDER BY n;

SELECT data FROM dt_insert('tasks', '{}');
SELECT data FROM dt_insert('tasks', '{"done": true}');
SELECT dt_count('tasks', '{"v": false}') AS "false", dt_count('tasks', '{"v": {"is_empty": true}}') AS empty;

SELECT try($$SELECT dt_add_column('tasks', 'bad', 'checkbox', '{"config": {"default": false}}')$$);
SELECT try($$SELECT dt_add_column('tasks', 'bad', 'checkbox', '{"default": "false"}')$$);

CALL drop_tables();

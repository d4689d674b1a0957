-- A checkbox is true or false (alias boolean). Empty is not false.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Tasks', '{"columns": [{"key": "v", "type": "boolean"}, {"key": "done", "type": "checkbox", "default": false}]}')
    #>> '{columns,0,type}' AS type;

SELECT * FROM put_each('tasks', ARRAY['true', 'false', 'null', '0', '1', '"true"', '""', '"yes"', '[]', '{}']);

SELECT data FROM dt_insert('tasks', '{}');
SELECT data FROM dt_insert('tasks', '{"done": true}');
SELECT dt_count('tasks', '{"v": false}') AS "false", dt_count('tasks', '{"v": {"is_empty": true}}') AS empty;

SELECT try($$SELECT dt_add_column('tasks', 'bad', 'checkbox', '{"config": {"default": false}}')$$);
SELECT try($$SELECT dt_add_column('tasks', 'bad', 'checkbox', '{"default": "false"}')$$);

CALL drop_tables();

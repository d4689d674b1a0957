-- A select can be sorted by the order of its options.

\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Tasks', '{"open": true, "columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select",
    "config": {"options": ["todo", "doing", "done"]}}, {"key": "tags", "type": "multi_select", "config": {"options": ["x"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('tasks',
    '[{"name": "a", "stage": "done"}, {"name": "b", "stage": "todo"}, {"name": "c"}, {"name": "d", "stage": "doing"}, {"name": "e", "stage": "todo"}]');
-- The order is that of the options, or of the alphabet.
SELECT sorted('tasks', '{"column": "stage", "by": "option"}'), sorted('tasks', '{"column": "stage", "by": "value"}'), sorted('tasks', '"stage"');
-- Empty values come last ascending, and first descending, unless nulls says otherwise.
SELECT sorted('tasks', '{"column": "stage", "by": "option", "direction": "desc"}'), sorted('tasks', '{"column": "stage", "by": "option", "nulls": "first"}'),
    sorted('tasks', '{"column": "stage", "by": "option", "direction": "desc", "nulls": "last"}');
-- Other keys may stand beside it.
SELECT sorted('tasks', '[{"column": "stage", "by": "option"}, "-name"]'), sorted('tasks', '[{"column": "stage", "by": "option"}, "stage", "name"]');
-- The order follows the config. A value that is no longer an option comes after the others, before the empty ones.
SELECT dt_alter_column('tasks', 'stage', '{"config": {"options": ["done", "doing", "todo"]}}') ->> 'key';
SELECT sorted('tasks', '{"column": "stage", "by": "option"}');
DO $$ BEGIN SET LOCAL session_replication_role = replica; EXECUTE format('INSERT INTO %s (data) VALUES (''{"name": "f", "stage": "gone"}'')',
    dt_describe('tasks') ->> 'storage'); END $$;
SELECT sorted('tasks', '{"column": "stage", "by": "option"}'), sorted('tasks', '{"column": "stage", "by": "option", "direction": "desc"}');
-- Pages by cursor follow it.
SELECT dt_page('tasks', '{"sort": {"column": "stage", "by": "option"}, "limit": 2}') AS p \gset
SELECT jsonb_path_query_array(dt_page('tasks',
    jsonb_build_object('sort', '{"column": "stage", "by": "option"}'::jsonb, 'limit', 2, 'after', :'p'::jsonb -> 'next'))::jsonb, '$.records[*].data.name');
-- A cursor of the other order, or of other options, belongs to another sort.
SELECT count(*) FROM dt_query('tasks', jsonb_build_object('sort', 'stage', 'after', :'p'::jsonb -> 'next'));
SELECT dt_alter_column('tasks', 'stage', '{"config": {"options": ["doing", "done", "todo", "gone"]}}') ->> 'key';
SELECT count(*) FROM dt_query('tasks', jsonb_build_object('sort', '{"column": "stage", "by": "option"}'::jsonb, 'after', :'p'::jsonb -> 'next'));

-- ## What has no options
SELECT sorted('tasks', '{"column": "name", "by": "option"}');
SELECT sorted('tasks', '{"column": "tags", "by": "option"}');
SELECT sorted('tasks', '{"column": "free", "by": "option"}');
SELECT sorted('tasks', '{"column": "id", "by": "option"}');
SELECT sorted('tasks', '{"column": "stgae", "by": "option"}');
SELECT sorted('tasks', '{"column": "stage", "by": "opton"}');
SELECT sorted('tasks', '{"column": "stage", "by": 1}');
SELECT dt_drop_table('tasks', permanently => true);

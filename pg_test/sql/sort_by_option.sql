--
-- A select sorted by the order of its options
--
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Tasks', '{"open": true, "columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "select", "config": {"options": ["todo", "doing", "done"]}}, {"key": "tags", "type": "multi_select", "config": {"options": ["x"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('tasks', '[{"name": "a", "stage": "done"}, {"name": "b", "stage": "todo"}, {"name": "c"}, {"name": "d", "stage": "doing"}, {"name": "e", "stage": "todo"}]');
CREATE FUNCTION pg_temp.sorted(sort jsonb) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT string_agg(data ->> 'name', '') FROM dt_query('tasks', jsonb_build_object('sort', sort)); END;
-- By the option, and by the alphabet
SELECT pg_temp.sorted('{"column": "stage", "by": "option"}'), pg_temp.sorted('{"column": "stage", "by": "value"}'), pg_temp.sorted('"stage"');
-- Descending; empty values as usual, unless nulls says otherwise
SELECT pg_temp.sorted('{"column": "stage", "by": "option", "direction": "desc"}'), pg_temp.sorted('{"column": "stage", "by": "option", "nulls": "first"}'), pg_temp.sorted('{"column": "stage", "by": "option", "direction": "desc", "nulls": "last"}');
-- Beside other keys
SELECT pg_temp.sorted('[{"column": "stage", "by": "option"}, "-name"]'), pg_temp.sorted('[{"column": "stage", "by": "option"}, "stage", "name"]');
-- The order follows the config; a value that is no option any more comes after those that are, before the empty ones
SELECT dt_alter_column('tasks', 'stage', '{"config": {"options": ["done", "doing", "todo"]}}') ->> 'key';
SELECT pg_temp.sorted('{"column": "stage", "by": "option"}');
DO $$ BEGIN SET LOCAL session_replication_role = replica; EXECUTE format('INSERT INTO %s (data) VALUES (''{"name": "f", "stage": "gone"}'')', dt_describe('tasks') ->> 'storage'); END $$;
SELECT pg_temp.sorted('{"column": "stage", "by": "option"}'), pg_temp.sorted('{"column": "stage", "by": "option", "direction": "desc"}');
-- Pages by cursor
SELECT dt_page('tasks', '{"sort": {"column": "stage", "by": "option"}, "limit": 2}') AS p \gset
SELECT jsonb_path_query_array(dt_page('tasks', jsonb_build_object('sort', '{"column": "stage", "by": "option"}'::jsonb, 'limit', 2, 'after', :'p'::jsonb -> 'next')), '$.records[*].data.name');
-- A cursor of the other order, or of other options, is another sort's
SELECT count(*) FROM dt_query('tasks', jsonb_build_object('sort', 'stage', 'after', :'p'::jsonb -> 'next'));
SELECT dt_alter_column('tasks', 'stage', '{"config": {"options": ["doing", "done", "todo", "gone"]}}') ->> 'key';
SELECT count(*) FROM dt_query('tasks', jsonb_build_object('sort', '{"column": "stage", "by": "option"}'::jsonb, 'after', :'p'::jsonb -> 'next'));

-- What has no options
SELECT pg_temp.sorted('{"column": "name", "by": "option"}');
SELECT pg_temp.sorted('{"column": "tags", "by": "option"}');
SELECT pg_temp.sorted('{"column": "free", "by": "option"}');
SELECT pg_temp.sorted('{"column": "id", "by": "option"}');
SELECT pg_temp.sorted('{"column": "stgae", "by": "option"}');
SELECT pg_temp.sorted('{"column": "stage", "by": "opton"}');
SELECT pg_temp.sorted('{"column": "stage", "by": 1}');
SELECT dt_drop_table('tasks', permanently => true);

-- `stage.category` filters a status by the category of its option. A sort may follow the order of the options.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

-- This returns the names of the tasks that a filter finds, those that it does not find, and whether its negation finds exactly the latter.
CREATE FUNCTION pg_temp.found(filter jsonb, OUT found text, OUT others text, OUT complement boolean) LANGUAGE sql AS $$
    SELECT coalesce(string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FILTER (WHERE id = ANY (matching)), ''),
        coalesce(string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FILTER (WHERE id <> ALL (matching)), ''),
        array_agg(id ORDER BY id) FILTER (WHERE id <> ALL (matching))
            IS NOT DISTINCT FROM (SELECT array_agg(id ORDER BY id) FROM dt_query('tasks', jsonb_build_object('filter', jsonb_build_object('not', filter))))
    FROM dt_query('tasks'), (SELECT ARRAY(SELECT id FROM dt_query('tasks', jsonb_build_object('filter', filter)))) AS m(matching)
$$;

-- The option "parked" has no category.
SELECT dt_create_table('Tasks', '{"columns": [{"key": "name", "type": "text"}, {"key": "stage", "type": "status", "config": {"options": [
    {"value": "new", "category": "todo"}, {"value": "idea", "category": "todo"}, {"value": "doing", "category": "in_progress"},
    {"value": "won", "category": "done"}, {"value": "lost", "category": "done"}, "parked"]}}]}') ->> 'slug' AS slug;
SELECT count(*)
FROM dt_insert_many('tasks', '[{"name": "w", "stage": "won"}, {"name": "l", "stage": "lost"}, {"name": "n", "stage": "new"}, {"name": "i", "stage": "idea"},
    {"name": "d", "stage": "doing"}, {"name": "p", "stage": "parked"}, {"name": "empty", "stage": null}]');

-- ## Operators: a status without a category, or an empty one, matches every negation

SELECT f AS filter, (pg_temp.found(jsonb_build_object('stage.category', f))).* FROM unnest(ARRAY[
    '"done"', '{"eq": "todo"}', '{"is": "in_progress"}', '{"neq": "done"}', '{"!=": "in_progress"}',
    '{"in": ["todo", "done"]}', '{"in": []}', '{"in": ["done", null]}', '{"in": ["done", "done"]}', '{"not_in": ["todo", "done"]}', '{"not_in": []}',
    '{"not_in": ["done", null]}',
    'null', '{"eq": null}', '{"neq": null}',
    '{"is_empty": true}', '{"is_empty": false}', '{"is_not_empty": true}', '{"is_null": true}', '{"is_not_null": true}', '{"exists": true}',
    '{"exists": false}',
    '{"neq": "done", "is_not_empty": true}']::jsonb[]) WITH ORDINALITY AS g(f, n) ORDER BY n;

-- ## In lists of conditions, beside the status itself

SELECT f AS filter, (pg_temp.found(f)).* FROM unnest(ARRAY[
    '[{"column": "stage.category", "operator": "in", "value": ["done"]}, {"column": "stage", "operator": "neq", "value": "lost"}]',
    '{"or": [{"stage.category": "in_progress"}, {"stage": "parked"}]}',
    '{"not": {"stage.category": {"not_in": ["todo"]}}}',
    '{"all": true}']::jsonb[]) WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT dt_count('tasks', '{"stage.category": "done"}') AS n;

-- ## Refused: unknown categories, other kinds of value, other operators, other paths

SELECT f AS filter, try(format('SELECT dt_query(''tasks'', %L)', jsonb_build_object('filter', jsonb_build_object('stage.category', f)))) AS error
FROM unnest(ARRAY[
    '"dnoe"', '"Done"', '""', '"won"', '1', 'true', '["done"]', '{"in": "done"}', '{"in": ["done", "finished"]}', '{"not_in": [1]}', '{"is_empty": "yes"}',
    '{"gt": "done"}', '{"between": ["done", "todo"]}', '{"contains": "do"}', '{"starts_with": "do"}', '{"like": "d%"}', '{"has_any": ["done"]}',
    '{"length": {"gt": 1}}', '{"is_nothing": true}']::jsonb[])
    WITH ORDINALITY AS g(f, n) ORDER BY n \gx
SELECT path, try(format('SELECT dt_query(''tasks'', %L)', jsonb_build_object('filter', jsonb_build_object(path, 'done')))) AS error
FROM unnest(ARRAY['stage.color', 'stage.category.x', 'name.category']) WITH ORDINALITY AS g(path, n) ORDER BY n \gx

-- The error for a misspelt path names the nearest one. A sort and a group take the status itself.

SELECT filter, try(format('SELECT dt_query(''tasks'', %L)', filter)) AS error
FROM unnest(ARRAY['{"filter": {"stage.categroy": "done"}}', '{"filter": {"sstage.category": "done"}}', '{"filter": {"sstage.categroy": "done"}}',
    '{"filter": {"nmae.category": "done"}}',
    '{"sort": "stage.category"}', '{"sort": "stage.categroy"}']) WITH ORDINALITY AS g(filter, n) ORDER BY n \gx
SELECT try($$SELECT dt_aggregate('tasks', '{"group_by": "stage.category", "aggregates": {"n": "count"}}')$$) AS error;
SELECT try($$SELECT dt_aggregate('tasks', '{"aggregates": {"n": {"count_distinct": "stage.category"}}}')$$) AS error;
SELECT try($$SELECT dt_create_index('tasks', '{stage.category}')$$) AS error;

-- ## The category belongs to the option: a change of the config changes what is found

SELECT dt_alter_column('tasks', 'stage',
    '{"config": {"options": [{"value": "new", "category": "todo"}, {"value": "idea"}, {"value": "doing", "category": "in_progress"},
    {"value": "won", "category": "done"}, {"value": "lost", "category": "todo"}, {"value": "parked", "category": "done"}]}}') ->> 'key' AS key;
SELECT c AS category, (pg_temp.found(jsonb_build_object('stage.category', c))).*
FROM unnest(ARRAY['"todo"', '"in_progress"', '"done"', 'null']::jsonb[]) WITH ORDINALITY AS g(c, n) ORDER BY n;

-- ## An index on the status serves its category

SELECT dt_create_index('tasks', '{stage}') IS NOT NULL AS made;
SET enable_seqscan = off;
SELECT jsonb_array_length(dt_explain('tasks', '{"filter": {"stage.category": "done"}}') -> 'indexes') AS indexes;
RESET enable_seqscan;

-- ## A sort may follow the order of the options instead of the alphabet

SELECT s AS sort, (SELECT string_agg(coalesce(data ->> 'stage', '-'), ' ' ORDER BY n)
    FROM dt_query('tasks', jsonb_build_object('sort', s)) WITH ORDINALITY AS r(id, data, a, b, c, d, e, n)) AS stages
FROM unnest(ARRAY['{"column": "stage", "by": "option"}', '{"column": "stage", "by": "option", "direction": "desc"}',
    '{"column": "stage", "by": "option", "nulls": "first"}', '"stage"']::jsonb[])
    WITH ORDINALITY AS g(s, n) ORDER BY g.n;

CALL drop_tables();

-- typecast with create_options adds the options that select, multi_select and status columns lack for the values of the records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table('Leads', '{"columns": [{"key": "name", "type": "text"},
    {"key": "source", "type": "select", "config": {"options": [{"value": "web", "label": "Web site", "color": "#00aa00"}]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a"], "max_items": 4}},
    {"key": "both", "type": "select", "config": {"options": ["a"], "allow_multiple": true}},
    {"key": "stage", "type": "status", "config": {"options": [{"value": "new", "category": "todo"}]}},
    {"key": "age", "type": "integer", "config": {"min": 0}}]}') ->> 'slug' AS slug;
CREATE FUNCTION pg_temp.options() RETURNS TABLE (key text, options jsonb) LANGUAGE sql AS $$
    SELECT key, config -> 'options' FROM dt_columns('leads') WHERE config ? 'options' ORDER BY position
$$;

-- ## Without create_options an unknown option is a fault, with typecast or not

SELECT dt_validate('leads', '{"source": "Fair", "tags": ["a", "b"], "stage": "won"}', '{"typecast": true}') -> 'errors' AS faults;
SELECT try($$SELECT dt_insert_many('leads', '[{"source": "web"}, {"source": "Fair"}]', '{"typecast": true}')$$) AS error;
SELECT try($$SELECT dt_insert_many('leads', '[{"source": "Fair"}]', '{"create_options": true}')$$) AS error;

-- ## dt_validate tells what would be stored, and adds nothing

SELECT dt_validate('leads', '{"source": "Fair", "tags": "A, b", "both": "c;a", "stage": "won"}', '{"typecast": true, "create_options": true}') AS validated;
SELECT * FROM pg_temp.options();

-- An empty list in a text is an empty list.

SELECT given, dt_validate('leads', jsonb_build_object('tags', given, 'both', given), '{"typecast": true}') - 'valid' AS validated
FROM unnest(ARRAY['[]', ' [ ] ', '[""]', '["a"]']) AS given;

-- ## dt_insert_many adds options once each, after the others, and finds known ones by label, ignoring case

SELECT count(*) FROM dt_insert_many('leads', '[
    {"name": "1", "source": "Fair", "tags": "b, a; c", "stage": "won"},
    {"name": "2", "source": " WEB SITE ", "tags": ["a", "d"], "both": "x, y", "stage": "NEW"},
    {"name": "3", "source": "Fair", "tags": "b", "both": ["x", "z"], "stage": "It''s \"odd\" 🎉"},
    {"name": "4", "source": 7, "tags": "", "stage": ""}]', '{"typecast": true, "create_options": true}');
SELECT data FROM dt_query('leads', '{"sort": "name"}');
SELECT * FROM pg_temp.options();
-- They are options like any other now.
SELECT dt_validate('leads', '{"source": "Fair", "tags": ["d", "b"], "stage": "won"}') -> 'valid' AS valid;
SELECT count(*) FROM dt_query('leads', '{"filter": {"source": "Fair"}}');

-- ## A call that fails adds none

SELECT try($$SELECT dt_insert_many('leads', '[{"source": "Radio"}, {"source": "Friend", "age": -1}]',
    '{"typecast": true, "create_options": true}')$$) AS error;
SELECT count(*) FROM pg_temp.options() WHERE options::text ~ 'Radio|Friend';
-- Other rules still hold: there are 4 tags at most.
SELECT dt_validate('leads', '{"tags": "k, l, m, n, o"}', '{"typecast": true, "create_options": true}') -> 'errors' AS faults;

-- ## With on_error skip

\set SHOW_CONTEXT never
SELECT n, id IS NOT NULL AS stored
FROM dt_insert_many('leads', '[{"name": "5", "source": "Radio"}, {"name": "6", "age": "many"}, {"name": "7", "source": "Radio"}]',
    '{"typecast": true, "create_options": true, "on_error": "skip"}') WITH ORDINALITY AS r(id, errors, n);
SELECT options -> -1 AS last FROM pg_temp.options() WHERE key = 'source';

-- ## More than 100 new options of a column in one call are refused

SELECT try($$SELECT dt_insert_many('leads', (SELECT jsonb_agg(jsonb_build_object('source', 'new ' || n)) FROM generate_series(1, 101) AS n),
    '{"typecast": true, "create_options": true}')$$) AS error;
SELECT jsonb_array_length(options) AS before FROM pg_temp.options() WHERE key = 'source';
SELECT count(*) FROM dt_insert_many('leads', (SELECT jsonb_agg(jsonb_build_object('source', 'new ' || n, 'tags', 'new ' || n))
    FROM generate_series(1, 100) AS n), '{"typecast": true, "create_options": true}');
SELECT key, jsonb_array_length(options) AS options FROM pg_temp.options();
-- dt_validate refuses what dt_insert_many would refuse.
SELECT try($$SELECT dt_validate('leads', (SELECT jsonb_build_object('both', string_agg('more ' || n, ',')) FROM generate_series(1, 101) AS n),
    '{"typecast": true, "create_options": true}')$$) AS error;
SELECT dt_validate('leads', (SELECT jsonb_build_object('both', string_agg('more ' || n, ',')) FROM generate_series(1, 100) AS n),
    '{"typecast": true, "create_options": true}') -> 'valid' AS valid;
-- Known options do not count.
SELECT count(*) FROM dt_insert_many('leads',
    (SELECT jsonb_agg(jsonb_build_object('source', 'NEW ' || n)) FROM generate_series(1, 100) AS n), '{"typecast": true, "create_options": true}');
SELECT jsonb_array_length(options) AS options FROM pg_temp.options() WHERE key = 'source';

-- ## New options are rolled back with the transaction

BEGIN;
SELECT count(*) FROM dt_insert_many('leads', '[{"stage": "lost"}]', '{"typecast": true, "create_options": true}');
SELECT options -> -1 AS last FROM pg_temp.options() WHERE key = 'stage';
ROLLBACK;
SELECT options -> -1 AS last FROM pg_temp.options() WHERE key = 'stage';
SELECT dt_validate('leads', '{"stage": "lost"}') -> 'valid' AS valid;

-- ## dt_validate refuses create_options without typecast, too

SELECT try($$SELECT dt_validate('leads', '{}', '{"create_options": true}')$$) AS error;

CALL drop_tables();

-- Indexes over a converted column are made anew, or prevent the change. A column that was an autonumber loses its sequence.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\i `echo "$PG_ABS_SRCDIR/lib/pg_trgm.sql"`
\if :lacking
\q
\endif

SELECT dt_create_table('Notes',
    '{"columns": [{"key": "body", "type": "text"}, {"key": "name", "type": "text"}, {"key": "tags", "type": "text"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('notes', '[{"body": " Green PUMP ", "name": "one", "tags": "a, b"}, {"body": "12", "name": "two", "tags": "b"}]');
SELECT plain(dt_create_index('notes', keys, options)) AS made
FROM (VALUES ('{body}'::text[], '{"kind": "trigram"}'::jsonb), ('{body,name}', '{"kind": "search"}'), ('{}', '{"kind": "search"}'), ('{body}', '{}'),
    ('{name,body}', '{}')) AS v(keys, options);
CREATE FUNCTION pg_temp.indexes() RETURNS TABLE (columns text[], kind text, valid boolean)
    LANGUAGE sql AS $$ SELECT columns, kind, valid FROM dt_indexes('notes') ORDER BY 1, 2 $$;
-- This says how many records a query finds, and whether by an index.
CREATE FUNCTION pg_temp.found(query jsonb, OUT n bigint, OUT uses_index boolean) LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL enable_seqscan = off;
    SELECT count(*) INTO n FROM dt_query('notes', query);
    uses_index := jsonb_array_length(dt_explain('notes', query) -> 'indexes') > 0;
END
$$;

-- ## From text to another type of text: all indexes follow, and find the new values

SELECT c ->> 'type' AS type, c -> 'converted' AS converted FROM dt_alter_column('notes', 'body', '{"type": "select"}') AS c;
SELECT * FROM pg_temp.indexes();
SELECT query, (pg_temp.found(query)).* FROM unnest(ARRAY['{"filter": {"body": {"contains": "pump"}}}', '{"search": "pum", "search_columns": ["body"]}',
    '{"search": "pum gre"}', '{"filter": {"name": "two", "body": "12"}}']::jsonb[]) AS query;
SELECT dt_alter_column('notes', 'body', '{"key": "text"}') ->> 'key' AS key;
SELECT * FROM pg_temp.indexes();
SELECT query, (pg_temp.found(query)).*
FROM unnest(ARRAY['{"filter": {"text": {"contains": "pump"}}}', '{"search": "pum", "search_columns": ["text"]}']::jsonb[]) AS query;

-- ## To a number: an index that cannot be over a number prevents the change, also in a dry run

SELECT changes, plain(try(format('SELECT dt_alter_column(''notes'', ''text'', %L)', changes))) AS error
FROM unnest(ARRAY['{"type": "number", "on_failure": "keep"}', '{"type": "number", "on_failure": "keep", "dry_run": true}']) AS changes;
SELECT * FROM pg_temp.indexes();
SELECT count(dt_drop_index('notes', name)) AS dropped FROM dt_indexes('notes') WHERE kind = 'trigram' OR kind = 'search' AND columns <> '{}';
SELECT c ->> 'type' AS type, c -> 'converted' AS converted, c -> 'failed' AS failed
FROM dt_alter_column('notes', 'text', '{"type": "number", "on_failure": "keep"}') AS c;
-- The search over all columns stays, and finds the texts that are left.
SELECT * FROM pg_temp.indexes();
SELECT query, (pg_temp.found(query)).*
FROM unnest(ARRAY['{"search": "two"}', '{"search": "pump"}', '{"filter": {"name": "two", "text": {"gte": 12}}}']::jsonb[]) AS query;

-- ## Items of a list that differ in case become different options, and repeated items become one

SELECT count(*)
FROM dt_insert_many('notes', '[{"name": "pink", "tags": "pink, Pink; pink"}, {"name": "Pink", "tags": "PINK"}, {"name": "list", "tags": "[]"}]');
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed, c #> '{config,options}' AS options
FROM dt_alter_column('notes', 'tags', '{"type": "multi_select"}') AS c;
SELECT data -> 'name' AS name, data -> 'tags' AS tags FROM dt_query('notes', '{"sort": "id"}');
-- Given options are matched ignoring case. Two spellings in one list do not silently become one option.
SELECT dt_alter_column('notes', 'tags', '{"type": "text"}') ->> 'type' AS type;
SELECT c -> 'converted' AS converted, c -> 'failed' AS failed, c -> 'examples' -> 0 -> 'message' AS message
FROM dt_alter_column('notes', 'tags', '{"type": "multi_select", "config": {"options": ["a", "b", "pink"]}, "on_failure": "keep"}') AS c;
SELECT data -> 'tags' AS tags, data -> '_unconverted' AS kept FROM dt_query('notes', '{"sort": "id"}');

-- ## An autonumber that becomes another type keeps its numbers, loses its sequence, and numbers nothing any more

SELECT dt_add_column('notes', 'no', 'autonumber', '{"index": true}') ->> 'type' AS type;
CREATE FUNCTION pg_temp.sequences() RETURNS bigint
    LANGUAGE sql AS $$ SELECT count(*) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'dt_data'::regnamespace $$;
SELECT pg_temp.sequences();
SELECT c ->> 'type' AS type, c -> 'converted' AS converted FROM dt_alter_column('notes', 'no', '{"type": "text", "dry_run": true}') AS c;
BEGIN;
SELECT dt_alter_column('notes', 'no', '{"type": "text"}') ->> 'type' AS type;
ROLLBACK;
SELECT pg_temp.sequences();
SELECT data -> 'no' AS no FROM dt_insert('notes', '{"name": "numbered"}');
SELECT c ->> 'type' AS type, c -> 'converted' AS converted FROM dt_alter_column('notes', 'no', '{"type": "integer", "key": "number"}') AS c;
SELECT pg_temp.sequences();
SELECT data FROM dt_insert('notes', '{"name": "last"}');
SELECT data FROM dt_insert('notes', '{"name": "given", "number": 3}');
SELECT data -> 'name' AS name, data -> 'number' AS number FROM dt_query('notes', '{"filter": {"number": {"gte": 3}}, "sort": "number"}');
SELECT try($$SELECT dt_alter_column('notes', 'number', '{"type": "autonumber"}')$$) AS error;

CALL drop_tables();
DROP EXTENSION pg_trgm;

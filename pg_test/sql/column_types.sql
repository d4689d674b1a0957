-- column_types: dt_column_types() lists every column type: what is stored, its config, parts, operators and kinds of index, and an example.
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all
CREATE EXTENSION pg_trgm;
\pset format unaligned

SELECT name, aliases, stored, parts, cardinality(operators) AS operators, index_kinds, is_system, example FROM dt_column_types();

-- ## Config: the keys of each type, as a JSON Schema

SELECT name, (SELECT string_agg(key, ', ' ORDER BY key COLLATE "C") FROM jsonb_object_keys(config_schema -> 'properties') AS key) AS config FROM dt_column_types();
SELECT count(*) AS types, count(*) FILTER (WHERE config_schema @> '{"type": "object", "additionalProperties": false}') AS closed FROM dt_column_types();
-- A config key that the schema does not know is refused
SELECT dt_create_table('Columns', '{}') ->> 'slug' AS slug;
SELECT count(*) FILTER (WHERE try(format('SELECT dt_add_column(''columns'', ''x'', %L, ''{"config": {"no_such_key": 1}}'')', name)) LIKE '22023 %') = count(*) AS all_refused FROM dt_column_types();

-- ## Operators, of a few types

SELECT name, array_to_string(operators, ' ') AS operators FROM dt_column_types() WHERE name IN ('text', 'number', 'checkbox', 'date', 'multi_select', 'json');

-- ## A table of all of them: a column of every type under the type's own name and under each of its aliases

SELECT dt_create_table('Everything', jsonb_build_object('columns', jsonb_agg(jsonb_build_object('key', CASE WHEN is_system THEN name ELSE 'the_' || name END, 'type', name,
    'config', CASE WHEN config_schema -> 'properties' ? 'options' THEN jsonb_build_object('options', CASE jsonb_typeof(example) WHEN 'array' THEN example ELSE jsonb_build_array(example) END) ELSE '{}' END)))) ->> 'slug' AS slug
FROM dt_column_types();
SELECT a AS alias, dt_add_column('columns', 'c' || n, a, '{"config": {}}') ->> 'type' AS type FROM dt_column_types(), unnest(aliases) WITH ORDINALITY AS u(a, n0), LATERAL (SELECT replace(a, ' ', '_') AS n) AS k;

-- Every example is a value of its type, stored as the listing shows it
SELECT jsonb_object_agg('the_' || name, example) AS examples FROM dt_column_types() WHERE NOT is_system AND name <> 'autonumber' \gset
SELECT dt_validate('everything', :'examples') -> 'valid' AS valid;
SELECT count(*) FROM dt_insert_many('everything', jsonb_build_array(:'examples'::jsonb));
SELECT t.name, data -> ('the_' || t.name) AS stored FROM dt_query('everything'), dt_column_types() AS t WHERE NOT is_system AND data -> ('the_' || t.name) IS DISTINCT FROM example;
-- System columns are shown, not given
SELECT t.name, jsonb_typeof(data -> t.name) AS shown, try(format('SELECT dt_insert(''everything'', %L)', jsonb_build_object(t.name, example))) AS given
FROM dt_query('everything'), dt_column_types() AS t WHERE is_system;

-- A filter on each by its own example finds the record; json is compared by its parts
SELECT name, dt_count('everything', jsonb_build_object('the_' || name, jsonb_build_object('eq', example))) AS found FROM dt_column_types() WHERE NOT is_system AND 'eq' = ANY (operators) AND name <> 'json';
-- Every part can be named in a filter
SELECT name, part, dt_count('everything', jsonb_build_object('the_' || name || '.' || part, jsonb_build_object('is_empty', NOT example ? part))) AS found FROM dt_column_types(), unnest(parts) AS part WHERE part <> 'category';

-- ## Every kind of index that is listed can be made; others cannot

SELECT name, kind, try(format('SELECT dt_create_index(''everything'', %L, %L)', ARRAY['the_' || name], jsonb_build_object('kind', kind))) AS made
FROM dt_column_types(), unnest(index_kinds) AS kind WHERE NOT is_system;
SELECT name, kind, try(format('SELECT dt_create_index(''everything'', %L, %L)', ARRAY['the_' || name], jsonb_build_object('kind', kind))) AS refused
FROM dt_column_types(), unnest('{btree,trigram,set,search}'::text[]) AS kind WHERE kind <> ALL (index_kinds) AND NOT is_system;
SELECT name, kind, try(format('SELECT dt_create_index(''everything'', %L, %L)', ARRAY[name], jsonb_build_object('kind', kind))) AS made
FROM dt_column_types(), unnest(index_kinds) AS kind WHERE is_system;

CALL drop_tables();
DROP EXTENSION pg_trgm;

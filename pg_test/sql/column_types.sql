-- dt_column_types() lists every column type with what is stored, its config, parts, operators and kinds of index, and an example.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/pg_trgm.sql"`
\if :lacking
\q
\endif
\pset format unaligned

SELECT name, aliases, stored, parts, cardinality(operators) AS operators, index_kinds, is_system, example FROM dt_column_types();

-- ## Config: the keys of each type, as a JSON Schema

SELECT name, (SELECT string_agg(key, ', ' ORDER BY key COLLATE "C") FROM jsonb_object_keys(config_schema -> 'properties') AS key) AS config
FROM dt_column_types();
SELECT count(*) AS types, count(*) FILTER (WHERE config_schema @> '{"type": "object", "additionalProperties": false}') AS closed FROM dt_column_types();
-- A config key that the schema does not know is refused.
SELECT dt_create_table('Columns', '{}') ->> 'slug' AS slug;
SELECT count(*) FILTER (WHERE try(format('SELECT dt_add_column(''columns'', ''x'', %L, ''{"config": {"no_such_key": 1}}'')', name)) LIKE '22023 %')
    = count(*) AS all_refused FROM dt_column_types();

-- ## The operators of a few types

SELECT name, array_to_string(operators, ' ') AS operators FROM dt_column_types() WHERE name IN ('text', 'number', 'checkbox', 'date', 'multi_select', 'json');

-- ## An alias stands for its type

SELECT alias, dt_add_column('columns', 'a_' || alias, alias) ->> 'type' AS type FROM dt_column_types(), unnest(aliases) AS alias;

-- ## A table of all types: each column is called the_TYPE, and a system column by its type

SELECT dt_create_table('Everything',
    jsonb_build_object('columns', jsonb_agg(jsonb_build_object('key', CASE WHEN is_system THEN name ELSE 'the_' || name END, 'type', name,
    'config', CASE WHEN config_schema -> 'properties' ? 'options' THEN jsonb_build_object('options', CASE jsonb_typeof(example) WHEN 'array' THEN example
        ELSE jsonb_build_array(example) END) ELSE '{}' END)))) ->> 'slug' AS slug
FROM dt_column_types();
SELECT count(*) AS columns, count(*) FILTER (WHERE c.type = t.name) AS of_their_type
FROM dt_columns('everything') AS c JOIN dt_column_types() AS t ON c.key IN (t.name, 'the_' || t.name);

-- Every example is a value of its type, and is stored as the listing shows it.
SELECT jsonb_object_agg('the_' || name, example) AS examples FROM dt_column_types() WHERE NOT is_system AND name <> 'autonumber' \gset
SELECT dt_validate('everything', :'examples') -> 'valid' AS valid;
SELECT count(*) FROM dt_insert_many('everything', jsonb_build_array(:'examples'::jsonb));
SELECT t.name, data -> ('the_' || t.name) AS stored FROM dt_query('everything'), dt_column_types() AS t
WHERE NOT is_system AND data -> ('the_' || t.name) IS DISTINCT FROM example;
-- System columns are shown, and cannot be written.
SELECT t.name, jsonb_typeof(data -> t.name) AS shown, put('everything', example::text, t.name) AS given
FROM dt_query('everything'), dt_column_types() AS t WHERE is_system;

-- A filter finds the record by the value of each column. Names of people are compared as text.
CREATE FUNCTION pg_temp.found(key text, wanted jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN dt_count('everything', jsonb_build_object(key, jsonb_build_object('eq', wanted)));
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE || ' ' || SQLERRM;
END
$$;
SELECT t.name, pg_temp.found('the_' || t.name, data -> ('the_' || t.name)) AS found FROM dt_query('everything'), dt_column_types() AS t
WHERE NOT is_system AND 'eq' = ANY (operators);
SELECT pg_temp.found('the_person_name', '"Doe Jane"') AS found;
-- Every part can be named in a filter.
SELECT name, part, dt_count('everything', jsonb_build_object(CASE WHEN is_system THEN name ELSE 'the_' || name END || '.' || part,
    jsonb_build_object('is_empty', jsonb_typeof(example) = 'object' AND NOT example ? part OR part = 'category'))) AS found
FROM dt_column_types(), unnest(parts) AS part;

-- ## Every kind of index that is listed can be made, over one value or over a set of values

CREATE FUNCTION pg_temp.index(key text, kind text) RETURNS text
    RETURN split_part(try(format('SELECT dt_create_index(''everything'', %L, %L)', ARRAY[key], jsonb_build_object('kind', kind))), E'\n', 1);
SELECT name, kind, pg_temp.index(CASE WHEN is_system THEN name ELSE 'the_' || name END, kind) AS made FROM dt_column_types(), unnest(index_kinds) AS kind;
SELECT 'sets_of_' || name AS key, dt_add_column('everything', 'sets_of_' || name, name, CASE name WHEN 'select'
    THEN '{"config": {"allow_multiple": true, "options": ["a", "b"]}}'::jsonb ELSE '{"config": {"allow_multiple": true}}' END) ->> 'type' AS type
FROM dt_column_types() WHERE config_schema -> 'properties' ? 'allow_multiple';
SELECT name, kind, pg_temp.index('sets_of_' || name, kind) AS made FROM dt_column_types(), unnest(index_kinds) AS kind
WHERE config_schema -> 'properties' ? 'allow_multiple';

-- Kinds that are not listed are refused.

SELECT kind, replace(replace(pg_temp.index(key, kind), key, 'KEY'), 'of type ' || name, 'of type TYPE') AS error,
    string_agg(name, ', ' ORDER BY name COLLATE "C") AS types
FROM (SELECT name, CASE WHEN is_system THEN name ELSE 'the_' || name END AS key, kind
    FROM dt_column_types(), unnest('{btree,trigram,set,search}'::text[]) AS kind WHERE kind <> ALL (index_kinds)) AS k
GROUP BY 1, 2 ORDER BY 1, min(name COLLATE "C");

CALL drop_tables();
DROP EXTENSION pg_trgm;

\set ECHO none
-- The tests of plans include this file, after try.sql. It says which indexes a query uses.

CREATE OR REPLACE PROCEDURE analyze_table(table_name text) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ANALYZE %s', dt_describe(table_name) ->> 'storage');
END
$$;

-- The indexes that PostgreSQL chooses for the values of a query, then the notes of dt_explain.
CREATE OR REPLACE FUNCTION uses(table_name text, query jsonb) RETURNS text
BEGIN ATOMIC
    SELECT coalesce((SELECT string_agg(plain(name), ' ' ORDER BY name COLLATE "C") FROM jsonb_array_elements_text(e -> 'indexes') name), '')
        || coalesce((SELECT string_agg(note, '; ') FROM jsonb_array_elements_text(e -> 'notes') note), '')
    FROM dt_explain(table_name, query) e;
END;

-- The plan of a query for any values. It is a generic plan, which knows none. Reading the table is made dear, so that the plan shows whether an
-- index can serve the query at all.
CREATE OR REPLACE FUNCTION generic_plan(table_name text, query jsonb) RETURNS jsonb LANGUAGE plpgsql
    SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    explained jsonb := dt_explain(table_name, query);
    params text := (SELECT '(' || string_agg('NULL', ', ') || ')' FROM jsonb_array_elements(explained -> 'params') HAVING count(*) > 0);
    plan jsonb;
BEGIN
    EXECUTE 'PREPARE shape AS ' || (explained ->> 'sql');
    EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE shape' || coalesce(params, '') INTO plan;
    DEALLOCATE shape;
    RETURN plan;
END
$$;

-- The indexes of a plan, and whether it sorts.
CREATE OR REPLACE FUNCTION indexes_of(plan jsonb) RETURNS text
    RETURN coalesce((SELECT string_agg(DISTINCT plain(name #>> '{}'), ' ') FROM jsonb_path_query(plan, '$.**."Index Name"') name), 'none')
        || CASE WHEN jsonb_path_exists(plan, '$.**."Node Type" ? (@ like_regex "Sort")') THEN ', sorts' ELSE '' END;
\set ECHO all

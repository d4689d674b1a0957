--
-- starts_with that minds case is a range of a btree index where the database sorts by code points: 50,000 records
--
\pset format unaligned
\t on
-- Elsewhere there are indexes of kind prefix for that: scripts/index_ddl.sh
SELECT 'a' < 'Z' AS other_order \gset
\if :other_order
\echo 'this database does not sort by code points'
\q
\endif
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Begins', '{"columns": [{"key": "name", "type": "text", "index": true}, {"key": "code", "type": "text", "unique": true}, {"key": "who", "type": "person_name", "index": true}, {"key": "cost", "type": "currency"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('begins', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN '{}' ELSE jsonb_build_object(
    'name', 'n' || i, 'code', 'c' || i, 'who', jsonb_build_object('first', 'F' || i, 'last', 'L' || i), 'cost', jsonb_build_object('amount', i / 100.0, 'currency', CASE WHEN i % 500 = 1 THEN 'CHF' ELSE 'EUR' END)) END) FROM generate_series(1, 50000) i));
SELECT dt_create_index('begins', '{cost.currency}') IS NOT NULL;
DO $$ BEGIN EXECUTE format('ANALYZE %s', dt_describe('begins') ->> 'storage'); END $$;

-- The index that PostgreSQL chooses for these values, and whether one can serve any value: a generic plan with tables made dear
CREATE FUNCTION pg_temp.used(plan jsonb) RETURNS text RETURN coalesce((SELECT string_agg(DISTINCT regexp_replace(name #>> '{}', '_\d+_', '_N_'), ' ') FROM jsonb_path_query(plan, '$.**."Index Name"') name), 'none');
CREATE FUNCTION pg_temp.any(query jsonb) RETURNS text LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    explained jsonb := dt_explain('begins', query);
    plan jsonb;
BEGIN
    EXECUTE 'PREPARE shape AS ' || (explained ->> 'sql');
    EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE shape' || coalesce((SELECT '(' || string_agg('NULL', ', ') || ')' FROM jsonb_array_elements(explained -> 'params') HAVING count(*) > 0), '') INTO plan;
    DEALLOCATE shape;
    RETURN pg_temp.used(plan);
END
$$;
CREATE TEMP TABLE asked AS SELECT key, jsonb_build_object('filter', jsonb_build_object(key, jsonb_build_object('starts_with', jsonb_build_object('value', value, 'case_sensitive', true)))) AS query
    FROM (VALUES ('name', 'n1234'), ('code', 'c1234'), ('who', 'L123'), ('cost.currency', 'CH')) AS v(key, value);
SELECT key, pg_temp.used(dt_explain('begins', query) -> 'plan') AS here, pg_temp.any(query) AS "any" FROM asked;
-- How many records PostgreSQL expects, and how many there are: within a factor of ten, one more on both sides
SELECT key, ((dt_explain('begins', query) #>> '{plan,0,Plan,Plan Rows}')::float8 + 1) / (dt_count('begins', query -> 'filter') + 1) BETWEEN 0.1 AND 10 AS sane FROM asked;

SELECT dt_drop_table('begins', permanently => true);

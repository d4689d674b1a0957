-- A case-sensitive starts_with is a range of a btree index where the database sorts by code points. The table has 50,000 records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
-- Other databases have indexes of kind prefix for it. scripts/index_ddl.sh tests them.
SELECT 'a' < 'Z' AS other_order \gset
\if :other_order
\echo 'this database does not sort by code points'
\q
\endif
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Begins', '{"columns": [{"key": "name", "type": "text", "index": true}, {"key": "code", "type": "text", "unique": true},
    {"key": "who", "type": "person_name", "index": true}, {"key": "cost", "type": "currency"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('begins', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN '{}' ELSE jsonb_build_object(
    'name', 'n' || i, 'code', 'c' || i, 'who', jsonb_build_object('first', 'F' || i, 'last', 'L' || i),
    'cost', jsonb_build_object('amount', i / 100.0, 'currency', CASE WHEN i % 500 = 1 THEN 'CHF' ELSE 'EUR' END)) END) FROM generate_series(1, 50000) i));
SELECT dt_create_index('begins', '{cost.currency}') IS NOT NULL;
CALL analyze_table('begins');

-- One index is chosen for these values. The other column shows whether an index can serve any value.
CREATE TEMP TABLE asked AS SELECT key, jsonb_build_object(
    'filter', jsonb_build_object(key, jsonb_build_object('starts_with', jsonb_build_object('value', value, 'case_sensitive', true)))) AS query
    FROM (VALUES ('name', 'n1234'), ('code', 'c1234'), ('who', 'L123'), ('cost.currency', 'CH')) AS v(key, value);
SELECT key, indexes_of(dt_explain('begins', query) -> 'plan') AS here, indexes_of(generic_plan('begins', query)) AS "any" FROM asked;
-- PostgreSQL expects as many records as there are, within a factor of ten. One is added on both sides.
SELECT key, ((dt_explain('begins', query) #>> '{plan,0,Plan,Plan Rows}')::float8 + 1) / (dt_count('begins', query -> 'filter') + 1) BETWEEN 0.1
    AND 10 AS sane FROM asked;

SELECT dt_drop_table('begins', permanently => true);

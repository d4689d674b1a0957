-- The same records in a dynamic table whose columns stage, amount and priority are typed, with the same indexes. Its number follows those of bench/setup/.
SELECT dt_create_table('Typed', jsonb_build_object('columns', jsonb_agg(column_ - 'typed' || CASE WHEN column_ ->> 'key' IN ('stage', 'amount', 'priority')
    THEN '{"typed": true}' ELSE '{}' END::jsonb))) FROM jsonb_array_elements(dt_describe('items') -> 'columns') AS column_ \g /dev/null
SELECT dt_describe('typed') ->> 'storage' AS storage \gset
INSERT INTO :storage (id, data) SELECT id, data FROM dt_data.items_1;
SELECT dt_create_index('typed', '{stage,amount}'), dt_create_index('typed', '{due}'), dt_create_index('typed', '{tags}') \g /dev/null
-- Every commit is on disk, or VACUUM would not call the last pages all-visible: see lib/vacuum.sql.
SET synchronous_commit = on;
SELECT txid_current() \g /dev/null
VACUUM (FREEZE, ANALYZE) :storage;

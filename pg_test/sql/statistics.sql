-- The planner knows the values of columns that have no index.

\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SELECT dt_create_table('Known', '{"columns": [{"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}},
    {"key": "n", "type": "integer"}, {"key": "due", "type": "date"}, {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b", "c"]}},
    {"key": "price", "type": "currency"}, {"key": "meta", "type": "json"}, {"key": "made", "type": "created_at"},
    {"key": "email", "type": "email"}]}') ->> 'slug';
CREATE FUNCTION pg_temp.known() RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
    SELECT concat_ws(' ', regexp_replace(stxname, '^\d+', 'N'), pg_get_statisticsobjdef_expressions(oid)) FROM pg_statistic_ext
    WHERE stxrelid = to_regclass(dt_describe('known') ->> 'storage') ORDER BY stxname COLLATE "C";
END;
SELECT pg_temp.known();
SELECT count(*) FROM dt_insert_many('known', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('stage', CASE WHEN i % 100 = 0 THEN 'won'
    WHEN i % 10 > 0 THEN 'open' END, 'n', i, 'due', '2026-01-01'::date + i % 365, 'tags', CASE WHEN i % 50 = 0 THEN '["b"]'::jsonb ELSE '["a"]' END,
    'price', jsonb_build_object('amount', i % 100, 'currency', 'EUR'), 'email', 'user' || i % 20 || '@example.com'))) FROM generate_series(1, 10000) i));
SELECT dt_describe('known') ->> 'storage' AS storage \gset
ANALYZE :storage;
-- The planner expects about as many records as there are, without an index.
CREATE FUNCTION pg_temp.expects(filter jsonb) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT CASE WHEN abs(e - n) <= n * 0.3 + 50 THEN 'near' ELSE e || ' expected, ' || n || ' there' END
    FROM (SELECT (dt_explain('known', jsonb_build_object('filter', filter)) #>> '{plan,0,Plan,Plan Rows}')::float8, dt_count('known', filter)) expected(e, n);
END;
SELECT f, pg_temp.expects(f) FROM unnest(ARRAY['{"stage": "won"}', '{"stage": "open"}', '{"stage": null}', '{"n": {"gte": 9900}}',
    '{"n": {"between": [100, 300]}}', '{"n": {"in": [1, 2, 3]}}', '{"due": {"lt": "2026-02-01"}}',
    '{"tags": {"has_any": ["b"]}}', '{"price": {"gt": 95}}', '{"email": "USER7@example.com"}']::jsonb[]) f;

-- The statistics follow the columns: a new key, another type, a new column, the trash.
SELECT dt_alter_column('known', 'n', '{"key": "number"}') ->> 'key';
SELECT dt_alter_column('known', 'due', '{"type": "text"}') ->> 'converted';
SELECT dt_alter_column('known', 'stage', '{"required": false, "label": "Stage of it"}') ->> 'key';
SELECT dt_add_column('known', 'weight', 'number') ->> 'key';
SELECT dt_drop_column('known', 'tags');
SELECT pg_temp.known();
SELECT dt_restore_column('known', 'tags') ->> 'key';
SELECT dt_drop_column('known', 'price', true);
SELECT dt_drop_column('known', 'weight');
SELECT dt_drop_column('known', 'weight', true);
SELECT dt_add_column('known', 'price', 'number') ->> 'key';
SELECT pg_temp.known();
-- They follow the table's new name.
SELECT dt_alter_table('known', '{"name": "Renamed", "slug": "renamed"}') ->> 'slug';
SELECT dt_alter_column('renamed', 'number', '{"key": "n"}') ->> 'key', dt_drop_column('renamed', 'price', true);
SELECT regexp_replace(stxname, '^\d+', 'N') FROM pg_statistic_ext
WHERE stxrelid = to_regclass(dt_describe('renamed') ->> 'storage') ORDER BY stxname COLLATE "C";

-- A key may have 63 characters. Only the first 32 columns of a table have statistics.
SELECT dt_create_table('Wide', jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', rpad('c' || i, CASE i WHEN 1 THEN 63 ELSE 3 END,
    '_'), 'type', 'text') ORDER BY i) FROM generate_series(1, 40) i))) ->> 'slug';
SELECT count(*), max(length(stxname)) FROM pg_statistic_ext WHERE stxrelid = to_regclass(dt_describe('wide') ->> 'storage');
SELECT dt_alter_column('wide', 'c40', '{"key": "other"}') ->> 'key', dt_alter_column('wide', 'c2_', '{"key": "second"}') ->> 'key';
SELECT count(*), count(*) FILTER (WHERE stxname ~ '_second_'), count(*) FILTER (WHERE stxname ~ '_other_') FROM pg_statistic_ext
WHERE stxrelid = to_regclass(dt_describe('wide') ->> 'storage');

SELECT dt_drop_table('renamed', permanently => true), dt_drop_table('wide', permanently => true);
SELECT count(*) FROM pg_statistic_ext WHERE stxnamespace = 'dt_data'::regnamespace;

-- dt_count counts the records that a filter matches. The functions that read work in a read-only transaction.

\pset format unaligned
\t on
SELECT dt_create_table('Counted', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT dt_count('counted');
SELECT count(*)
FROM dt_insert_many('counted', (SELECT jsonb_agg(CASE WHEN n % 10 = 0 THEN '{}' ELSE jsonb_build_object('n', n) END) FROM generate_series(1, 100) n));
SELECT dt_count('counted'), dt_count('counted', '{}'), dt_count('counted', NULL), dt_count('counted', 'null'), dt_count('counted', '[]'),
    dt_count('counted', '{"all": true}');
SELECT dt_count('counted', '{"n": {"gt": 50}}'), dt_count('counted', '{"n": null}'), dt_count('counted', '{"n": {"neq": 1}}'),
    dt_count('counted', '[{"column": "n", "value": 1}, {"column": "n", "value": 2, "conjunction": "or"}]');
-- A table has several names.
SELECT dt_count('counted'), dt_count('Counted'), dt_count(dt_describe('counted') ->> 'id');
-- PostgREST gives arguments by name.
SELECT dt_count(table_name => 'counted', filter => '{"n": 7}');
-- Records in the trash do not count.
SELECT dt_delete_where('counted', '{"n": {"lte": 10}}');
SELECT dt_count('counted'), dt_count('counted', '{"n": {"lte": 10}}');
-- A statement does not see what it writes itself. It sees what the statement before it wrote.
SELECT dt_count('counted') AS before, (dt_insert('counted', '{"n": 1}')).version;
SELECT dt_count('counted') AS after;

-- A filter is not a query document.
SELECT dt_count('counted', '{"filter": {"n": 1}}');
SELECT dt_count('counted', '5');
SELECT dt_count('counted', '"n"');
SELECT dt_count(NULL);
SELECT dt_count('countde');

-- The functions that read work in a read-only transaction.
BEGIN READ ONLY;
SELECT dt_count('counted', '{"n": 7}'), (SELECT count(*) FROM dt_query('counted', '{"filter": {"n": 77}}'));
SELECT dt_page('counted', '{"filter": {"n": 77}}') -> 'total', jsonb_typeof(dt_explain('counted', '{"filter": {"n": 7}}') -> 'plan'),
    jsonb_typeof(dt_explain('counted', '{"filter": {"n": 7}}', '{"analyze": true}') -> 'plan');
SELECT (SELECT count(*) FROM dt_get('counted', id)) FROM dt_query('counted', '{"limit": 1}');
SELECT dt_validate('counted', '{"n": 1}') -> 'valid', dt_describe('counted') ->> 'slug', dt_json_schema('counted') ->> 'type',
    (SELECT count(*) FROM dt_columns('counted')), (SELECT count(*) FROM dt_indexes('counted')), (SELECT count(*) > 0 FROM dt_tables());
SELECT dt_insert('counted', '{"n": 1}');
ROLLBACK;
-- They work even if the session has never seen the table before.
\c -
\pset format unaligned
\t on
BEGIN READ ONLY;
SELECT dt_count('counted', '{"n": 77}'), (SELECT count(*) FROM dt_query('counted'));
COMMIT;

SELECT dt_drop_table('counted', permanently => true);

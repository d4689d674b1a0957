-- dt_update_many merges a patch into each of many records, and tells in order what became of them.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Tasks', '{"columns": [{"key": "name", "type": "text", "required": true}, {"key": "n", "type": "integer"},
    {"key": "code", "type": "text", "unique": true}, {"key": "stage", "type": "select", "config": {"options": ["open"]}}]}') ->> 'slug';
CREATE FUNCTION pg_temp.id(n int) RETURNS uuid RETURN format('00000000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid;
CREATE FUNCTION pg_temp.patch(n int, patch jsonb, expected bigint DEFAULT NULL) RETURNS jsonb
    RETURN jsonb_build_object('id', pg_temp.id(n), 'patch', patch, 'expected_version', expected);
SELECT count(*) FROM generate_series(1, 5) i, dt_insert('tasks', jsonb_build_object('name', 't' || i, 'n', i, 'code', 'c' || i), pg_temp.id(i));

-- Named keys change, null removes a key, the rest stays. A record that is not there has no version.
SELECT right(id::text, 1), version, errors FROM dt_update_many('tasks', jsonb_build_array(pg_temp.patch(3, '{"n": 30}'), pg_temp.patch(1, '{"n": null}', 1),
    pg_temp.patch(9, '{"n": 1}'), pg_temp.patch(2, '{}')));
SELECT data, version FROM dt_query('tasks', '{"sort": "id"}');
SELECT count(*) FROM dt_update_many('tasks', '[]');
-- It is all or nothing.
SELECT try(format($$SELECT dt_update_many('tasks', %L)$$, jsonb_build_array(pg_temp.patch(1, '{"n": 7}'), pg_temp.patch(2, '{"n": "x", "name": null}'))));
SELECT try(format($$SELECT dt_update_many('tasks', %L)$$, jsonb_build_array(pg_temp.patch(1, '{"n": 7}'), pg_temp.patch(2, '{"n": 7}', 99))));
SELECT try(format($$SELECT dt_update_many('tasks', %L)$$, jsonb_build_array(pg_temp.patch(1, '{"n": 7}'), pg_temp.patch(2, '{"code": "c3"}'))));
SELECT dt_count('tasks', '{"n": 7}');
-- Two records may exchange a number, but a unique value only through a third: PostgreSQL looks at each record at once.
SELECT version FROM dt_update_many('tasks', jsonb_build_array(pg_temp.patch(4, '{"n": 5}'), pg_temp.patch(5, '{"n": 4}')));

-- on_error skip leaves out those that are refused, for whatever reason.
SELECT right(id::text, 1), version, errors FROM dt_update_many('tasks', jsonb_build_array(pg_temp.patch(1, '{"n": 11}'), pg_temp.patch(2, '{"n": "x"}'),
    pg_temp.patch(3, '{"n": 33}', 99), pg_temp.patch(4, '{"code": "c5"}'), pg_temp.patch(5, '{"name": ""}'), pg_temp.patch(9, '{}'),
    pg_temp.patch(8, '{}', 1)), '{"on_error": "skip"}');
SELECT data, version FROM dt_query('tasks', '{"sort": "id"}');
-- Of two that want the same unique value the first gets it.
SELECT right(id::text, 1), version, errors #>> '{0,code}' FROM dt_update_many('tasks', jsonb_build_array(pg_temp.patch(1, '{"code": "same"}'),
    pg_temp.patch(2, '{"code": "same"}'), pg_temp.patch(3, '{"code": "other"}')), '{"on_error": "skip"}');
-- Values are read as typecast reads them.
SELECT right(id::text, 1), version, errors FROM dt_update_many('tasks', jsonb_build_array(pg_temp.patch(1, '{"n": "12"}'), pg_temp.patch(2,
    '{"stage": "won", "n": "1e1"}'), pg_temp.patch(3, '{"n": "twelve"}')), '{"typecast": true, "create_options": true, "on_error": "skip"}');
SELECT data, (SELECT config -> 'options' FROM dt_columns('tasks') WHERE key = 'stage') FROM dt_get('tasks', pg_temp.id(2));

-- Another value of the call decides how a text is read, as in other calls.
SELECT dt_add_column('tasks', 'x', 'number') ->> 'key';
SELECT right(id::text, 1), errors #>> '{0,message}' FROM dt_update_many('tasks', jsonb_build_array(pg_temp.patch(1, '{"x": "2.345"}'), pg_temp.patch(2,
    '{"x": "2.345,5"}')), '{"typecast": true}');
SELECT data -> 'x' FROM dt_query('tasks', '{"filter": {"x": {"is_not_empty": true}}, "sort": "id"}');
-- The array and its elements have a shape.
SELECT try(format($$SELECT dt_update_many('tasks', %L)$$, document)) FROM unnest(ARRAY['{}', '[1]', '[{"id": "x", "patch": {}}]', '[{"patch": {}}]',
    '[{"id": "00000000-0000-7000-8000-000000000001"}]', '[{"id": "00000000-0000-7000-8000-000000000001", "patch": []}]',
    '[{"id": "00000000-0000-7000-8000-000000000001", "patch": {}, "expected_version": "1"}]',
    '[{"id": "00000000-0000-7000-8000-000000000001", "patch": {}, "version": 1}]',
    '[{"id": "00000000-0000-7000-8000-000000000001", "patch": {}}, {"id": "00000000-0000-7000-8000-000000000001", "patch": {}}]']) document;
-- With skip they are told like other records that are refused.
SELECT id IS NULL AS "no id", version, errors #>> '{0,message}' AS message FROM dt_update_many('tasks', '[1, {"id": "x", "patch": {}}, {"patch": {}},
    {"id": "00000000-0000-7000-8000-000000000001", "patch": {"n": 1}}, {"id": "00000000-0000-7000-8000-000000000001", "patch": {"n": 2}}]',
    '{"on_error": "skip"}');
SELECT try($$SELECT dt_update_many('tasks', '[]', '{"on_eror": "skip"}')$$);
CALL drop_tables();

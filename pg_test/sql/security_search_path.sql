-- Operators, functions, types and tables of a hostile schema stand first on search_path. They change nothing.

\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
CREATE SCHEMA evil;
-- Each of them raises an error when it is called.
DO $$
DECLARE
    op text;
    args text;
    name text;
BEGIN
    FOREACH op IN ARRAY ARRAY['=', '<>', '<', '<=', '>', '>=', '&&', '||', '->', '->>', '#>', '@>', '<@', '?', '~~', '~~*', '~', '+', '-'] LOOP
        FOREACH args IN ARRAY ARRAY['text, text', 'name, name', 'name, text', 'bigint, bigint', 'bigint, integer', 'integer, integer',
            'double precision, double precision', 'real, integer', 'numeric, numeric', 'boolean, boolean', 'date, date',
            'timestamptz, timestamptz', 'timestamptz, interval', 'uuid, uuid', 'oid, oid', 'text[], text[]', 'jsonb, jsonb', 'jsonb, text', 'jsonb, text[]',
            'jsonb, integer', '"char", "char"'] LOOP
            EXECUTE format('CREATE OR REPLACE FUNCTION evil.operator(%s) RETURNS boolean LANGUAGE plpgsql AS $f$ BEGIN RAISE ''hijacked''; END $f$', args);
            EXECUTE format('CREATE OPERATOR evil.%s (FUNCTION = evil.operator, LEFTARG = %s, RIGHTARG = %s)', op, split_part(args, ', ', 1),
                split_part(args, ', ', 2));
        END LOOP;
    END LOOP;
    FOREACH name IN ARRAY ARRAY['now()', 'count("any")', 'stop(integer)', 'jsonb_array_elements(jsonb)', 'jsonb_array_elements_text(jsonb)',
        'jsonb_to_recordset(jsonb)', 'jsonb_build_object(VARIADIC "any")', 'jsonb_build_array(VARIADIC "any")', 'jsonb_agg(anyelement)',
        'jsonb_strip_nulls(jsonb)', 'jsonb_typeof(jsonb)', 'jsonb_concat(jsonb, jsonb)', 'jsonb_delete(jsonb, text[])', 'unnest(anyarray)',
        'generate_series(integer, integer)', 'generate_series(smallint, smallint)', 'array_agg(anyelement)', 'array_length(anyarray, integer)',
        'max(bigint)', 'left(text, integer)', 'length(text)', 'lower(text)', 'format(text)', 'coalesce_(text)', 'pg_get_indexdef(oid, integer, boolean)',
        'pg_relation_size(regclass)', 'pg_stat_get_numscans(oid)',
        'to_char(timestamptz, text)', 'timezone(text, timestamptz)', 'uuid7()', 'caller()', 'get_text(jsonb, text)', 'get_int8(jsonb, text)',
        'iso_timestamp(timestamptz)', 'pick(jsonb, text[])', 'validate_record()', 'set_config(text, text, boolean)', 'current_setting(text)',
        'nextval(regclass)', 'text(name)', 'int4(bigint)', 'int8(integer)'] LOOP
        -- The input function of the type "any" accepts nothing.
        EXECUTE format('CREATE FUNCTION evil.%s RETURNS integer LANGUAGE internal AS ''any_in''', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['text', 'int4', 'int8', 'bool', 'float8', 'uuid', 'jsonb', 'timestamptz', 'regnamespace', 'regclass'] LOOP
        EXECUTE format('CREATE DOMAIN evil.%I AS integer CHECK (VALUE < -1)', name);
    END LOOP;
END
$$;
CREATE AGGREGATE evil.count(*) (SFUNC = evil.stop, STYPE = integer, INITCOND = '0');
CREATE TABLE evil.tables (hijacked integer);
CREATE TABLE evil.columns (hijacked integer);
CREATE TABLE evil.record (hijacked integer);
CREATE TABLE evil.pg_class (hijacked integer);
CREATE TABLE evil.pg_index (hijacked integer);
-- Temporary tables and types are found even before the search_path.
CREATE TEMP TABLE pg_am (hijacked integer);
CREATE TEMP TABLE pg_trigger (hijacked integer);
CREATE DOMAIN pg_temp.int8 AS pg_catalog.int4 CHECK (VALUE < -1);

-- This runs a statement with all of these before pg_catalog.
CREATE FUNCTION call(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    SET LOCAL search_path = evil, public, pg_catalog;
    EXECUTE statement;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    RETURN pg_catalog.concat_ws(' ', SQLSTATE, SQLERRM);
END
$$;
-- The traps work.
SELECT statement, call(statement) FROM unnest(ARRAY['SELECT 1 = 1', 'SELECT now()', 'SELECT count(*) FROM (VALUES (1)) v', 'SELECT jsonb_build_object(1, 2)',
    'SELECT ''1''::text', 'SELECT ''1''::int8', 'SELECT hijacked FROM pg_class', 'SELECT hijacked FROM pg_trigger']) statement;

-- Every dt_* function is called, warm and cold.
CREATE TEMP TABLE calls (n int GENERATED ALWAYS AS IDENTITY, statement text);
INSERT INTO calls (statement) VALUES
    ($$SELECT dt_create_table('Safe', '{"settings": {"max_records": 100}, "columns": [{"key": "name", "type": "text", "required": true, "index": true},
        {"key": "code", "type": "text", "unique": true}, {"key": "n", "type": "integer", "default": 1}, {"key": "amount", "type": "number"},
        {"key": "price", "type": "decimal"}, {"key": "done", "type": "checkbox"}, {"key": "due", "type": "date"},
        {"key": "at", "type": "datetime", "default": "now"}, {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}, "index": true},
        {"key": "ref", "type": "uuid", "config": {"generate": true}}, {"key": "meta", "type": "json"}, {"key": "made", "type": "created_at"},
        {"key": "by", "type": "created_by"}]}')$$),
    ($$SELECT dt_operators()$$), ($$SELECT dt_tables()$$), ($$SELECT dt_describe('safe')$$), ($$SELECT dt_json_schema('safe')$$),
    ($$SELECT dt_columns('safe')$$),
    ($$SELECT dt_indexes('safe')$$),
    ($$SELECT dt_insert('safe', '{"name": "a", "code": "1"}', '00000000-0000-0000-0000-000000000001')$$),
    ($$SELECT dt_insert('safe', '{"name": "b", "code": "2", "tags": ["x"], "at": "2026-01-01T01:00:00+01:00"}')$$),
    ($$SELECT dt_insert_many('safe', '[{"name": "c"}, {"name": "d"}]')$$),
    ($$SELECT dt_insert_many('safe', '[{"name": "e"}, {"name": "f"}]', '{"on_error": "skip"}')$$),
    ($$SELECT dt_upsert('safe', '[{"name": "a2", "code": "1"}, {"name": "g", "code": "7"}]', '{code}')$$),
    ($$SELECT dt_upsert('safe', '[{"name": "b2", "code": "2"}, {"name": 1, "code": "8"}]', '{code}', '{"on_error": "skip"}')$$),
    ($$SELECT dt_update_many('safe', '[{"id": "00000000-0000-0000-0000-000000000001", "patch": {"name": 1}}]', '{"on_error": "skip"}')$$),
    ($$SELECT dt_validate('safe', '{"name": "a", "n": 2}')$$), ($$SELECT dt_get('safe', '00000000-0000-0000-0000-000000000001')$$),
    ($$SELECT dt_update('safe', '00000000-0000-0000-0000-000000000001', '{"n": 5}', 2)$$),
    ($$SELECT dt_replace('safe', '00000000-0000-0000-0000-000000000001', '{"name": "a3", "code": "1"}')$$),
    ($$SELECT dt_delete('safe', '00000000-0000-0000-0000-000000000001')$$), ($$SELECT dt_restore('safe', '00000000-0000-0000-0000-000000000001')$$),
    ($$SELECT dt_update_where('safe', '{"name": {"in": ["c", "d"]}}', '{"done": true}')$$), ($$SELECT dt_delete_where('safe', '{"name": "d"}')$$),
    ($$SELECT dt_delete_many('safe', '{00000000-0000-0000-0000-000000000001}')$$), ($$SELECT dt_empty_trash('safe', '0 days')$$);
INSERT INTO calls (statement)
    SELECT format('SELECT %s(%L, %L)', function, 'safe', CASE function WHEN 'dt_count' THEN filter ELSE jsonb_build_object('filter', filter,
        'sort', '["name", "-meta.a", "-due"]'::jsonb, 'limit', 5, 'offset', 1, 'columns', '["name", "by", "made"]'::jsonb) END)
    FROM unnest(ARRAY['dt_query', 'dt_page', 'dt_count', 'dt_explain']) function, unnest(ARRAY['{}', '{"name": "b"}', '{"code": "2"}',
        '{"code": {"in": ["2", "3"]}}', '{"name": {"gt": "a"}, "n": {"gte": 1}, "amount": {"lt": 5}, "price": {"neq": 7}}', '{"name": {"contains": "b"}}',
        '{"tags": {"has_any": ["x"]}}', '{"tags": {"has_all": ["x"]}}', '{"tags": ["x"]}', '{"tags": {"is_empty": true}}',
        '{"meta.a": 1}', '{"meta.a": {"is_empty": true}}', '{"meta.a": [1]}', '{"due": {"in": ["today", null]}}',
        '{"at": {"between": ["2026-01-01", "now"]}}', '{"or": [{"done": true}, {"not": {"ref": "00000000-0000-0000-0000-000000000001"}}]}',
        '{"created_by": "me", "version": {"lte": 3}, "id": {"gt": "00000000-0000-0000-0000-000000000001"}}']::jsonb[]) filter;
INSERT INTO calls (statement) VALUES
    ($$SELECT dt_explain('safe', '{}', '{"analyze": true}')$$),
    ($$SELECT dt_suggest_indexes('safe')$$), ($$SELECT dt_column_types()$$),
    ($$SELECT dt_grant('pg_monitor', 'admin'), dt_revoke('pg_monitor', 'reader')$$),
    ($$SELECT dt_aggregate('safe', '{"group_by": ["name", {"column": "due", "unit": "month"}, {"column": "n", "width": 10}],
        "aggregates": {"c": "count", "s": {"sum": "n"}, "a": {"avg": "n"}, "m": {"median": "n"}, "d": {"distribution": "name"},
        "l": {"last": "name"}, "v": {"stddev": "n"}, "u": {"count_distinct": "name"}}, "having": {"c": {"gt": 0}}, "sort": "-s", "limit": 5}')$$),
    ($$SELECT dt_page('safe', pg_catalog.jsonb_build_object('sort', 'name', 'limit', 1,
        'after', dt_page('safe', '{"sort": "name", "limit": 1}') OPERATOR(pg_catalog.->) 'next'))$$),
    ($$SELECT dt_page('safe', '{"total": "estimate",
        "filter": {"name": {"contains_word": "b", "matches": "^b", "length": {"lt": 9}}, "due": {"within": {"last": {"days": 7}}}}}')$$),
    ($$SELECT dt_add_column('safe', 'conv', 'text')$$), ($$SELECT dt_update_where('safe', '{"all": true}', '{"conv": "12"}')$$),
    ($$SELECT dt_alter_column('safe', 'conv', '{"type": "number"}')$$),
    ($$SELECT dt_alter_column('safe', 'conv', '{"type": "select"}')$$), ($$SELECT dt_drop_column('safe', 'conv', true)$$),
    ($$SELECT dt_add_column('safe', 'no', 'autonumber')$$), ($$SELECT dt_drop_column('safe', 'no', true)$$),
    ($$SELECT dt_create_index('safe', '{n,amount}')$$), ($$SELECT dt_create_index('safe', '{}', '{"kind": "search"}')$$),
    ($$SELECT dt_index_ddl('safe', '{price}')$$),
    ($$SELECT dt_query('safe', '{"search": "a-b c", "filter": {"name": {"starts_with": {"value": "a", "case_sensitive": true}}}}')$$),
    ($$SELECT dt_create_index('safe', '{n,code}', '{"unique": true}')$$),
    ($$SELECT dt_drop_index('safe', name) FROM dt_indexes('safe') WHERE columns OPERATOR(pg_catalog.=) '{n,amount}'$$),
    ($$SELECT dt_add_column('safe', 'extra', 'text', '{"default": "x"}')$$),
    ($$SELECT dt_alter_column('safe', 'extra', '{"backfill": true, "required": true}')$$),
    ($$SELECT dt_alter_column('safe', 'extra', '{"key": "more", "unique": false, "config": {"max_length": 10}}')$$),
    ($$SELECT dt_alter_column('safe', 'name', '{"key": "title", "unique": true}')$$), ($$SELECT dt_reorder_columns('safe', '{more,title}')$$),
    ($$SELECT dt_drop_column('safe', 'more')$$), ($$SELECT dt_query('safe')$$),
    ($$SELECT dt_insert('safe', '{"title": "z"}', '00000000-0000-0000-0000-000000000002')$$),
    ($$SELECT dt_replace('safe', '00000000-0000-0000-0000-000000000002', '{"title": "y"}')$$),
    ($$SELECT dt_update('safe', '00000000-0000-0000-0000-000000000002', '{"n": 3}')$$),
    ($$SELECT dt_history('safe', NULL, '{"since": "2026-01-01", "actor": "x", "action": "update", "columns": ["n"]}')$$),
    ($$SELECT dt_history('safe', '00000000-0000-0000-0000-000000000002')$$),
    ($$SELECT dt_history('safe', NULL, pg_catalog.jsonb_build_object('before', cursor)) FROM dt_history('safe', NULL, '{"limit": 1}')$$),
    ($$SELECT dt_as_of('safe', '2020-01-01')$$), ($$SELECT dt_as_of('safe', pg_catalog.now(), '{"filter": {"n": 3}, "sort": "-title", "limit": 2}')$$),
    ($$SELECT dt_revert('safe', '00000000-0000-0000-0000-000000000002', 1)$$),
    ($$SELECT dt_delete('safe', '00000000-0000-0000-0000-000000000002', true)$$), ($$SELECT dt_revert('safe', '00000000-0000-0000-0000-000000000002', 2)$$),
    ($$SELECT dt_infer(E'name,amount\nx,5\n')$$), ($$SELECT dt_create_table_from('Sheet', E'name,amount\nx,5\n', '{"columns": {"name": {"unique": true}}}')$$),
    ($$SELECT dt_import('sheet', E'name,amount\nx,6\ny,6\n', '{"match_on": "name"}')$$),
    ($$SELECT dt_import('sheet', E'name,amount\nx,5\nz,z\n', '{"on_error": "skip", "dry_run": true}')$$),
    ($$SELECT dt_import('sheet', E'name,fresh\nz,5\n', '{"create_columns": true}')$$),
    ($$SELECT dt_export('sheet', '{"sort": "name"}')$$), ($$SELECT dt_export_lines('sheet')$$),
    ($$SELECT dt_import_chunk(dt_import_begin('sheet'), 0, E'name\nv\n')$$), ($$SELECT dt_import_cancel(dt_import_begin('sheet'))$$),
    ($$SELECT dt_import_run(i.id) FROM dt.imports i JOIN dt.file_chunks c ON c.content_id OPERATOR(pg_catalog.=) i.id$$),
    ($$SELECT dt_import_file('sheet', ((dt_file_create('a.csv', E'name,amount\nu,5\n')) OPERATOR(pg_catalog.->>) 'id')::uuid)$$),
    ($$SELECT dt_file_chunk(dt_file_begin('b.txt'), 0, 'x')$$), ($$SELECT dt_file_finish(f.id) FROM dt.files f WHERE f.finished_at IS NULL$$),
    ($$SELECT dt_file_read(f.id), dt_file_preview(f.id), dt_thumbnail(f.id, 'small') FROM dt.files f$$), ($$SELECT * FROM dt_file_refs()$$),
    ($$SELECT dt_clean_files('0')$$), ($$SELECT dt_drop_table('sheet', true)$$),
    ($$SELECT dt_prune_history('safe', '1 day')$$), ($$SELECT dt_audit('{"table_name": "safe", "since": "2026-01-01", "action": ["add_column"]}')$$),
    ($$SELECT dt_drop_column('safe', 'more', true)$$), ($$SELECT dt_drop_column('safe', 'amount')$$), ($$SELECT dt_restore_column('safe', 'amount')$$),
    ($$SELECT dt_alter_table('safe', '{"name": "Safer", "slug": "safer", "settings": {"max_records": null}}')$$), ($$SELECT dt_drop_table('safer')$$),
    ($$SELECT dt_restore_table('safer')$$), ($$SELECT dt_drop_table('safer', true)$$);
SELECT statement, result FROM (SELECT n, statement, call(statement) AS result FROM calls ORDER BY n OFFSET 0) called WHERE result <> 'ok';
SELECT count(*) > 100 AS enough FROM calls;
-- No dt_* function was left out.
SELECT p.proname FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e' WHERE p.pronamespace = 'public'::regnamespace
    AND p.proname LIKE 'dt\_%' AND NOT EXISTS (SELECT FROM calls WHERE position(p.proname || '(' IN statement) > 0) ORDER BY 1;

-- The trigger sees writes that go directly to the storage table.
SELECT dt_create_table('Direct', '{"settings": {"max_records": 3},
    "columns": [{"key": "n", "type": "integer", "required": true}, {"key": "at", "type": "datetime", "default": "now"}]}') ->> 'slug';
SELECT call(format($$INSERT INTO %s (data) VALUES ('{"n": 1}')$$, dt_describe('direct') ->> 'storage')), call(format($$UPDATE %s SET data = '{"n": 2}'$$,
    dt_describe('direct') ->> 'storage')), call(format($$INSERT INTO %s (data) VALUES ('{}')$$, dt_describe('direct') ->> 'storage'));
-- A session may begin with this search_path.
\c -
SET search_path = evil, public, pg_catalog;
SELECT dt_count('direct');
SELECT dt_insert('direct', '{"n": 7}') IS NULL;
SELECT dt_drop_table('direct', permanently => true);
RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA evil CASCADE;
DROP FUNCTION call(text);

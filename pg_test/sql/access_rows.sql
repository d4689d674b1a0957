-- Row access: whose records there are for a caller. Nothing tells of the others: no count, no estimate, no error, no cursor, no plan.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
-- Row security off, PostgreSQL refuses what policies would cut; the other changes what it prints here.
SET row_security = on;
SET quote_all_identifiers = off;
SET dt.user_id = 'boss';
SELECT dt_create_table('Tickets', '{"row_access": "owner", "columns": [{"key": "no", "type": "integer", "unique": true}, {"key": "topic",
    "type": "text", "index": true},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}}, {"key": "serial", "type": "autonumber"}]}') ->> 'slug';
SELECT dt_describe('tickets') ->> 'storage' AS storage \gset
SELECT dt_share('tickets', u, 'edit') FROM unnest(ARRAY['ann', 'bob', 'cy']) u;
-- There is an index of who has created the records.
SELECT columns FROM dt_indexes('tickets') ORDER BY name COLLATE "C";
SET dt.user_id = 'ann';
SELECT count(*) FROM dt_insert_many('tickets', (SELECT jsonb_agg(jsonb_build_object('no', i, 'topic',
    'ann''s ' || md5(i::text))) FROM generate_series(1, 100) i));
SET dt.user_id = 'bob';
SELECT count(*) FROM dt_insert_many('tickets', (SELECT jsonb_agg(jsonb_build_object('no', 1000 + i, 'topic', 'bob''s secret ' || i, 'tags',
    '["b"]'::jsonb)) FROM generate_series(1, 20000) i));
SELECT id AS bobs FROM dt_query('tickets', '{"filter": {"no": 1001}}') \gset
SELECT dt_page('tickets', '{"sort": "no", "limit": 2}') ->> 'next' AS bobs_cursor \gset
CALL analyze_table('tickets');

-- ## What there is for ann
SET dt.user_id = 'ann';
SELECT dt_count('tickets'), dt_count('tickets', '{"topic": {"contains": "secret"}}'), dt_count('tickets', '{"not": {"no": 5}}');
SELECT p ->> 'total', p ->> 'has_more' FROM dt_page('tickets', '{"limit": 1000}') p;
SELECT dt_page('tickets', '{"limit": 1, "total": "estimate"}') ->> 'total', dt_page('tickets', '{"limit": 1, "total": {"up_to": 1000}}') ->> 'total';
SELECT dt_aggregate('tickets', '{"aggregates": {"n": "count", "most": {"max": "no"}, "sum": {"sum": "no"}}}');
SELECT dt_aggregate('tickets', '{"group_by": ["tags"], "aggregates": {"n": "count"}}');
SELECT count(*), max(data ->> 'no') FROM dt_query('tickets', '{"search": "secret"}');
SELECT dt_get('tickets', :'bobs') IS NULL, count(*) FROM dt_query('tickets', jsonb_build_object('filter', jsonb_build_object('id', :'bobs')));
SELECT count(*) FROM dt_query('tickets', '{"filter": {"created_by": "bob"}}');
SELECT count(*) FROM dt_query('tickets', '{"trash": "include"}');
-- A cursor of somebody else's is a place among her own records.
SELECT data -> 'no' FROM dt_query('tickets', jsonb_build_object('sort', 'no', 'limit', 2, 'after', :'bobs_cursor'));
-- Writes find nothing there.
SELECT count(*) FROM dt_update('tickets', :'bobs', '{"topic": "x"}');
SELECT count(*) FROM dt_update('tickets', :'bobs', '{"topic": "x"}', 1);
SELECT count(*) FROM dt_update('tickets', :'bobs', '{"topic": "x"}', 5);
SELECT count(*) FROM dt_update('tickets', :'bobs', '{"topic": "x"}', options => '{"typecast": true}');
SELECT count(*) FROM dt_replace('tickets', :'bobs', '{"topic": "x"}');
SELECT dt_delete('tickets', :'bobs'), dt_delete('tickets', :'bobs', true), dt_delete_many('tickets', ARRAY[:'bobs']::uuid[]);
SELECT id IS NULL, version, errors FROM dt_update_many('tickets', jsonb_build_array(jsonb_build_object('id', :'bobs', 'patch',
    '{"topic": "x"}'::jsonb)), '{"on_error": "skip"}');
SELECT count(*) FROM dt_restore('tickets', :'bobs');
SELECT dt_update_where('tickets', '{"topic": {"contains": "secret"}}', '{"topic": "x"}'), dt_delete_where('tickets', '{"no": {"gt": 1000}}'),
    dt_empty_trash('tickets', '0');
-- That a number is taken is told, and not by whom or where.
SELECT try($$SELECT dt_insert('tickets', '{"no": 1001}')$$);
SELECT try($$SELECT dt_update_where('tickets', '{"no": 5}', '{"no": 1001}')$$);
SELECT id IS NULL, inserted, errors FROM dt_upsert('tickets', '[{"no": 1001, "topic": "x"}]', '{no}', '{"on_error": "skip"}');
SELECT replace(try(format($$SELECT dt_insert('tickets', '{}', %L)$$, :'bobs')), :'bobs', 'ID');
-- No number in a plan, and no note: they would be of all records.
SELECT dt_explain('tickets', '{"filter": {"topic": {"starts_with": "bob"}}}') -> 'notes', dt_explain('tickets', '{"filter": {"no": 5}}')::text ~ 'Rows"|Cost"';
SELECT dt_explain('tickets', '{"filter": {"no": 5}}', '{"analyze": true}')::text ~ 'Removed|Rows"|Time"|Blocks"';
SELECT record_estimate IS NULL FROM dt_tables() WHERE slug = 'tickets';
-- The plan is that of her own condition.
SELECT uses('tickets', '{"sort": "topic", "limit": 10}'), uses('tickets', '{"filter": {"no": 5}}');
SELECT dt_count('tickets'), (SELECT data -> 'topic' FROM dt_query('tickets', '{"filter": {"no": 7}}'));
SET dt.user_id = 'bob';
SELECT dt_count('tickets'), (SELECT data -> 'topic' FROM dt_query('tickets', '{"filter": {"no": 1001}}'));
SET dt.user_id = 'nobody';
SELECT dt_count('tickets'), dt_page('tickets', '{"limit": 5}') -> 'records';

-- ## Teams: the records of those who are in one with her
SET dt.user_id = 'boss';
SELECT dt_alter_table('tickets', '{"row_access": "team"}') ->> 'row_access';
SELECT dt_add_team_member('support', u) FROM unnest(ARRAY['ann', 'cy']) u;
SET dt.user_id = 'cy';
SELECT dt_count('tickets');
SELECT dt_insert('tickets', '{"no": 1}') IS NULL;
SELECT dt_insert('tickets', '{"no": 101, "topic": "cy''s"}') IS NOT NULL, dt_count('tickets');
-- What ends, ends with the next statement, also in the middle of a transaction.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT dt_count('tickets');
SELECT dt_remove_team_member('support', 'cy');
SELECT dt_count('tickets');
ROLLBACK;
SELECT dt_count('tickets');
SELECT team_id, user_id FROM dt_teams();
-- org_admin and platform_admin see all.
SET dt.user_role = 'org_admin';
SELECT dt_count('tickets');
RESET dt.user_role;
SET dt.user_id = 'boss';
SELECT dt_alter_table('tickets', '{"row_access": "none"}') ->> 'row_access';
SET dt.user_id = 'nobody';
SELECT dt_count('tickets');
SELECT try($$SELECT dt_alter_table('tickets', '{"row_access": "all"}')$$);
SELECT try($$SELECT dt_alter_table('tickets', '{"visibility": "public"}')$$);

-- ## SQL of their own
-- A condition of theirs that tells what it sees is asked of their own rows only, and an index still serves what tells nothing.
SET dt.user_id = 'boss';
SELECT dt_alter_table('tickets', '{"row_access": "owner"}') ->> 'row_access';
CREATE ROLE regress_dt_rows;
GRANT USAGE ON SCHEMA dt_data TO regress_dt_rows;
GRANT SELECT, INSERT, UPDATE, DELETE ON :storage TO regress_dt_rows;
GRANT SELECT ON dt.tables, dt.columns TO regress_dt_rows;
CREATE FUNCTION explained(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query; END $$;
CREATE FUNCTION leak(anyelement) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE 'seen %', $1; RETURN true; END $$;
SET ROLE regress_dt_rows;
SET dt.user_id = 'ann';
SELECT count(*) FROM :storage;
SELECT count(*) FROM :storage WHERE no <= 2 AND leak(topic);
SELECT count(*) FROM :storage WHERE no = 1001 AND leak(data);
SELECT plain(line) FROM explained(format('SELECT * FROM %s WHERE no = 5 AND deleted_at IS NULL', :'storage')) line;
SELECT plain(line) FROM explained(format('SELECT * FROM %s WHERE leak(data) AND no = 5 AND deleted_at IS NULL', :'storage')) line;
-- Who made a record, when, and as which version is not theirs to say.
INSERT INTO :storage (data, created_by, updated_by, created_at, updated_at, version) VALUES ('{"no": 200}', 'ann', 'bob', '1999-01-01', '1999-01-01',
    9223372036854775807)
    RETURNING created_by, updated_by, created_at = now() AND updated_at = now(), version;
UPDATE :storage SET created_by = 'bob' WHERE no = 200 RETURNING created_by;
DELETE FROM :storage WHERE no > 1000;
SELECT count(*) FROM :storage WHERE no >= 200;
COPY (SELECT count(*) FROM :storage) TO STDOUT;
-- Workers are told the same.
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET enable_indexscan = off;
SET enable_bitmapscan = off;
SET max_parallel_workers_per_gather = 2;
SELECT count(*) > 0 AS parallel FROM explained(format('SELECT count(*) FROM %s', :'storage')) line WHERE line ~ 'Gather';
SELECT count(*) FROM :storage;
SELECT count(*) FROM dt.tables t, dt.columns k WHERE k.table_no = t.no AND t.slug = 'tickets';
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET enable_indexscan;
RESET enable_bitmapscan;
RESET max_parallel_workers_per_gather;
RESET ROLE;
-- No policy guards TRUNCATE, but the trigger of the history does.
GRANT TRUNCATE ON :storage TO regress_dt_rows;
SET ROLE regress_dt_rows;
SELECT plain(try(format('TRUNCATE %s', :'storage')));
RESET ROLE;
REVOKE ALL ON ALL TABLES IN SCHEMA dt_data FROM regress_dt_rows;
DROP OWNED BY regress_dt_rows;
DROP ROLE regress_dt_rows;
DROP FUNCTION leak, explained;
RESET dt.user_id;
CALL drop_tables();

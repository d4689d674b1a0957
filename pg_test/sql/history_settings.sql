-- The history can be switched off, pruned, and goes with its table. Nobody but its owner writes it.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

SET dt.user_id = 'ada';

-- ## Switched off

SELECT dt_create_table('Off', '{"settings": {"enable_revisions": false}, "columns": [{"key": "n", "type": "integer"}]}') ->> 'storage' AS storage,
    clock_timestamp() AS t0 \gset
SELECT tgname FROM pg_trigger WHERE tgrelid = :'storage'::regclass ORDER BY 1;
SELECT id FROM dt_insert('off', '{"n": 1}', id(1));
SELECT version FROM dt_update('off', id(1), '{"n": 2}');
SELECT * FROM history('off');
SELECT regexp_replace(try($$SELECT dt_as_of('off', now())$$), '\d{4}-\d\d-\d\dT[\d:.]+Z', '…', 'g');
SELECT dt_alter_table('off', '{"settings": {"enable_revisions": true}}') #> '{settings,enable_revisions}' AS enabled;
SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = :'storage'::regclass ORDER BY 1;
SELECT clock_timestamp() AS t1 \gset
SELECT version FROM dt_update('off', id(1), '{"n": 3}');
SELECT * FROM history('off');
SELECT record, version, data FROM as_of('off', :'t1');
SELECT regexp_replace(try(format($$SELECT dt_as_of('off', %L)$$, :'t0')), '\d{4}-\d\d-\d\dT[\d:.]+Z', '…', 'g');
SELECT version, data FROM dt_revert('off', id(1), 2);
SELECT try($$SELECT dt_revert('off', id(1), 1)$$);
-- Off again: what was written down stays.
SELECT dt_alter_table('off', '{"settings": {"enable_revisions": false}}') #> '{settings,enable_revisions}' AS enabled;
SELECT version FROM dt_update('off', id(1), '{"n": 9}');
SELECT dt_delete('off', id(1), true);
SELECT * FROM history('off');
SELECT dt_alter_table('off', '{"settings": {"enable_revisions": null}}') -> 'settings' AS settings;
SELECT tgname FROM pg_trigger WHERE tgrelid = :'storage'::regclass ORDER BY 1;

-- ## Pruned

SELECT dt_create_table('Pruned', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'storage' AS storage \gset
SELECT id FROM dt_insert('pruned', '{"n": 1}', id(1));
SELECT id FROM dt_insert('pruned', '{"n": 1}', id(2));
SELECT clock_timestamp() AS t0 \gset
SELECT version FROM dt_update('pruned', id(1), '{"n": 2}');
SELECT dt_delete('pruned', id(2), true);
SELECT dt_prune_history('pruned', '1 year') AS none;
SELECT clock_timestamp() AS t1 \gset
SELECT pg_sleep(0.01);
SELECT dt_prune_history('pruned', clock_timestamp() - :'t1') > 0 AS pruned;
SELECT version FROM dt_update('pruned', id(1), '{"n": 3}');
SELECT * FROM history('pruned');
SELECT regexp_replace(try(format($$SELECT dt_as_of('pruned', %L)$$, :'t0')), '\d{4}-\d\d-\d\dT[\d:.]+Z', '…', 'g');
SELECT try($$SELECT dt_revert('pruned', id(1), 1)$$);
SELECT version, data FROM dt_revert('pruned', id(1), 2);
SELECT try($$SELECT dt_prune_history('pruned', '-1 day')$$);
SELECT try($$SELECT dt_prune_history('pruned', NULL)$$);
SELECT action, details ->> 'entries' AS entries FROM dt_audit('{"table_name": "pruned", "limit": 1}');

-- ## A table that goes takes its history with it

SELECT no AS table_no FROM dt_tables() WHERE slug = 'pruned' \gset
SELECT count(*) > 0 AS some FROM dt.history WHERE table_no = :table_no;
BEGIN;
SELECT dt_drop_table('pruned', true);
SELECT count(*) FROM dt.history WHERE table_no = :table_no;
ROLLBACK;
SELECT count(*) > 0 AS some FROM dt.history WHERE table_no = :table_no;
SELECT dt_drop_table('pruned');
SELECT dt_restore_table('pruned') ->> 'slug';
SELECT count(*) > 0 AS some FROM dt.history WHERE table_no = :table_no;
DROP TABLE :storage;
SELECT count(*) FROM dt.history WHERE table_no = :table_no;
SELECT action, actor, details FROM dt_audit('{"table_name": "pruned", "limit": 3}');

-- ## A new name, another slug

SELECT dt_create_table('Named', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug';
SELECT id FROM dt_insert('named', '{"n": 1}', id(1));
SELECT version FROM dt_update('named', id(1), '{"n": 2}');
SELECT dt_alter_table('named', '{"slug": "renamed", "name": "Other"}') ->> 'slug';
SELECT version FROM dt_update('renamed', id(1), '{"n": 3}');
SELECT * FROM history('renamed');

-- ## Append-only for everybody but the owner

SET row_security = on;
CREATE ROLE history_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public, dt TO history_app;
GRANT USAGE ON SCHEMA dt_data TO history_app;
GRANT ALL ON ALL TABLES IN SCHEMA dt_data TO history_app;
SET ROLE history_app;
SELECT version FROM dt_update('renamed', id(1), '{"n": 4}');
SELECT dt_describe('renamed') ->> 'storage' AS storage \gset
UPDATE :storage SET data = '{"n": 5}';
SELECT count(*) FROM dt_history('renamed');
SELECT left(try('INSERT INTO dt.history (table_no, record_id, version, at, action) VALUES (1, id(1), 1, now(), ''x'')'), 100);
SELECT left(try('UPDATE dt.history SET actor = ''eve'''), 100);
SELECT left(try('DELETE FROM dt.history'), 100);
SELECT left(try('TRUNCATE dt.history'), 100);
SELECT left(try('SELECT * FROM dt.history'), 100);
SELECT left(try('DELETE FROM dt.audit'), 100);
SELECT left(try('INSERT INTO dt.audit (action) VALUES (''x'')'), 100);
SELECT left(try('SELECT nextval(''dt.history_no'')'), 100);
SELECT plain(left(try(format('ALTER TABLE %s DISABLE TRIGGER dt_history', :'storage')), 100));
SELECT plain(left(try(format('DROP TRIGGER dt_history ON %s', :'storage')), 100));
SELECT left(try('SET session_replication_role = replica'), 100);
-- A table of one's own with that trigger writes nothing.
CREATE TEMP TABLE mine (id uuid, data jsonb, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint,
    deleted_at timestamptz, position float8);
SELECT left(try('CREATE TRIGGER t AFTER UPDATE OR DELETE ON mine FOR EACH ROW EXECUTE FUNCTION dt.record_history()'), 100);
INSERT INTO mine (id, data, created_at, updated_at, version) VALUES (id(1), '{}', now(), now(), 1);
UPDATE mine SET data = '{"n": 1}';
DELETE FROM mine;
SELECT left(try('CREATE TRIGGER i BEFORE INSERT ON mine FOR EACH ROW EXECUTE FUNCTION dt.record_history()'), 100);
SELECT left(try('INSERT INTO mine (id, data, created_at, updated_at, version) VALUES (id(1), ''{}'', now(), now(), 1)'), 100);
DROP TABLE mine;
CREATE TEMP TABLE mine (n integer);
CREATE TRIGGER t AFTER DELETE ON mine FOR EACH ROW EXECUTE FUNCTION dt.record_history();
INSERT INTO mine VALUES (1);
SELECT left(try('DELETE FROM mine'), 100);
DROP TABLE mine;
RESET ROLE;
SELECT count(*) FROM dt_history('renamed');
DROP OWNED BY history_app;
DROP ROLE history_app;
-- ## A version before a time without history is not guessed

SELECT dt_create_table('Gap', '{"columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "text"}]}') ->> 'slug';
SELECT (dt_insert('gap', '{"a": "1", "b": "b1"}', id(8))).version;
SELECT version FROM dt_update('gap', id(8), '{"a": "2"}');
SELECT dt_alter_table('gap', '{"settings": {"enable_revisions": false}}') IS NOT NULL;
SELECT version FROM dt_update('gap', id(8), '{"b": "b3"}');
SELECT dt_alter_table('gap', '{"settings": {"enable_revisions": true}}') IS NOT NULL;
SELECT version FROM dt_update('gap', id(8), '{"a": "4"}');
SELECT v, try(format($$SELECT dt_revert('gap', id(8), %s)$$, v)) LIKE '22023 version % is not known any more%' AS unknown FROM generate_series(1, 4) v;
SELECT version, data FROM dt_revert('gap', id(8), 3);
CALL drop_tables();

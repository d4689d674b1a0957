-- Every way of changing a record is in its history, once, with who did it and what changed.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

SET dt.user_id = 'ada';
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "unique": true}, {"key": "amount", "type": "number"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}}, {"key": "note", "type": "json"}]}') ->> 'storage' AS storage \gset

-- ## One record, from its insert to its end

SELECT data FROM dt_insert('deals', '{"name": "Acme", "amount": 1}', id(1));
SELECT * FROM history('deals', id(1));
SET dt.user_id = 'bob';
SELECT version FROM dt_update('deals', id(1), '{"amount": 2.50, "tags": ["b", "a"]}');
SELECT version FROM dt_update('deals', id(1), '{"amount": null}');
SELECT version FROM dt_replace('deals', id(1), '{"name": "Acme", "note": {"deep": [1, null, {"x": "y"}]}}');
SELECT dt_delete('deals', id(1));
SELECT version FROM dt_restore('deals', id(1), '{"patch": {"amount": 7}}');
SELECT dt_delete('deals', id(1), true);
SELECT * FROM history('deals', id(1));
-- The id may be used again.
SELECT version FROM dt_insert('deals', '{"name": "Acme 2"}', id(1));
SELECT version FROM dt_update('deals', id(1), '{"name": "Acme II"}');
SELECT * FROM history('deals', id(1), '{"limit": 3}');

-- ## Bulk, where, upsert, trash

SELECT count(*) FROM dt_insert_many('deals', '[{"name": "m1"}, {"name": "m2"}]');
SELECT inserted FROM dt_upsert('deals', '[{"name": "m1", "amount": 10}, {"name": "m3"}]', ARRAY['name']);
SELECT version FROM dt_update_many('deals', (SELECT jsonb_build_array(jsonb_build_object('id', id, 'patch',
    '{"amount": 11}'::jsonb)) FROM dt_query('deals', '{"filter": {"name": "m2"}}')));
SELECT dt_update_where('deals', '{"name": {"starts_with": "m"}}', '{"note": 1}');
SELECT dt_delete_where('deals', '{"name": "m3"}');
SELECT dt_empty_trash('deals', '0');
SELECT dt_delete_many('deals', (SELECT array_agg(id) FROM dt_query('deals', '{"filter": {"name": "m2"}}')), true);
SELECT version, action, actor, changes FROM dt_history('deals') ORDER BY at DESC, split_part(cursor, '/', 2)::bigint DESC, version DESC, changes;

-- ## SQL and COPY

TRUNCATE :storage;
SELECT action, changes FROM dt_history('deals', NULL, '{"limit": 2, "action": "delete"}') ORDER BY changes;
INSERT INTO :storage (id, data) VALUES (id(20), '{"name": "sql"}');
INSERT INTO :storage (id, data) VALUES (id(20), '{"name": "other"}') ON CONFLICT (id) DO NOTHING;
INSERT INTO :storage AS t (id, data) VALUES (id(20), '{"name": "sql"}') ON CONFLICT (id) DO UPDATE SET data = t.data || '{"amount": 3}';
COPY :storage (id, data) FROM stdin;
00000000-0000-7000-8000-000000000022	{"name": "copied"}
\.
UPDATE :storage SET data = data || '{"amount": 4}' WHERE id = id(22);
-- Nothing but the version changes.
UPDATE :storage SET position = 1 WHERE id = id(22);
MERGE INTO :storage AS t USING (VALUES (id(22))) AS n (id) ON t.id = n.id WHEN MATCHED THEN DELETE;
WITH gone AS (DELETE FROM :storage WHERE id = id(20) RETURNING id) SELECT count(*) FROM gone;
SELECT * FROM history('deals', id(20));
SELECT * FROM history('deals', id(2));
SELECT * FROM history('deals', id(22));

-- ## What is rolled back is not in it

INSERT INTO :storage (id, data) VALUES (id(30), '{"name": "saved"}');
BEGIN;
SELECT version FROM dt_update('deals', id(30), '{"amount": 1}');
ROLLBACK;
BEGIN;
SELECT version FROM dt_update('deals', id(30), '{"amount": 2}');
SAVEPOINT one;
SELECT version FROM dt_update('deals', id(30), '{"amount": 3}');
ROLLBACK TO one;
SELECT version FROM dt_update('deals', id(30), '{"amount": 4}');
RELEASE one;
COMMIT;
DO $$
BEGIN
    PERFORM dt_update('deals', id(30), '{"amount": 5}');
    BEGIN
        PERFORM dt_update('deals', id(30), '{"amount": 6}');
        RAISE 'no';
    EXCEPTION WHEN raise_exception THEN
        PERFORM dt_update('deals', id(30), '{"amount": 7}');
    END;
END
$$;
SELECT * FROM history('deals', id(30));
-- A refused record leaves nothing.
SELECT left(try($$SELECT dt_update('deals', id(30), '{"amount": "x"}')$$), 5);
SELECT count(*) FROM dt_history('deals', id(30));
-- Entries of one transaction have its number.
SELECT count(DISTINCT xid), bool_and(xid::xid8 < pg_current_xact_id()) FROM dt_history('deals', id(30)) WHERE action = 'update';

-- ## The options

SELECT * FROM history('deals', id(30), '{"limit": 2}');
SELECT cursor FROM dt_history('deals', id(30), '{"limit": 2}') OFFSET 1 \gset
SELECT * FROM history('deals', id(30), jsonb_build_object('before', :'cursor'));
SELECT * FROM history('deals', id(30), '{"action": "insert"}');
SELECT version, action, changes FROM history('deals', NULL, '{"action": ["trash", "restore"], "limit": 2}');
SELECT count(*) FROM dt_history('deals', id(30), '{"actor": "nobody"}');
SELECT count(*) FROM dt_history('deals', id(30), '{"since": "2000-01-01", "until": "2001-01-01T00:00:00Z"}');
SELECT * FROM history('deals', id(1), '{"columns": ["name"]}');
SELECT try($$SELECT dt_history('deals', NULL, '{"colums": ["name"]}')$$);
SELECT try($$SELECT dt_history('deals', NULL, '{"columns": ["nam"]}')$$);
SELECT try($$SELECT dt_history('deals', NULL, '{"action": "updat"}')$$);
SELECT try($$SELECT dt_history('deals', NULL, '{"since": "soon"}')$$);
SELECT try($$SELECT dt_history('deals', NULL, '{"before": "x/y/z"}')$$);
SELECT try($$SELECT dt_history('deels')$$);
SELECT try($$SELECT dt_history(NULL)$$);

-- A walk over the pages of all of it meets each entry once.
DO $$
DECLARE
    cursor text;
    seen text[] := '{}';
    page text[];
BEGIN
    LOOP
        SELECT array_agg(h.cursor) INTO page FROM dt_history('deals', NULL, jsonb_build_object('limit', 3, 'before', cursor)) AS h;
        EXIT WHEN page IS NULL;
        seen := seen || page;
        cursor := page[cardinality(page)];
    END LOOP;
    ASSERT seen = (SELECT array_agg(h.cursor) FROM dt_history('deals') AS h), 'pages differ from the whole';
END
$$;

-- ## Hostile keys and values

SELECT dt_create_table('Open', '{"open": true, "columns": []}') ->> 'slug';
SELECT data FROM dt_insert('open', '{"old": 1, "new": 2, "": 3, "a\"b''": "$1 %s \\ \u0001", "ключ": "значение"}', id(40));
SELECT data FROM dt_update('open', id(40), '{"old": {"old": 1, "new": 2}, "new": null, "": [], "a\"b''": {"a": 1e30}, "ключ": "y"}');
SELECT changes FROM dt_history('open', id(40));
SELECT data = '{"old": 1, "new": 2, "": 3, "a\"b''": "$1 %s \\ \u0001", "ключ": "значение"}' FROM
    (SELECT jsonb_object_agg(key, value -> 'new') FROM dt_history('open', id(40), '{"action": "insert"}'), jsonb_each(changes)) AS first (data);
-- Large values are stored apart, and come back whole.
SELECT version FROM dt_update('open', id(40), jsonb_build_object('big', (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 20000) AS n)));
SELECT version FROM dt_update('open', id(40), '{"big": "small"}');
SELECT length(changes #>> '{big,old}'), changes #>> '{big,new}' FROM dt_history('open', id(40), '{"limit": 1}');

-- ## Deleted and inserted again by one transaction, with pages of one entry

SELECT data FROM dt_insert('open', '{"n": 1}', id(50));
BEGIN;
SELECT dt_delete('open', id(50), true);
SELECT data FROM dt_insert('open', '{"n": 2}', id(50));
SELECT version FROM dt_update('open', id(50), '{"n": 3}');
SELECT dt_delete('open', id(50), true);
SELECT data FROM dt_insert('open', '{"n": 4}', id(50));
COMMIT;
SELECT * FROM history('open', id(50));
WITH RECURSIVE page AS (
    SELECT * FROM dt_history('open', id(50), '{"limit": 1}')
    UNION ALL SELECT h.* FROM page, dt_history('open', id(50), jsonb_build_object('limit', 1, 'before', page.cursor)) AS h)
SELECT array_agg(cursor) = (SELECT array_agg(h.cursor) FROM dt_history('open', id(50)) AS h) AS same, count(*) FROM page;
CALL drop_tables();

-- Records are inserted, upserted, validated, read, updated, replaced, deleted and restored.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "required": true, "unique": true},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won", "lost"]}, "default": "open"},
    {"key": "amount", "type": "decimal", "config": {"min": 0}}, {"key": "due", "type": "datetime"}]}') ->> 'slug' AS slug;
SET dt.user_id = 'ann';

-- ## Insert: defaults are applied, values normalised, nulls dropped

SELECT data, created_by, updated_by, version, created_at = now() AS created, updated_at = created_at AS updated
FROM dt_insert('deals', '{"name": "Acme", "due": "2026-01-28T14:30:00+02:00", "amount": null}');

-- The server makes an id, or the caller gives one.

SELECT id FROM dt_insert('deals', '{"name": "Globex", "stage": "won", "amount": 1200.50}', '00000000-0000-7000-8000-000000000001');
SELECT substr(id::text, 15, 1) AS uuid_version FROM dt_insert('deals', '{"name": "Initech"}');
SELECT try($$SELECT dt_insert('deals', '{"name": "Again"}', '00000000-0000-7000-8000-000000000001')$$);
SELECT dt_count('deals') AS count;

-- ## insert_many: ids in the order of the records

SELECT array_agg(id ORDER BY n) AS ids
FROM dt_insert_many('deals', '[{"name": "d"}, {"name": "b"}, {"name": "c"}, {"name": "a"}]') WITH ORDINALITY AS i(id, errors, n) \gset
SELECT r.data ->> 'name' AS name FROM unnest(:'ids'::uuid[]) WITH ORDINALITY AS i(id, errors, n), dt_get('deals', i.id) AS r ORDER BY n;
SELECT data ->> 'name' AS "by id" FROM dt_query('deals', '{"filter": {"name": {"in": ["a", "b", "c", "d"]}}, "sort": "id"}');
SELECT count(*) FROM dt_insert_many('deals', '[]');

-- Either all records are stored or none.

SELECT dt_count('deals') AS before \gset
SELECT try($$SELECT dt_insert_many('deals', '[{"name": "good"}, {"name": "bad", "amount": -1}, {"name": "good too"}]')$$);
SELECT try($$SELECT dt_insert_many('deals', '[{"name": "good"}, {"name": "good"}]')$$);
SELECT try($$SELECT dt_insert_many('deals', '[{"name": "good"}, 5]')$$);
SELECT dt_count('deals') = :before AS "nothing left behind";

-- With on_error skip the good records are stored. Each of the others has its faults in place of an id.

SELECT n, id IS NOT NULL AS stored, jsonb_path_query_array(errors, '$[*].code') AS codes FROM dt_insert_many('deals', '[{"name": "one"},
    {"amount": -1, "stag": "x"}, {"name": "two"}, 5, {"name": "Acme"}, {"name": "two"}]', '{"on_error": "skip"}') WITH ORDINALITY AS i(id, errors, n);
SELECT data ->> 'name' AS name FROM dt_query('deals', '{"filter": {"name": {"in": ["one", "two"]}}, "sort": "id"}');
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "three"}]', '{"on_error": "skip"}');

-- ## Upsert on a unique column

SELECT inserted FROM dt_upsert('deals', '[{"name": "Acme", "amount": 5}, {"name": "Hooli", "amount": 6}]', ARRAY['name']);
SELECT data, version FROM dt_query('deals', '{"filter": {"name": {"in": ["Acme", "Hooli"]}}, "sort": "name"}');
SELECT id = (SELECT id FROM dt_query('deals', '{"filter": {"name": "Hooli"}}')) AS same, inserted
FROM dt_upsert('deals', '[{"name": "Hooli", "amount": null, "stage": "won"}]', ARRAY['name']);
SELECT data, version FROM dt_query('deals', '{"filter": {"name": "Hooli"}}');
SELECT count(*) FROM dt_upsert('deals', '[]', ARRAY['name']);

-- A key may have several columns, in any order.

SELECT dt_create_table('Stock',
    '{"columns": [{"key": "shop", "type": "text"}, {"key": "day", "type": "date"}, {"key": "n", "type": "integer", "required": true}]}') ->> 'slug' AS slug;
SELECT dt_create_index('stock', ARRAY['shop', 'day'], '{"unique": true}') ~ '^stock_' AS index;
SELECT inserted FROM dt_upsert('stock', '[{"shop": "x", "day": "2026-01-01", "n": 1}, {"shop": "x", "day": "2026-01-02", "n": 2}]', ARRAY['shop', 'day']);
SELECT inserted FROM dt_upsert('stock', '[{"shop": "x", "day": "2026-01-02", "n": 20}, {"shop": "y", "day": "2026-01-02", "n": 3}]', ARRAY['day', 'shop']);
SELECT data FROM dt_query('stock', '{"sort": ["shop", "day"]}');

-- The stored form is matched: another notation of the same instant matches.

SELECT dt_create_table('Slots', '{"columns": [{"key": "at", "type": "datetime", "unique": true}, {"key": "who", "type": "text"}]}') ->> 'slug' AS slug;
SELECT inserted FROM dt_upsert('slots', '[{"at": "2026-01-28T14:30:00+02:00", "who": "a"}]', ARRAY['at']);
SELECT inserted FROM dt_upsert('slots', '[{"at": "2026-01-28T12:30:00.000Z", "who": "b"}]', ARRAY['at']);
SELECT data FROM dt_query('slots');

-- A record that cannot match, or would match twice, is refused. The patch of an existing record need not be complete. A new record must be.

SELECT records, try(format('SELECT dt_upsert(''stock'', %L, ARRAY[''shop'', ''day''])', records)) AS error
FROM unnest(ARRAY['[{"shop": "x", "n": 1}]', '[{"shop": "x", "day": null, "n": 1}]',
    '[{"shop": "x", "day": "2026-01-01", "n": 1}, {"shop": "x", "day": "2026-01-01", "n": 2}]',
    '[{"shop": "z", "day": "2026-01-01"}]', '[{"shop": "x", "day": "2026-01-01", "n": null}]', '[{"shop": "x", "day": "soon", "n": 1}]', '[5]',
    '{"shop": "x"}']) WITH ORDINALITY AS r(records, n) ORDER BY n \gx
SELECT inserted FROM dt_upsert('stock', '[{"shop": "x", "day": "2026-01-01"}]', ARRAY['shop', 'day']);
SELECT try($$SELECT dt_upsert('stock', '[{"shop": "x"}]', ARRAY['shop'])$$);
SELECT try($$SELECT dt_upsert('stock', '[{"shop": "x"}]', ARRAY[]::text[])$$) LIKE '22023%' AS "no columns";
SELECT try($$SELECT dt_upsert('stock', '[{"shop": "x"}]', ARRAY['shpo'])$$);

-- Another unique column may prevent an upsert.

SELECT dt_alter_column('slots', 'who', '{"unique": true}') -> 'unique' AS unique;
SELECT inserted FROM dt_upsert('slots', '[{"at": "2027-01-01T00:00:00Z", "who": "c"}]', ARRAY['at']);
SELECT try($$SELECT dt_upsert('slots', '[{"at": "2027-01-01T00:00:00Z", "who": "b"}]', ARRAY['at'])$$);
SELECT try($$SELECT dt_upsert('slots', '[{"at": "2028-01-01T00:00:00Z", "who": "b"}]', ARRAY['at'])$$);

-- ## Validate: what would be stored, and every fault

SELECT jsonb_pretty(dt_validate('deals', '{"name": "New", "due": "2026-01-28T14:30:00+02:00", "amount": null}')) AS validated;
SELECT jsonb_pretty(dt_validate('deals', '{"stage": "opne", "amount": -1, "due": "soon", "nmae": "x"}')) AS validated;
SELECT dt_validate('deals', '[]'), dt_validate('deals', 'null');
SELECT dt_count('deals', '{"name": "New"}') AS stored;
BEGIN READ ONLY;
SELECT dt_validate('deals', '{"name": "New"}') -> 'valid' AS valid;
COMMIT;

-- ## Get: one record or none

SELECT data, version FROM dt_get('deals', '00000000-0000-7000-8000-000000000001');
SELECT count(*) FROM dt_get('deals', '00000000-0000-7000-8000-00000000000f');

-- ## Update merges: named keys change, null removes a key, the rest stays

SET dt.user_id = 'bob';
SELECT data, version, created_by, updated_by
FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"stage": "lost", "due": "2026-02-01T00:00:00+01:00"}');
SELECT data, version FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"amount": null, "due": null}');
SELECT data, version FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{}');
SELECT count(*) FROM dt_update('deals', '00000000-0000-7000-8000-00000000000f', '{"stage": "won"}');
RESET dt.user_id;

-- A default is for new records. A value that is removed stays removed.

SELECT data FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"stage": null}');
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"name": null, "amount": "x"}')$$);
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"name": "Acme"}')$$);

-- ## Replace writes the whole of data

SELECT data, version FROM dt_replace('deals', '00000000-0000-7000-8000-000000000001', '{"name": "Globex 2", "amount": 1}');
SELECT try($$SELECT dt_replace('deals', '00000000-0000-7000-8000-000000000001', '{"amount": 1}')$$);
SELECT count(*) FROM dt_replace('deals', '00000000-0000-7000-8000-00000000000f', '{"name": "x"}');

-- ## expected_version: another version is a conflict

SELECT version FROM dt_get('deals', '00000000-0000-7000-8000-000000000001') \gset
SELECT version - :version AS "one more" FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"amount": 2}', :version);
SELECT try(format($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"amount": 3}', %s)$$, :version));
SELECT try(format($$SELECT dt_replace('deals', '00000000-0000-7000-8000-000000000001', '{"name": "y"}', %s)$$, :version)) LIKE 'PT409%' AS conflict;
SELECT count(*) AS "no such record is no conflict" FROM dt_update('deals', '00000000-0000-7000-8000-00000000000f', '{}', 1);

-- ## Delete to the trash, and restore

SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000001') AS first, dt_delete('deals', '00000000-0000-7000-8000-00000000000f') AS none;
SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000001') AS again;
SELECT count(*) AS get FROM dt_get('deals', '00000000-0000-7000-8000-000000000001');
SELECT count(*) AS "update" FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{}');
SELECT count(*) AS "update with a version" FROM dt_update('deals', '00000000-0000-7000-8000-000000000001', '{}', 99);
SELECT data ->> 'name' AS name FROM dt_query('deals', '{"trash": "only"}');
SELECT data ->> 'name' AS name, version - :version AS changes FROM dt_restore('deals', '00000000-0000-7000-8000-000000000001');
SELECT count(*) AS again FROM dt_restore('deals', '00000000-0000-7000-8000-000000000001');

-- A unique value is free while its record is in the trash. Restoring the record may then fail.

SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000001');
SELECT data ->> 'name' AS name FROM dt_insert('deals', '{"name": "Globex 2"}', '00000000-0000-7000-8000-000000000002');
SELECT try($$SELECT dt_restore('deals', '00000000-0000-7000-8000-000000000001')$$);

-- ## Delete permanently

SELECT dt_delete('deals', '00000000-0000-7000-8000-000000000001', true) AS "out of the trash",
    dt_delete('deals', '00000000-0000-7000-8000-000000000002', permanently => true) AS directly;
SELECT dt_count('deals', '{"name": "Globex 2"}') AS left;

-- ## Many records by their ids

SELECT version FROM dt_insert('deals', '{"name": "x1"}', '00000000-0000-7000-8000-000000000011');
SELECT version FROM dt_insert('deals', '{"name": "x2"}', '00000000-0000-7000-8000-000000000012');
SELECT dt_delete_many('deals',
    ARRAY['00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-00000000000f', NULL]::uuid[]) AS trashed;
SELECT dt_delete_many('deals', ARRAY['00000000-0000-7000-8000-000000000011', '00000000-0000-7000-8000-000000000012']::uuid[], true) AS deleted;
SELECT dt_delete_many('deals', '{}') AS none;

-- ## By filter: an empty filter is a mistake, and {"all": true} is meant

SELECT data ->> 'name' AS name, data ->> 'stage' AS stage, data -> 'amount' AS amount FROM dt_query('deals') ORDER BY data ->> 'name' COLLATE "C";
SELECT dt_update_where('deals', '{"amount": {"gte": 5}}', '{"stage": "lost", "amount": null}') AS updated;
SELECT dt_update_where('deals', '{"name": "nobody"}', '{"stage": "lost"}') AS updated;
SELECT try($$SELECT dt_update_where('deals', '{"all": true}', '{"stage": "opne"}')$$) LIKE '23514%' AS "checked as any write";
SELECT filter, try(format('SELECT dt_update_where(''deals'', %L, ''{"amount": 1}'')', filter)) AS "update",
    try(format('SELECT dt_delete_where(''deals'', %L)', filter)) AS delete
FROM unnest(ARRAY['{}', '[]', 'null', '5']) AS filter \gx
SELECT dt_delete_where('deals', '{"stage": "lost"}') AS trashed;
SELECT dt_delete_where('deals', '{"name": {"in": ["a", "b"]}}', true) AS deleted;
SELECT dt_delete_where('deals', '{"all": true}') AS trashed;
SELECT dt_count('deals') AS left, count(*) AS in_trash FROM dt_query('deals', '{"trash": "only"}');

-- ## Empty the trash of what has been there for longer than 30 days, or an interval

SELECT dt_empty_trash('deals') AS deleted;
SELECT format('UPDATE %s SET deleted_at = now() - interval ''31 days'' WHERE data ->> ''name'' = ''c''', dt_describe('deals') ->> 'storage') AS age \gset
:age;
SELECT dt_empty_trash('deals') AS deleted;
SELECT dt_empty_trash('deals', '1 hour') AS deleted;
SELECT dt_empty_trash('deals', '0') AS deleted, dt_count('deals') AS left;

CALL drop_tables();

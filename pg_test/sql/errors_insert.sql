-- The functions that write records refuse mistakes with SQLSTATE, message, DETAIL and HINT.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text", "required": true, "config": {"max_length": 10}},
    {"key": "email", "type": "text", "unique": true}, {"key": "amount", "type": "number", "config": {"min": 0, "precision": 2}},
    {"key": "due", "type": "date"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"], "max_items": 1}}, {"key": "created_at", "type": "created_at"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert('deals', '{"name": "Acme", "email": "a@b.c"}', '00000000-0000-7000-8000-000000000001');

-- ## All faults of a record are told at once, in the order of the columns

SELECT try($$SELECT dt_insert('deals',
    '{"name": "", "amount": -1.555, "due": "2026-02-30", "stage": "opne", "tags": ["a", "x", "a"], "created_at": "2020-01-01", "nmae": 1, "zzz": null}')$$);
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"name": "much too long", "amount": "12"}')$$);
SELECT try($$SELECT dt_replace('deals', '00000000-0000-7000-8000-000000000001', '{"due": 5}')$$);
SELECT try($$SELECT dt_insert_many('deals', '[{"name": "ok"}, {"name": "no", "due": "x", "stage": 1}]')$$);
SELECT try($$SELECT dt_update_where('deals', '{"all": true}', '{"name": null}')$$);

-- ## Unknown columns only: 42703, and the nearest key

SELECT try($$SELECT dt_insert('deals', '{"name": "x", "emial": "y"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x", "emial": "y", "tgs": []}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x", "qqqqqq": null}')$$);
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"nmae": "x"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x", "''; drop table x; --": 1}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x", "__proto__": {"a": 1}, "": 2, "💥": 3}')$$);
SELECT try(format('SELECT dt_insert(''deals'', %L)', jsonb_build_object('name', 'x', repeat('k', 300), 1)));
SELECT length(try(format('SELECT dt_insert(''deals'', %L)', (SELECT jsonb_object_agg('key' || i, i) FROM generate_series(1, 10000) AS i)))) BETWEEN 1000
    AND 2000000;

-- ## A long value is shortened

SELECT length(try(format('SELECT dt_insert(''deals'', %L)', jsonb_build_object('name', repeat('n', 100000))))) < 2000;
SELECT length(try(format('SELECT dt_insert(''deals'', %L)',
    jsonb_build_object('name', 'x', 'tags', (SELECT jsonb_agg('t' || i) FROM generate_series(1, 10000) AS i))))) < 5000;

-- ## Unique

SELECT try($$SELECT dt_insert('deals', '{"name": "x", "email": "a@b.c"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}', '00000000-0000-7000-8000-000000000001')$$);
SELECT try($$SELECT dt_insert_many('deals', '[{"name": "x", "email": "1"}, {"name": "y", "email": "1"}]')$$);
SELECT count(*) FROM dt_insert('deals', '{"name": "x", "email": "it''s (\"quoted\"), =) 💥"}', '00000000-0000-7000-8000-000000000002');
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{"email": "it''s (\"quoted\"), =) 💥"}')$$);
SELECT try($$SELECT dt_update_where('deals', '{"all": true}', '{"email": "same"}')$$);

-- An empty text counts as empty, so any number of records may have it.

SELECT count(*) FROM dt_insert_many('deals', '[{"name": "x", "email": ""}, {"name": "x", "email": ""}, {"name": "x"}]');

-- ## Wrong shapes

SELECT data, try(format('SELECT dt_insert(''deals'', %L)', data)) FROM unnest(ARRAY['[]', '[{"name": "x"}]', '"x"', '5', 'true', 'null']) AS data;
SELECT data, try(format('SELECT dt_insert_many(''deals'', %L)', data))
FROM unnest(ARRAY['{"name": "x"}', '"x"', 'null', '[5]', '[null]', '[[]]', '[{"name": "x"}, "y"]']) AS data;
SELECT options, try(format('SELECT dt_insert_many(''deals'', ''[]'', %L)', options))
FROM unnest(ARRAY['[]', '{"on_eror": "skip"}', '{"on_error": "ignore"}', '{"on_error": true}', '{"typecast": true}']) AS options;
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '[]')$$);
SELECT try($$SELECT dt_replace('deals', '00000000-0000-7000-8000-000000000001', 'null')$$);
SELECT try($$SELECT dt_update_where('deals', '{"all": true}', '5')$$);
SELECT try($$SELECT dt_update_where('deals', '"all"', '{}')$$);
SELECT try($$SELECT dt_validate('deals', '{}', '{"x": 1}')$$);

-- ## NULL arguments

SELECT f, try(f) FROM unnest(ARRAY['SELECT dt_insert(NULL, ''{}'')', 'SELECT dt_insert(''deals'', NULL)', 'SELECT dt_insert_many(''deals'', NULL)',
    'SELECT dt_upsert(''deals'', NULL, ''{email}'')', 'SELECT dt_upsert(''deals'', ''[]'', NULL)', 'SELECT dt_validate(''deals'', NULL)',
    'SELECT dt_get(''deals'', NULL)', 'SELECT dt_update(''deals'', NULL, ''{}'')', 'SELECT dt_update(''deals'', dt.uuid7(), NULL)',
    'SELECT dt_replace(''deals'', dt.uuid7(), NULL)', 'SELECT dt_delete(''deals'', NULL)', 'SELECT dt_restore(''deals'', NULL)',
    'SELECT dt_delete_many(''deals'', NULL)',
    'SELECT dt_update_where(''deals'', NULL, ''{}'')', 'SELECT dt_update_where(''deals'', ''{"all": true}'', NULL)', 'SELECT dt_delete_where(''deals'', NULL)',
    'SELECT dt_empty_trash(''deals'', NULL)', 'SELECT dt_insert_many(''deals'', ''[]'', NULL)', 'SELECT dt_delete(''deals'', dt.uuid7(), NULL)'])
    WITH ORDINALITY AS f(f, n) ORDER BY n;

-- ## Version

SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{}', 7)$$);
SELECT try($$SELECT dt_update('deals', '00000000-0000-7000-8000-000000000001', '{}', -1)$$) LIKE 'PT409 %';

-- ## What PostgreSQL itself refuses

SELECT try($$SELECT dt_insert('deals', '{"name": "a\u0000b"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": }')$$) LIKE '22P02 %';
SELECT try($$SELECT dt_get('deals', 'no uuid')$$) LIKE '22P02 %';

-- ## Read only

BEGIN READ ONLY;
SELECT try($$SELECT dt_insert('deals', '{"name": "x"}')$$);
SELECT try($$SELECT dt_add_column('deals', 'x', 'text')$$) LIKE '25006 %';
SELECT try($$SELECT dt_create_table('x')$$) LIKE '25006 %';
COMMIT;
SELECT dt_count('deals');

CALL drop_tables();

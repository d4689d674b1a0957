-- An open table takes keys that are not columns. Its columns are rules for their own keys.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Events',
    '{"open": true, "columns": [{"key": "kind", "type": "text", "required": true}, {"key": "n", "type": "integer", "default": 1}]}') -> 'open' AS open;

-- ## Any key, and any value but null

SELECT data FROM dt_insert('events',
    '{"kind": "a", "free": {"x": [1, 2.50]}, "gone": null, "": "empty key", "a/b~c": 1, "''; drop table x; --": 2, "__proto__": {"y": 1}, "Größe 💥": true}');
SELECT dt_insert('events', '{"kind": "b", "id": 5, "created_at": "mine", "data": {}}') IS NOT NULL AS "fields of the record itself are other things";
SELECT data FROM dt_query('events', '{"filter": {"kind": "b"}}');
SELECT (SELECT count(*) FROM jsonb_object_keys(data)) AS keys
FROM dt_insert('events', (SELECT jsonb_object_agg('key ' || i, i) || '{"kind": "many"}' FROM generate_series(1, 10000) AS i));
SELECT length(data ->> 'deep') AS "100 levels"
FROM dt_insert('events', (format('{"kind": "deep", "deep": %s%s}', repeat('[', 100), repeat(']', 100)))::jsonb);

-- ## Columns are rules for the keys that they name

SELECT given, split_part(try(format('SELECT dt_insert(''events'', %L)', given)), E'\n', 1) AS error
FROM unnest(ARRAY['{}', '{"kind": ""}', '{"kind": 5}', '{"kind": "c", "n": "x"}', '{"kind": "c", "n": null, "m": null}']) AS given;

-- ## Free keys in updates and filters are compared by the JSON type of the value

SELECT id FROM dt_query('events', '{"filter": {"kind": "a"}}') \gset
SELECT data - 'free' AS data FROM dt_update('events', :'id', '{"free": null, "a/b~c": null, "score": 5}');
SELECT dt_count('events', '{"score": 5}') AS number, dt_count('events', '{"score": "5"}') AS text, dt_count('events', '{"score": {"gte": 4.5}}') AS ordered,
    dt_count('events', '{"__proto__.y": 1}') AS path;

-- ## A free key can become a column: records stay as they are, and must satisfy it at their next change

SELECT dt_create_table('Loose', '{"open": true}') -> 'open' AS open;
SELECT data FROM dt_insert('loose', '{"a": "x", "b": 1}', '00000000-0000-7000-8000-000000000001');
SELECT dt_add_column('loose', 'b', 'text') ->> 'key' AS key;
SELECT data FROM dt_get('loose', '00000000-0000-7000-8000-000000000001');
SELECT try($$SELECT dt_update('loose', '00000000-0000-7000-8000-000000000001', '{"a": "y"}')$$);
SELECT data FROM dt_update('loose', '00000000-0000-7000-8000-000000000001', '{"a": "y", "b": "1"}');

-- ## A closed table takes no unknown keys, and those that exist must go at the next change

SELECT dt_alter_table('loose', '{"open": false}') -> 'open' AS open;
SELECT try($$SELECT dt_insert('loose', '{"b": "x", "c": 1}')$$);
SELECT data FROM dt_get('loose', '00000000-0000-7000-8000-000000000001');
SELECT try($$SELECT dt_update('loose', '00000000-0000-7000-8000-000000000001', '{"b": "2"}')$$);
SELECT data FROM dt_replace('loose', '00000000-0000-7000-8000-000000000001', '{"b": "2"}');
SELECT dt_alter_table('loose', '{"open": true}') -> 'open' AS open;
SELECT data FROM dt_update('loose', '00000000-0000-7000-8000-000000000001', '{"c": 1}');

-- A column does not get a key that records have a value of already, as no column's: one of the two would be lost.
SELECT dt_create_table('Freed', '{"open": true, "columns": [{"key": "z", "type": "number"}]}') ->> 'slug' AS slug;
SELECT (dt_insert('freed', '{"z": 1, "w": "v"}', '00000000-0000-7000-8000-000000000001')).version, (dt_insert('freed', '{"z": 2}')).version;
SELECT try($$SELECT dt_alter_column('freed', 'z', '{"key": "w"}')$$);
SELECT try($$SELECT dt_alter_column('freed', 'z', '{"key": "w", "dry_run": true}')$$) LIKE '22023 %' AS foretold;
SELECT dt_update_where('freed', '{"all": true}', '{"w": null}') AS updated, dt_alter_column('freed', 'z', '{"key": "w"}') ->> 'key' AS key;
SELECT data FROM dt_query('freed', '{"sort": "w"}');
CALL drop_tables();

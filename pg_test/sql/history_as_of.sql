-- A table as it was: with any query, whatever was done to its records and its columns since.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

SET dt.user_id = 'ada';
SELECT clock_timestamp() AS t0 \gset
SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number", "typed": true},
    {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}, "index": true}, {"key": "changed",
    "type": "updated_at"}]}') ->> 'storage' AS storage \gset
SELECT id FROM dt_insert('deals', '{"name": "one", "amount": 1, "stage": "open"}', id(1));
SELECT id FROM dt_insert('deals', '{"name": "two", "amount": 2, "stage": "open"}', id(2));
SELECT id FROM dt_insert('deals', '{"name": "three", "amount": 3, "stage": "won"}', id(3));
SELECT clock_timestamp() AS t1 \gset
SET dt.user_id = 'bob';
SELECT version FROM dt_update('deals', id(1), '{"amount": 10}');
SELECT version FROM dt_update('deals', id(1), '{"amount": null, "name": "ONE"}');
SELECT dt_delete('deals', id(2));
SELECT dt_delete('deals', id(3), true);
SELECT id FROM dt_insert('deals', '{"name": "four", "stage": "won"}', id(4));
SELECT clock_timestamp() AS t2 \gset
SELECT version FROM dt_restore('deals', id(2));
SELECT id FROM dt_insert('deals', '{"name": "three again"}', id(3));
SELECT version FROM dt_update('deals', id(3), '{"amount": 33}');

SELECT * FROM as_of('deals', :'t0');
SELECT record, version, created_by, updated_by, data - 'changed' AS data FROM as_of('deals', :'t1');
SELECT record, version, created_by, updated_by, data - 'changed' AS data FROM as_of('deals', :'t2');
SELECT record, version, created_by, updated_by, data - 'changed' AS data FROM as_of('deals', now());
SELECT count(*) FROM (SELECT * FROM dt_as_of('deals', 'infinity') EXCEPT SELECT * FROM dt_query('deals')) AS differing;
SELECT count(*) FROM dt_as_of('deals', '-infinity');
-- updated_at and the columns that show it are those of the time.
SELECT count(*) AS records, bool_and(updated_at < :'t1') AS before,
    bool_and((data ->> 'changed')::timestamptz = updated_at) AS shown FROM dt_as_of('deals', :'t1');

-- ## Any query

SELECT record FROM as_of('deals', :'t1', '{"filter": {"amount": {"gte": 2}}, "sort": "-amount"}');
SELECT record FROM as_of('deals', :'t1', '{"filter": {"stage": "open"}, "sort": ["-amount", "name"], "limit": 1, "offset": 1}');
SELECT record FROM as_of('deals', :'t1', '{"search": "thr"}');
SELECT record, data FROM as_of('deals', :'t1', '{"columns": ["name"], "sort": "name"}');
SELECT record FROM as_of('deals', :'t2', '{"trash": "only"}');
SELECT record FROM as_of('deals', :'t2', '{"trash": "include", "sort": "id"}');
SELECT record FROM as_of('deals', :'t1', '{"trash": "only"}');
SELECT record FROM as_of('deals', :'t1', '{"filter": {"updated_by": "ada", "version": 1}, "sort": "id"}');
-- A cursor of a page goes on in the past.
SELECT dt_page('deals', '{"sort": "amount", "filter": {"stage": {"is_not_empty": true}}, "limit": 1}') ->> 'next' AS next \gset
SELECT dt_count('deals', '{"stage": {"is_not_empty": true}}');
SELECT record, data -> 'amount' AS amount FROM as_of('deals', :'t1', jsonb_build_object('sort', 'amount', 'filter',
    '{"stage": {"is_not_empty": true}}'::jsonb, 'after', :'next'));
SELECT record, data -> 'amount' AS amount FROM as_of('deals', :'t1', jsonb_build_object('sort', 'amount', 'filter',
    '{"stage": {"is_not_empty": true}}'::jsonb, 'before', :'next'));
SELECT try(format($$SELECT dt_as_of('deals', now(), '{"after": %s, "sort": "name"}')$$, to_json(:'next'::text))) LIKE '22023 %' AS refused;

-- ## Errors

SELECT try($$SELECT dt_as_of('deals', NULL)$$);
SELECT try($$SELECT dt_as_of('deals', now(), '{"filter": {"nam": 1}}')$$);
SELECT try($$SELECT dt_as_of('nothing', now())$$) LIKE '42P01 %' AS "no such table";

-- ## After a change of columns the records are shown as they would be read today

SELECT dt_create_table('Items', '{"columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "text"}, {"key": "c", "type": "text"}, {"key": "d",
    "type": "text"}]}') ->> 'slug';
SELECT id FROM dt_insert('items', '{"a": "12", "b": "x", "c": "1", "d": "keep"}', id(1));
SELECT id FROM dt_insert('items', '{"a": "13", "b": "y", "c": "2"}', id(2));
SELECT clock_timestamp() AS t1 \gset
SELECT version FROM dt_update('items', id(1), '{"a": "14", "b": "X", "c": "2"}');
SELECT clock_timestamp() AS t2 \gset
-- Renamed, and another column takes the old key.
SELECT dt_alter_column('items', 'b', '{"key": "bee"}') ->> 'key';
SELECT dt_add_column('items', 'b', 'integer') ->> 'key';
SELECT version FROM dt_update('items', id(1), '{"b": 7, "bee": "XX"}');
SELECT clock_timestamp() AS t3 \gset
-- Converted; what does not fit is kept apart.
SELECT dt_alter_column('items', 'a', '{"type": "integer"}') ->> 'converted';
SELECT version FROM dt_update('items', id(1), '{"a": 15}');
-- Gone.
SELECT dt_delete('items', id(2), true);
SELECT dt_drop_column('items', 'c', true);
SELECT dt_add_column('items', 'c', 'number') ->> 'key';
SELECT version FROM dt_update('items', id(1), '{"c": 5}');
-- In the trash.
SELECT dt_drop_column('items', 'd');
SELECT record, version, data FROM as_of('items', :'t1');
SELECT record, version, data FROM as_of('items', :'t2');
SELECT record, version, data FROM as_of('items', :'t3');
SELECT record, version, data FROM as_of('items', now());
SELECT record, data FROM as_of('items', :'t1', '{"filter": {"a": {"lt": 13}}}');
SELECT dt_restore_column('items', 'd') ->> 'key';
SELECT record, version, data FROM as_of('items', :'t1');
-- The history names the columns as they are called today; the values are those that were written.
SELECT * FROM history('items');
-- A conversion that old values do not survive.
SELECT version FROM dt_update('items', id(1), '{"d": "no number"}');
SELECT version FROM dt_update('items', id(1), '{"d": "8"}');
SELECT clock_timestamp() AS t4 \gset
SELECT version FROM dt_update('items', id(1), '{"d": "9"}');
SELECT dt_alter_column('items', 'd', '{"type": "number", "key": "dee"}') ->> 'type';
SELECT record, version, data FROM as_of('items', :'t4');
SELECT record, version, data FROM as_of('items', :'t1');
CALL drop_tables();

-- Indexes serve filters. dt_explain shows it on 50,000 records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Big', '{"columns": [
    {"key": "name", "type": "text", "index": true}, {"key": "code", "type": "text", "unique": true}, {"key": "amount", "type": "number", "index": true},
    {"key": "n", "type": "integer", "index": true}, {"key": "price", "type": "decimal", "index": true}, {"key": "rare", "type": "checkbox", "index": true},
    {"key": "due", "type": "date", "index": true}, {"key": "at", "type": "datetime", "index": true},
    {"key": "stage", "type": "select", "config": {"options": ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "never"]}, "index": true},
    {"key": "ref", "type": "uuid", "index": true}, {"key": "free", "type": "integer"}]}') ->> 'slug';
-- Every 100th record lacks most values.
SELECT count(*) FROM dt_insert_many('big', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN jsonb_build_object('free', i) ELSE jsonb_build_object(
    'name', 'n' || i, 'code', 'c' || i, 'amount', i / 8.0, 'n', i, 'price', i / 100.0, 'rare', i % 500 = 1, 'due', date '2000-01-01' + i / 5,
    'at', to_char(timestamp '2020-01-01' + i * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'stage', 's' || i % 10, 'tags', CASE WHEN i % 250 = 1 THEN '["never", "t1"]' ELSE jsonb_build_array('t' || i % 10, 't' || (i + 3) % 10) END,
    'ref', md5(i::text)::uuid, 'free', i) END) FROM generate_series(1, 50000) i));
CALL analyze_table('big');

SELECT plain(name), columns, kind, is_unique, valid FROM dt_indexes('big') ORDER BY name COLLATE "C";

-- This returns the indexes that a filter uses, and the notes.
CREATE FUNCTION pg_temp.uses(filter jsonb) RETURNS text RETURN uses('big', jsonb_build_object('filter', filter));
CREATE FUNCTION pg_temp.uses(col text, op text, value jsonb) RETURNS text RETURN pg_temp.uses(jsonb_build_object(col, jsonb_build_object(op, value)));

-- ## eq, on every type of column
SELECT col, pg_temp.uses(col, 'eq', value) FROM (VALUES ('name', '"n17"'::jsonb), ('code', '"c17"'), ('amount', '17.125'), ('n', '17'), ('price', '0.17'),
    ('rare', 'true'), ('due', '"2000-02-01"'), ('at', '"2020-02-01T00:00:00Z"'), ('at', '"2020-02-01"'), ('ref', '"70efdf2e-c9b0-8607-9795-c442636b55fb"'),
    ('id', '"70efdf2e-c9b0-8607-9795-c442636b55fb"')) v(col, value);
-- ## in
SELECT col, pg_temp.uses(col, 'in', value)
FROM (VALUES ('name', '["n17", "n18", "x"]'::jsonb), ('code', '["c17", "c18"]'), ('amount', '[17.125, 18]'), ('n', '[17, 18, 19]'), ('price', '[0.17]'),
    ('due', '["2000-02-01", "2000-03-01"]'), ('at', '["2020-02-01", "2020-03-01"]'), ('ref', '["70efdf2e-c9b0-8607-9795-c442636b55fb"]')) v(col, value);
-- ## gt, gte, lt, lte, between
SELECT op, pg_temp.uses('n', op, value), pg_temp.uses('amount', op, value), pg_temp.uses('price', op, value)
FROM (VALUES ('lt', '5'::jsonb), ('lte', '5'), ('between', '[100, 110]')) v(op, value);
SELECT op, pg_temp.uses('n', op, value)
FROM (VALUES ('gt', '49900'::jsonb), ('gte', '49900'), ('lt', '100'), ('lte', '100'), ('between', '[100, 200]')) v(op, value);
SELECT op, pg_temp.uses('due', op, value) FROM (VALUES ('after', '"2027-05-01"'::jsonb), ('on_or_after', '"2027-05-01"'), ('before', '"2000-01-10"'),
    ('on_or_before', '"2000-01-10"'), ('between', '["2000-01-10", "2000-01-20"]')) v(op, value);
SELECT op, pg_temp.uses('at', op, value)
FROM (VALUES ('after', '"2025-09-01"'::jsonb), ('before', '"2020-01-10"'), ('between', '["2020-02-01", "2020-02-03"]'), ('eq', '"2020-02-03"')) v(op, value);
SELECT op, pg_temp.uses('name', op, value) FROM (VALUES ('gt', '"n9995"'::jsonb), ('lt', '"n1001"'), ('between', '["n100", "n1001"]')) v(op, value);
-- ## is_null, and eq null
SELECT pg_temp.uses('n', 'is_null', 'true'), pg_temp.uses('{"due": null}'), pg_temp.uses('rare', 'is_null', 'true');
-- ## has_any, has_all, contains on sets
SELECT op, pg_temp.uses('tags', op, '["never"]') FROM unnest(ARRAY['has_any', 'has_all', 'eq']) op;
SELECT pg_temp.uses('tags', 'contains', '"never"'), pg_temp.uses('tags', 'has_all', '["never", "t1"]');
-- ## Several conditions use one index, or several together
SELECT pg_temp.uses('{"n": {"between": [100, 200]}, "stage": "s1"}'), pg_temp.uses('{"or": [{"n": 17}, {"name": "n18"}]}'),
    pg_temp.uses('[{"column": "n", "value": 17}, {"column": "ref", "value": "70efdf2e-c9b0-8607-9795-c442636b55fb", "conjunction": "or"}]');
SELECT pg_temp.uses('{"not": {"n": {"not_in": [17]}}}');

-- A note says that no index serves the filter, if the table has more than 10,000 records.
SELECT pg_temp.uses('{"free": 17}');
SELECT pg_temp.uses('{"name": {"contains": "n1"}}');
SELECT pg_temp.uses('{"n": {"neq": 17}}');
-- There is no note without a filter, or for a small table.
SELECT dt_explain('big') -> 'notes', dt_explain('big', '{"limit": 5}') -> 'notes';
SELECT dt_create_table('Small', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug', dt_explain('small', '{"filter": {"n": 1}}') -> 'notes';

-- dt_explain returns these keys. With analyze it runs the query.
SELECT key, jsonb_typeof(value) FROM jsonb_each(dt_explain('big', '{"filter": {"n": 17}}')) ORDER BY key COLLATE "C";
SELECT jsonb_path_exists(dt_explain('big', '{"filter": {"n": 17}}', '{"analyze": true}'), '$.plan[0]."Execution Time"') AS analyzed,
    jsonb_path_exists(dt_explain('big', '{"filter": {"n": 17}}'), '$.plan[0]."Execution Time"') AS "not analyzed";

-- A new index is used and listed. A dropped one is not.
SELECT plain(dt_create_index('big', '{free}'));
CALL analyze_table('big');
SELECT pg_temp.uses('{"free": 17}');
SELECT plain(name), columns, kind, is_unique, size_bytes > 100000 AS sized, valid FROM dt_indexes('big') WHERE 'free' = ANY (columns);
SELECT dt_drop_index('big', name) FROM dt_indexes('big') WHERE 'free' = ANY (columns);
SELECT pg_temp.uses('{"free": 17}');
SELECT count(*) FROM dt_indexes('big') WHERE 'free' = ANY (columns);
-- Dropping the index of a column's rule ends the rule.
SELECT dt_drop_index('big', name) FROM dt_indexes('big') WHERE columns IN ('{code}', '{n}');
SELECT key, is_unique, indexed FROM dt_columns('big') WHERE key IN ('code', 'n', 'name') ORDER BY key COLLATE "C";
-- A unique index over several columns is a rule of its own.
SELECT plain(dt_create_index('big', '{stage,free}', '{"unique": true}'));
SELECT dt_insert('big', '{"stage": "s1", "free": 1}');
SELECT pg_temp.uses('{"stage": "s1", "free": 11}');

SELECT dt_drop_table('big', permanently => true), dt_drop_table('small', permanently => true);

-- Each kind of index serves every operator that it is for, for every way of comparing. The table has 50,000 records.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
\i `echo "$PG_ABS_SRCDIR/lib/pg_trgm.sql"`
\if :lacking
\q
\endif
SELECT dt_create_table('Ops', '{"columns": [
    {"key": "name", "type": "text", "index": true}, {"key": "code", "type": "text", "unique": true}, {"key": "notes", "type": "long_text"},
    {"key": "amount", "type": "number", "index": true}, {"key": "n", "type": "integer", "index": true},
    {"key": "price", "type": "decimal", "index": true}, {"key": "cost", "type": "currency", "index": true},
    {"key": "done", "type": "checkbox", "index": true}, {"key": "due", "type": "date", "index": true}, {"key": "at", "type": "datetime", "index": true},
    {"key": "start", "type": "time", "index": true}, {"key": "host", "type": "ip", "index": true}, {"key": "ref", "type": "uuid", "index": true},
    {"key": "who", "type": "person_name", "index": true},
    {"key": "score", "type": "number"},
    {"key": "stage", "type": "select", "config": {"options": ["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "never"]},
        "index": true}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('ops', (SELECT jsonb_agg(CASE WHEN i % 100 = 0 THEN jsonb_build_object('n', -i) ELSE jsonb_build_object(
    'name', 'n' || i, 'code', 'c' || i, 'notes', 'Pump ' || md5(i::text) || ' of hall ' || i % 7, 'amount', i / 8.0, 'n', i, 'price', i / 100.0,
    'cost', jsonb_build_object('amount', i / 100.0, 'currency', CASE WHEN i % 500 = 1 THEN 'CHF' ELSE 'EUR' END), 'done', i % 500 = 1,
    'due', date '2000-01-01' + i / 5, 'at', to_char(timestamp '2020-01-01' + i * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'start', to_char(time '00:00' + i * interval '1 second', 'HH24:MI:SS'), 'host', '10.' || i % 250 || '.' || i / 250 || '.1', 'ref', md5(i::text)::uuid,
    'who', jsonb_build_object('first', 'F' || i, 'last', 'L' || i),
    'score', i * 7 % 50000, 'stage', 's' || i % 10, 'tags', CASE WHEN i % 250 = 1 THEN '["never", "t1"]'
        ELSE jsonb_build_array('t' || i % 10, 't' || (i + 3) % 10) END) END) FROM generate_series(1, 50000) i));
SELECT plain(dt_create_index('ops', keys, options))
FROM (VALUES (ARRAY['name'], '{"kind": "trigram"}'::jsonb), (ARRAY['notes'], '{"kind": "trigram"}'), (ARRAY['who'], '{"kind": "trigram"}'),
    (ARRAY['cost.amount'], '{}'), (ARRAY['cost.currency'], '{}'), (ARRAY['stage', 'score'], '{}'), (ARRAY['stage', 'done', 'due'], '{}')) v(keys, options);
CALL analyze_table('ops');

-- The planner is free to choose for given values.
CREATE FUNCTION pg_temp.here(query jsonb) RETURNS text RETURN indexes_of(dt_explain('ops', query) -> 'plan');
-- A generic plan shows whether an index can serve any value.
CREATE FUNCTION pg_temp.any(query jsonb) RETURNS text RETURN indexes_of(generic_plan('ops', query));
CREATE FUNCTION pg_temp.both(query jsonb) RETURNS text
    RETURN pg_temp.here(query) || CASE WHEN pg_temp.any(query) = pg_temp.here(query) THEN '' ELSE ' | for any value: ' || pg_temp.any(query) END;
CREATE FUNCTION pg_temp.both(col text, op text, value jsonb) RETURNS text
    RETURN pg_temp.both(jsonb_build_object('filter', jsonb_build_object(col, jsonb_build_object(op, value))));

-- ## btree: eq and in of every type
CREATE TEMP TABLE samples (col text, low jsonb, high jsonb);
INSERT INTO samples VALUES ('name', '"n12"', '"n120"'), ('code', '"c12"', '"c120"'), ('amount', '100', '110'), ('n', '100', '200'), ('price', '1', '2.5'),
    ('cost', '1', '2.5'), ('cost.amount', '1', '2.5'), ('cost.currency', '"CHF"', '"CNY"'), ('due', '"2000-01-10"', '"2000-01-20"'),
    ('at', '"2020-02-01T00:00:00Z"', '"2020-02-03T00:00:00Z"'),
    ('start', '"00:10:00"', '"00:11:00"'), ('host', '"10.0.1.1"', '"10.0.9.1"'),
    ('ref', '"70efdf2e-c9b0-8607-9795-c442636b55fb"', '"70ffdf2e-c9b0-8607-9795-c442636b55fb"'), ('who', '"L12 F12"', '"L121 F121"');
SELECT col, pg_temp.both(col, 'eq', low), pg_temp.both(col, 'in', jsonb_build_array(low, high)) FROM samples;
SELECT pg_temp.both('done', 'eq', 'true'), pg_temp.both('done', 'in', '[true]');
-- gt, gte, lt, lte and between are narrow together. Alone they are tested for any value.
SELECT col, pg_temp.here(jsonb_build_object('filter', jsonb_build_object(col, jsonb_build_object('gt', low, 'lt', high)))) AS open,
    pg_temp.here(jsonb_build_object('filter', jsonb_build_object(col, jsonb_build_object('gte', low, 'lte', high)))) AS closed,
    pg_temp.both(col, 'between', jsonb_build_array(low, high)) AS between FROM samples;
SELECT col, string_agg(op || ' ' || pg_temp.any(jsonb_build_object('filter', jsonb_build_object(col, jsonb_build_object(op, low)))), ', ' ORDER BY at)
FROM samples, unnest(ARRAY['gt', 'gte', 'lt', 'lte']) WITH ORDINALITY ops(op, at) WHERE col NOT IN ('code') GROUP BY col ORDER BY col COLLATE "C";
-- The index of a unique text column leaves out empty texts, so it serves only what cannot be empty.
SELECT op, pg_temp.any(jsonb_build_object('filter', jsonb_build_object('code', jsonb_build_object(op, '"c1"'::jsonb))))
FROM unnest(ARRAY['gt', 'gte', 'lt']) op;
-- is_null uses the index.
SELECT pg_temp.both('name', 'is_null', 'true'), pg_temp.both('done', 'is_null', 'true'), pg_temp.both('{"filter": {"due": null}}');
-- ## trigram, also of a part: contains, starts_with, ends_with, with and without case
SELECT plain(dt_create_index('ops', '{cost.currency}', '{"kind": "trigram"}')), pg_temp.both('cost.currency', 'contains', '"chf"');
-- The operand may mind case.
SELECT op, pg_temp.both('notes', op, value), pg_temp.both('notes', op, jsonb_build_object('value', value, 'case_sensitive', true))
FROM (VALUES ('contains', '"c4ca4238"'::jsonb), ('ends_with', '"b of hall 3"')) v(op, value);
SELECT pg_temp.both('notes', 'starts_with', '"pump c4ca"'), pg_temp.both('name', 'contains', '"N1234"'), pg_temp.both('name', 'starts_with', '"N1234"'),
    pg_temp.both('who', 'contains', '"l123 f"');

-- ## set: has_any, has_all, contains and eq, but not has_none, which most records match
SELECT op, pg_temp.both('tags', op, '["never"]') FROM unnest(ARRAY['has_any', 'has_all', 'eq', 'has_none']) op;
SELECT pg_temp.both('tags', 'contains', '"never"'), pg_temp.both('tags', 'has_all', '["never", "t1"]');

-- ## Sorts of every type, in both directions, and by parts, have no Sort node
SELECT key, pg_temp.both(jsonb_build_object('sort', key, 'limit', 50)), pg_temp.both(jsonb_build_object('sort', '-' || key, 'limit', 50))
FROM unnest(ARRAY['name', 'amount', 'n', 'price', 'cost', 'cost.amount', 'cost.currency', 'done', 'due', 'at', 'start', 'host', 'ref', 'who', 'id']) key;
-- A composite index has the columns of the filter, then that of the sort.
SELECT pg_temp.both('{"filter": {"stage": "s1"}, "sort": "score", "limit": 50}'), pg_temp.both('{"filter": {"stage": "s1"}, "sort": "-score", "limit": 50}'),
    pg_temp.both('{"filter": {"stage": "s1", "score": {"gte": 100}}, "sort": "score", "limit": 50}');
-- Whether few records are sorted or found in order depends on how many PostgreSQL expects.
SELECT pg_temp.both('{"filter": {"stage": "s1", "done": true}, "sort": "due", "limit": 50}') ~ '^ops_N_stage_done_due_idx',
    pg_temp.both('{"filter": {"stage": "s1", "done": true}, "sort": "-due", "limit": 50}') ~ '^ops_N_stage_done_due_idx';

-- PostgreSQL expects as many records as there are, within a factor of ten. One is added on both sides.
CREATE FUNCTION pg_temp.sane(filter jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    expected float8 := (dt_explain('ops', jsonb_build_object('filter', filter)) #>> '{plan,0,Plan,Plan Rows}')::float8;
    actual bigint := dt_count('ops', filter);
BEGIN
    RETURN CASE WHEN (expected + 1) / (actual + 1) BETWEEN 0.1 AND 10 THEN 'sane' ELSE expected || ' expected, ' || actual || ' there' END;
END
$$;
SELECT filter, pg_temp.sane(filter) FROM unnest(ARRAY['{"name": "n17"}', '{"amount": {"between": [100, 200]}}', '{"stage": "s1"}',
    '{"tags": {"has_any": ["never"]}}', '{"tags": {"has_all": ["never", "t1"]}}', '{"tags": {"has_any": ["t1", "t2"]}}', '{"tags": {"contains": "t7"}}',
    '{"cost.currency": "CHF"}', '{"due": {"lt": "2001-01-01"}}']::jsonb[]) filter;

SELECT dt_drop_table('ops', true);
DROP EXTENSION pg_trgm;

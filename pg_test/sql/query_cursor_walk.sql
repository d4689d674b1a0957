-- A walk through all pages visits each record exactly once, in order, for every kind of sort key, forwards and backwards.

\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Walk', '{"open": true, "columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"},
    {"key": "big", "type": "integer"}, {"key": "exact", "type": "decimal"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "clock", "type": "time"}, {"key": "host", "type": "ip"},
    {"key": "done", "type": "checkbox"}, {"key": "ref", "type": "uuid"}, {"key": "price", "type": "currency", "config": {"currency": "EUR"}},
    {"key": "who", "type": "person_name"}, {"key": "stage", "type": "select", "config": {"options": ["won", "open", "lost"]}},
    {"key": "meta", "type": "json"}, {"key": "made", "type": "created_at"}]}') ->> 'slug';
-- There are few values and many ties, and a third of the values is empty. Some values are near each other, and some are odd.
SELECT setseed(0.4);
CREATE FUNCTION pg_temp.pick(VARIADIC list text[]) RETURNS jsonb
    LANGUAGE sql VOLATILE AS $$ SELECT CASE WHEN random() < 0.7 THEN list[1 + floor(random() * cardinality(list))::int]::jsonb END $$;
SELECT count(*) FROM dt_insert_many('walk', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('no', i,
    'name', pg_temp.pick('"a"', '"B"', '"b"', '""', '"é"', '"🙂"', '"a\\\"''"', '"$1"', '"zz"', '"a b"'),
    'amount', pg_temp.pick('0', '-0.0', '0.1', '0.30000000000000004', '0.3', '1e308', '-1e308', '5e-324', '100'),
    'big', pg_temp.pick('9007199254740992', '9007199254740993', '-9223372036854775807', '0'),
    'exact', pg_temp.pick('0.1', '0.10', '0.1000000000000000000000000000000000000001', '-1e30', '123456789012345678901234567890'),
    'due', pg_temp.pick('"0001-01-01"', '"9999-12-31"', '"2026-01-28"', '"2026-01-29"'),
    'at', pg_temp.pick('"2026-01-28T14:30:00Z"', '"2026-01-28T14:30:00.000001Z"', '"0001-01-01T00:00:00Z"', '"9999-12-30T00:00:00Z"'),
    'clock', pg_temp.pick('"00:00:00"', '"23:59:59"', '"12:00:00"'),
    'host', pg_temp.pick('"10.0.0.1"', '"10.0.0.0/8"', '"::1"', '"2001:db8::/32"', '"10.0.0.2"'), 'done', pg_temp.pick('true', 'false'),
    'ref', pg_temp.pick('"00000000-0000-0000-0000-00000000000a"', '"ffffffff-ffff-ffff-ffff-ffffffffffff"'),
    'price', pg_temp.pick('{"amount": 1, "currency": "EUR"}', '{"amount": 1.10, "currency": "USD"}', '{"amount": -5, "currency": "EUR"}'),
    'who', pg_temp.pick('{"first": "Ada", "last": "L"}', '{"last": "L"}', '{"first": "Bob", "last": "A"}'), 'stage', pg_temp.pick('"won"', '"open"', '"lost"'),
    'meta', pg_temp.pick('{"a": 1}', '{"a": "1"}', '{"a": [1, 2]}', '{"a": {"b": 1}}', '{"a": true}', '{}'), 'free', pg_temp.pick('1', '"x"', 'false'),
    'x', random()))) FROM generate_series(1, 79) i));

-- This walks through a query, forwards by next and backwards by previous, and returns what is wrong.
CREATE FUNCTION pg_temp.walk(query jsonb, size int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    expected uuid[] := ARRAY(SELECT id FROM dt_query('walk', query) WITH ORDINALITY q ORDER BY ordinality);
    forwards uuid[] := '{}';
    backwards uuid[] := '{}';
    ids uuid[];
    page jsonb := dt_page('walk', query || jsonb_build_object('limit', size));
BEGIN
    IF page -> 'previous' <> 'null' THEN RETURN 'the first page has a previous'; END IF;
    LOOP
        ids := ARRAY(SELECT value::text::uuid FROM jsonb_path_query(page, '$.records[*].id') r(v), LATERAL (SELECT v #>> '{}' AS value) x);
        forwards := forwards || ids;
        IF cardinality(forwards) > cardinality(expected) OR cardinality(ids) = 0 AND cardinality(expected) > 0 THEN RETURN 'too far'; END IF;
        EXIT WHEN page -> 'next' = 'null';
        page := dt_page('walk', query || jsonb_build_object('limit', size, 'after', page -> 'next'));
        IF page -> 'previous' = 'null' THEN RETURN 'no previous'; END IF;
        IF (page ->> 'total')::int <> cardinality(expected) THEN RETURN 'total'; END IF;
    END LOOP;
    IF forwards <> expected THEN RETURN 'forwards'; END IF;
    backwards := ids;
    WHILE page -> 'previous' <> 'null' LOOP
        page := dt_page('walk', query || jsonb_build_object('limit', size, 'before', page -> 'previous'));
        ids := ARRAY(SELECT value::text::uuid FROM jsonb_path_query(page, '$.records[*].id') r(v), LATERAL (SELECT v #>> '{}' AS value) x);
        backwards := ids || backwards;
        IF cardinality(backwards) > cardinality(expected) OR cardinality(ids) = 0 THEN RETURN 'too far back'; END IF;
        IF page -> 'next' = 'null' THEN RETURN 'no next'; END IF;
    END LOOP;
    RETURN CASE WHEN backwards <> expected THEN 'backwards' END;
END
$$;
SELECT pg_temp.walk('{"sort": "name"}', 10) IS NULL AS right, dt_count('walk');

-- Each field is walked alone, in both directions, with empty values first and last.
CREATE TEMP TABLE fields AS SELECT unnest(ARRAY['name', 'amount', 'big', 'exact', 'due', 'at', 'clock', 'host', 'done', 'ref', 'price', 'price.currency',
    'who', 'who.first', 'stage', 'meta.a', 'free', 'missing', 'id', 'made', 'created_at', 'updated_at', 'created_by', 'version']) AS field;
SELECT count(*) AS walks, count(wrong) AS wrong, min(query::text || ': ' || wrong) FROM (
    SELECT query, pg_temp.walk(query, 17) AS wrong FROM fields, unnest(ARRAY['asc', 'desc']) direction, unnest(ARRAY[NULL, 'first', 'last']) nulls, LATERAL (
        SELECT jsonb_build_object('sort', jsonb_strip_nulls(jsonb_build_object('column', field, 'direction', direction, 'nulls', nulls)))) q(query)) walks;
-- A select is walked in the order of its options.
SELECT count(*) AS walks, count(wrong) AS wrong FROM (
    SELECT pg_temp.walk(jsonb_build_object('sort', jsonb_build_array(jsonb_build_object('column', 'stage', 'by', 'option', 'direction', direction,
        'nulls', nulls), 'name')), 7) AS wrong FROM unnest(ARRAY['asc', 'desc']) direction, unnest(ARRAY['first', 'last']) nulls) walks;

-- Up to five random keys have mixed directions, every other query has a filter, and pages have 1 to 40 records.
SELECT count(*) AS walks, count(wrong) AS wrong, min(query::text || ': ' || wrong) FROM (
    SELECT query, pg_temp.walk(query, size) AS wrong FROM (
        SELECT 1 + floor(random() * 40)::int AS size, jsonb_build_object('sort', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('column', field,
            'direction', CASE WHEN random() < 0.5 THEN 'asc' ELSE 'desc' END, 'nulls', CASE floor(random() * 4) WHEN 0 THEN 'first' WHEN 1 THEN 'last' END)))
            FROM (SELECT field FROM fields WHERE i > 0 ORDER BY random() LIMIT 1 + floor(random() * 5)) keys))
            || CASE WHEN i % 2 = 0 THEN '{"filter": {"or": [{"done": true}, {"amount": {"gte": 0}}, {"name": {"is_empty": true}}]}}'::jsonb
                ELSE '{}' END AS query
        FROM generate_series(1, 50) i OFFSET 0) queries) walks;

-- The same with typed columns: walks by them, by others, and by both.
SELECT count(dt_alter_column('walk', key, '{"typed": true}')) FROM unnest(ARRAY['name', 'amount', 'exact', 'at', 'host', 'price', 'stage']) key;
SELECT count(*) AS walks, count(wrong) AS wrong, min(query::text || ': ' || wrong) FROM (
    SELECT query, pg_temp.walk(query, size) AS wrong FROM (
        SELECT 1 + floor(random() * 40)::int AS size, jsonb_build_object('sort', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('column', field,
            'direction', CASE WHEN random() < 0.5 THEN 'asc' ELSE 'desc' END, 'nulls', CASE floor(random() * 4) WHEN 0 THEN 'first' WHEN 1 THEN 'last' END)))
            FROM (SELECT field FROM fields WHERE i > 0 ORDER BY random() LIMIT 1 + floor(random() * 5)) keys))
            || CASE WHEN i % 2 = 0 THEN '{"filter": {"or": [{"done": true}, {"amount": {"gte": 0}}, {"name": {"is_empty": true}}]}}'::jsonb
                ELSE '{}' END AS query
        FROM generate_series(1, 50) i OFFSET 0) queries) walks;
-- The keys have one direction, as an index has them.
SELECT count(*) AS walks, count(wrong) AS wrong, min(query::text || ': ' || wrong) FROM (
    SELECT query, pg_temp.walk(query, 13) AS wrong FROM (
        SELECT jsonb_build_object('sort', (SELECT jsonb_agg(CASE WHEN i % 2 = 0 THEN field ELSE '-' || field END) FROM (SELECT field FROM fields
            WHERE i > 0 ORDER BY random() LIMIT 1 + i % 7) keys)) AS query FROM generate_series(1, 30) i OFFSET 0) queries) walks;
-- Indexes exist, and the planner prefers them.
SELECT count(dt_create_index('walk', keys::text[])) FROM unnest(ARRAY['{name,amount}', '{stage,due,exact}', '{amount}', '{at}', '{price}']) keys;
SET jit = off;
SET enable_seqscan = off;
SET enable_sort = off;
SET enable_bitmapscan = off;
SELECT count(*) AS walks, count(wrong) AS wrong FROM (
    SELECT pg_temp.walk(jsonb_build_object('sort', sort, 'filter', filter), size) AS wrong FROM unnest(ARRAY['["name", "amount"]', '["-name", "-amount"]',
        '["stage", "due", "exact"]', '["-stage", "-due", "-exact"]', '["stage", "due"]', '"-amount"', '"at"', '"-price"',
        '["name", "-amount"]']::jsonb[]) sort, unnest(ARRAY['{}', '{"stage": "won"}']::jsonb[]) filter, unnest(ARRAY[9]) size) walks;

SELECT dt_drop_table('walk', permanently => true);

-- dt_suggest_indexes suggests the indexes that earlier queries would have used.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Seen', '{"columns": [{"key": "stage", "type": "select", "config": {"options": ["a", "b", "c", "d"]}},
    {"key": "owner", "type": "text"}, {"key": "amount", "type": "number"}, {"key": "due", "type": "date", "index": true},
    {"key": "code", "type": "text", "unique": true}, {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}},
    {"key": "price", "type": "currency", "config": {"currency": "EUR"}}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('seen', (SELECT jsonb_agg(jsonb_build_object('stage', chr(97 + i % 4), 'owner', 'o' || i % 100, 'amount', i * 7 % 20000,
    'due', date '2000-01-01' + i % 3000, 'code', 'c' || i, 'price', jsonb_build_object('amount', i % 5000 / 100.0, 'currency', 'EUR'),
    'tags', CASE WHEN i % 500 = 0 THEN '["x"]'::jsonb ELSE '[]' END)) FROM generate_series(1, 20000) i));
CALL analyze_table('seen');
CREATE FUNCTION pg_temp.suggested() RETURNS SETOF text LANGUAGE sql AS $$ SELECT format('%s %s, %s calls: %s', kind, columns, calls,
    regexp_replace(reason, 'about \d+', 'about N')) FROM dt_suggest_indexes('seen') WHERE kind <> 'trigram' $$;

-- Without queries nothing is suggested.
SELECT pg_temp.suggested();
-- Queries of one shape are counted together, whatever their values. Compared columns come first, then the sort. If the library is
-- preloaded, a session reports its calls at the 1st, 2nd, 4th, 8th, 16th, …
SELECT count(found)
FROM (SELECT (SELECT count(*) FROM dt_query('seen', jsonb_build_object('filter', jsonb_build_object('stage', s), 'sort', '-amount', 'limit', 10))) AS found
    FROM unnest(ARRAY['a', 'b', 'c', 'd']) s, generate_series(1, 4) i OFFSET 0) calls;
SELECT pg_temp.suggested();
-- dt_page, dt_count and dt_aggregate count, too. An index serves every query on the columns that it begins with.
SELECT dt_count('seen', '{"stage": "b"}') > 0, dt_page('seen', '{"filter": {"stage": "c"}, "sort": "amount", "limit": 3}') IS NOT NULL,
    (SELECT dt_aggregate('seen', '{"filter": {"stage": "d"}, "aggregates": {"n": "count"}, "sort": "n"}'));
SELECT pg_temp.suggested();
-- Ranges, sets and parts of a value are suggested. A list is compared like a value.
SELECT dt_count('seen', '{"price.amount": {"gt": 5}, "owner": {"in": ["o1", "o2"]}}') > 0, dt_count('seen', '{"tags": {"has_any": ["x"]}}');
SELECT pg_temp.suggested();
-- No index can serve different directions, conditions joined by or, complements, free paths, or the order of options.
SELECT count(*) FROM (SELECT dt_page('seen', q) FROM unnest(ARRAY['{"sort": ["owner", "-amount"]}', '{"filter": {"or": [{"owner": "o1"}, {"amount": 1}]}}',
    '{"filter": {"not": {"owner": "o1"}}}', '{"filter": {"meta.a": 1}}', '{"sort": {"column": "stage", "by": "option"}}', '{}']::jsonb[]) q OFFSET 0) pages;
-- An index that serves these exists: the primary key, one of a column, or a unique one.
SELECT count(*) FROM (SELECT dt_page('seen', q)
    FROM unnest(ARRAY['{"sort": "-due"}', '{"filter": {"due": {"gte": "2001-01-01"}}}', '{"filter": {"code": "c5"}, "sort": "amount"}', '{"sort": "id"}',
    '{"filter": {"id": "00000000-0000-0000-0000-000000000001"}}']::jsonb[]) q OFFSET 0) pages;
SELECT pg_temp.suggested();

-- A DBA can run the statement outside of a transaction. The new index is used, and is suggested no more.
SELECT plain(ddl) FROM dt_suggest_indexes('seen') WHERE columns = '{stage,amount}';
\set ECHO none
SELECT ddl FROM dt_suggest_indexes('seen') WHERE kind <> 'trigram' \gexec
\set ECHO all
CALL analyze_table('seen');
SELECT plain(dt_explain('seen', q) ->> 'indexes') FROM unnest(ARRAY['{"filter": {"stage": "a"}, "sort": "-amount", "limit": 10}',
    '{"filter": {"price.amount": {"gt": 49.9}, "owner": {"in": ["o1"]}}}', '{"filter": {"tags": {"has_any": ["x"]}}}']::jsonb[]) q;
SELECT columns, kind FROM dt_indexes('seen') ORDER BY columns;
SELECT pg_temp.suggested();

-- Nothing is suggested for a small table, nor for the queries of another table.
SELECT dt_create_table('Few', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug',
    (dt_insert('few', '{"n": 1}')).version, dt_count('few', '{"n": 1}');
SELECT count(*) FROM dt_suggest_indexes('few');
-- No index is made without being asked for.
SELECT count(*) FROM dt_indexes('few');
SELECT dt_suggest_indexes('fwe');
SELECT dt_drop_table('seen', permanently => true), dt_drop_table('few', permanently => true);

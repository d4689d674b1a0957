--
-- dt_suggest_indexes: what the queries seen would have used
--
\pset format unaligned
\t on
\set SHOW_CONTEXT never
SELECT dt_create_table('Seen', '{"columns": [{"key": "stage", "type": "select", "config": {"options": ["a", "b", "c", "d"]}}, {"key": "owner", "type": "text"}, {"key": "amount", "type": "number"}, {"key": "due", "type": "date", "index": true}, {"key": "code", "type": "text", "unique": true}, {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}}, {"key": "price", "type": "currency", "config": {"currency": "EUR"}}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('seen', (SELECT jsonb_agg(jsonb_build_object('stage', chr(97 + i % 4), 'owner', 'o' || i % 100, 'amount', i * 7 % 20000, 'due', date '2000-01-01' + i % 3000, 'code', 'c' || i, 'price', jsonb_build_object('amount', i % 5000 / 100.0, 'currency', 'EUR'), 'tags', CASE WHEN i % 500 = 0 THEN '["x"]'::jsonb ELSE '[]' END)) FROM generate_series(1, 20000) i));
DO $$ BEGIN EXECUTE format('ANALYZE %s', dt_describe('seen') ->> 'storage'); END $$;
CREATE FUNCTION pg_temp.suggested() RETURNS SETOF text LANGUAGE sql AS $$ SELECT format('%s %s, %s calls: %s', kind, columns, calls, regexp_replace(reason, 'about \d+', 'about N')) FROM dt_suggest_indexes('seen') WHERE kind <> 'trigram' $$;

-- Nothing seen, nothing suggested
SELECT pg_temp.suggested();
-- Calls of a shape are counted, whatever its values; columns compared come first, then the sort. Where the library is preloaded, a session
-- passes its calls on at the 1st, 2nd, 4th, 8th, 16th, …
SELECT count(found) FROM (SELECT (SELECT count(*) FROM dt_query('seen', jsonb_build_object('filter', jsonb_build_object('stage', s), 'sort', '-amount', 'limit', 10))) AS found FROM unnest(ARRAY['a', 'b', 'c', 'd']) s, generate_series(1, 4) i OFFSET 0) calls;
SELECT pg_temp.suggested();
-- dt_page, dt_count and dt_aggregate count, too; an index serves what it begins with
SELECT dt_count('seen', '{"stage": "b"}') > 0, dt_page('seen', '{"filter": {"stage": "c"}, "sort": "amount", "limit": 3}') IS NOT NULL, (SELECT dt_aggregate('seen', '{"filter": {"stage": "d"}, "aggregates": {"n": "count"}, "sort": "n"}'));
SELECT pg_temp.suggested();
-- Ranges, sets, parts of a value; a list is compared like a value
SELECT dt_count('seen', '{"price.amount": {"gt": 5}, "owner": {"in": ["o1", "o2"]}}') > 0, dt_count('seen', '{"tags": {"has_any": ["x"]}}');
SELECT pg_temp.suggested();
-- No index could help: another order in each key, conditions joined by or, complements, free paths, the order of options
SELECT count(*) FROM (SELECT dt_page('seen', q) FROM unnest(ARRAY['{"sort": ["owner", "-amount"]}', '{"filter": {"or": [{"owner": "o1"}, {"amount": 1}]}}', '{"filter": {"not": {"owner": "o1"}}}', '{"filter": {"meta.a": 1}}', '{"sort": {"column": "stage", "by": "option"}}', '{}']::jsonb[]) q OFFSET 0) pages;
-- An index is there already: the primary key, one of a column, a unique one
SELECT count(*) FROM (SELECT dt_page('seen', q) FROM unnest(ARRAY['{"sort": "-due"}', '{"filter": {"due": {"gte": "2001-01-01"}}}', '{"filter": {"code": "c5"}, "sort": "amount"}', '{"sort": "id"}', '{"filter": {"id": "00000000-0000-0000-0000-000000000001"}}']::jsonb[]) q OFFSET 0) pages;
SELECT pg_temp.suggested();

-- The statement is one that a DBA runs outside of a transaction; what it makes is used, and suggested no more
SELECT regexp_replace(ddl, '_\d+', '_N', 'g') FROM dt_suggest_indexes('seen') WHERE columns = '{stage,amount}';
\set ECHO none
SELECT ddl FROM dt_suggest_indexes('seen') WHERE kind <> 'trigram' \gexec
\set ECHO all
DO $$ BEGIN EXECUTE format('ANALYZE %s', dt_describe('seen') ->> 'storage'); END $$;
SELECT regexp_replace(dt_explain('seen', q) ->> 'indexes', '_\d+', '_N', 'g') FROM unnest(ARRAY['{"filter": {"stage": "a"}, "sort": "-amount", "limit": 10}', '{"filter": {"price.amount": {"gt": 49.9}, "owner": {"in": ["o1"]}}}', '{"filter": {"tags": {"has_any": ["x"]}}}']::jsonb[]) q;
SELECT columns, kind FROM dt_indexes('seen') ORDER BY columns;
SELECT pg_temp.suggested();

-- Nothing for a small table, whatever is asked of it; nor for another table's queries
SELECT dt_create_table('Few', '{"columns": [{"key": "n", "type": "integer"}]}') ->> 'slug', (dt_insert('few', '{"n": 1}')).version, dt_count('few', '{"n": 1}');
SELECT count(*) FROM dt_suggest_indexes('few');
-- Nothing is made by itself
SELECT count(*) FROM dt_indexes('few');
SELECT dt_suggest_indexes('fwe');
SELECT dt_drop_table('seen', permanently => true), dt_drop_table('few', permanently => true);

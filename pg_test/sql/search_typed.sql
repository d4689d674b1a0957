-- A search index whose columns are all typed has the words of their plain columns: updates of other values leave it alone.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SET dt.type_indexed_columns = off;
SELECT dt_create_table('Papers', '{"columns": [{"key": "title", "type": "text", "typed": true}, {"key": "body", "type": "long_text"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["pump", "valve"]}, "typed": true}, {"key": "no", "type": "integer"}]}') ->> 'slug';
SELECT count(dt_insert('papers', jsonb_build_object('no', i, 'title', 'Title ' || md5(i::text), 'tags', '["valve"]'::jsonb)
    || CASE WHEN i % 3 > 0 THEN jsonb_build_object('body', repeat('foo-12/' || i % 7 || ' ', i % 50) || 'Größe mail' || i || '@example.com') ELSE '{}' END))
FROM generate_series(1, 3000) i;
SELECT dt_describe('papers') ->> 'storage' AS storage \gset
CREATE VIEW words AS SELECT indexname AS name, regexp_replace(indexdef, '^.*USING ', '') AS definition FROM pg_indexes
    WHERE schemaname = 'dt_data' AND tablename LIKE 'papers%' AND indexdef LIKE '%dt.search%' ORDER BY indexname COLLATE "C";
CREATE TABLE queries AS SELECT jsonb_build_object('search', s) || coalesce('{"search_columns": ' || c || '}', '{}')::jsonb AS q
    FROM unnest(ARRAY['foo-12/3', 'foo 12', 'grosse c4ca', 'mail77@exam', 'energ', 'valve', 'foo-12/3 title']) s,
    unnest(ARRAY['["title"]', '["body"]', '["body", "title"]', NULL]) c;
CREATE FUNCTION found() RETURNS text LANGUAGE sql AS $$
    SELECT md5(string_agg(q::text || ' ' || (SELECT count(*) || md5(string_agg(f.id::text, ' ' ORDER BY f.id)) FROM dt_query('papers', q) f),
    ';' ORDER BY q::text))
    FROM queries $$;
-- Which indexes its plans read.
CREATE FUNCTION used() RETURNS SETOF text LANGUAGE sql AS $$
    SELECT uses('papers', q) FROM queries WHERE q ->> 'search' = 'mail77@exam' ORDER BY q::text $$;
CREATE TABLE before AS SELECT found();
CALL analyze_table('papers');

-- ## The index is over data as long as a column of it is not typed
SELECT plain(dt_create_index('papers', '{title,body}', '{"kind": "search"}'));
SELECT plain(name), definition FROM words;
SELECT found() = before.found AS same FROM before;
SELECT * FROM used();

-- ## With the last of them typed it has the words of the plain columns
CALL dt_type_column('papers', 'body');
SELECT plain(name), definition FROM words;
SELECT plain(name), columns, kind, valid FROM dt_indexes('papers');
SELECT found() = before.found AS same FROM before;
SELECT * FROM used();
-- Updates of other values are HOT. Their number is that of this transaction.
BEGIN;
SELECT count(*) FROM (SELECT id FROM dt_query('papers', '{"filter": {"no": {"lte": 100}}}')) q, dt_update('papers', q.id, '{"no": 0}');
SELECT pg_stat_get_xact_tuples_hot_updated(:'storage'::regclass) > 0 AS hot;
ROLLBACK;
-- What is written is found, in whatever way it is written.
SELECT (dt_insert('papers', '{"title": "Crème", "body": "zwölf Pumpen"}')).version;
SELECT data FROM dt_query('papers', '{"search": "pump creme"}');
UPDATE :storage SET body = 'dreizehn' WHERE title = 'Crème';
SELECT data FROM dt_query('papers', '{"search": "pump creme"}');
SELECT data FROM dt_query('papers', '{"search": "dreiz creme"}');

-- ## It follows its columns
SELECT dt_alter_column('papers', 'body', '{"key": "order"}') ->> 'key';
SELECT plain(name), definition FROM words;
SELECT data FROM dt_query('papers', '{"search": "dreiz creme"}');
SELECT dt_drop_column('papers', 'order') IS NOT NULL;
SELECT plain(name), definition FROM words;
SELECT data FROM dt_query('papers', '{"search": "creme"}');
SELECT dt_restore_column('papers', 'order') IS NOT NULL;
SELECT data FROM dt_query('papers', '{"search": "dreiz creme"}');
SELECT dt_alter_column('papers', 'order', '{"key": "body", "typed": false}') ->> 'typed';
SELECT plain(name), definition FROM words;
SELECT data FROM dt_query('papers', '{"search": "dreiz creme"}');
SELECT dt_alter_column('papers', 'body', '{"typed": true}') ->> 'typed';
SELECT plain(name), definition FROM words;

-- ## A set is no text: with one the index is over data. So is one of a DBA
SELECT plain(dt_create_index('papers', '{title,tags}', '{"kind": "search"}'));
DO $$
BEGIN
    EXECUTE format($i$CREATE INDEX mine_search ON %s USING gin (dt.search_vector(data, '{title}'))$i$, dt_describe('papers') ->> 'storage');
    EXECUTE format($i$CREATE INDEX other_search ON %s USING gin (dt.search_words(ARRAY[body]))$i$, dt_describe('papers') ->> 'storage');
END
$$;
SELECT plain(name), columns, kind FROM dt_indexes('papers') ORDER BY name COLLATE "C";
SELECT plain(name), definition FROM words;
SELECT q ->> 'search_columns', regexp_match(dt_explain('papers', q) ->> 'sql', 'dt.search_[vw][^@]*') FROM queries WHERE q ->> 'search' = 'energ' ORDER BY 1;

-- ## The function that it calls
SELECT dt.search_words('{"Foo-12/3 foo",NULL,Ärger}'), dt.search_words('{}'), dt.search_words(NULL) IS NULL;
SELECT dt.search_words(ARRAY[title, body]) = dt.search_vector(data, '{title,body}'), count(*) FROM :storage GROUP BY 1;
DROP VIEW words;
DROP FUNCTION found(), used();
DROP TABLE queries, before;
CALL drop_tables();

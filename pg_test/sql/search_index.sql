-- With a search index a search finds the same records as without, and its plan uses the index.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/plans.sql"`
\pset format unaligned
\t on
SET max_parallel_workers_per_gather = 0;
SELECT dt_create_table('Papers', '{"columns": [{"key": "no", "type": "integer"}, {"key": "title", "type": "text"}, {"key": "body", "type": "long_text"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["Énergie", "eau"]}},
    {"key": "kind", "type": "select", "config": {"options": ["a", "b"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('papers', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('no', i,
    'title', 'Part foo-' || i % 1000 || '/' || i % 7, 'body', CASE WHEN i % 10 > 0 THEN 'Größe ' || md5(i::text) || ' mail' || i || '@example.com' END,
    'tags', CASE WHEN i % 500 = 0 THEN '["Énergie"]'::jsonb END, 'kind', CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END))) FROM generate_series(1, 20000) i));
-- A million bytes of distinct words overflow a tsvector.
SELECT dt_insert('papers',
    jsonb_build_object('no', 0, 'title', 'overflow', 'body', (SELECT string_agg('word' || i, ' ') FROM generate_series(1, 150000) i))) IS NOT NULL;
CREATE FUNCTION pg_temp.found(query jsonb) RETURNS text LANGUAGE sql BEGIN ATOMIC
    SELECT count(*) || ' ' || left(md5(coalesce(string_agg(data ->> 'no', ' ' ORDER BY id), '')), 6) FROM dt_query('papers', query);
END;
CREATE TEMP TABLE without AS SELECT q, pg_temp.found(q) AS found FROM (
    SELECT jsonb_build_object('search', s) AS q FROM unnest(ARRAY['foo-12/3', 'foo-12', 'foo 12', '12-foo', 'grosse c4ca', 'GRÖSSE C4CA4238',
        'mail77@example.com', 'mail77', 'mail77@exam', 'energ', 'word149999', 'word1 word150000', 'overflow word99', 'overflow nothing', 'word99-word100',
        'word100-word99', 'nothing', 'x''y & | !', repeat('x', 5000), 'part a', 'foo-500 énergie']) s
    UNION ALL SELECT jsonb_build_object('search', 'foo-12', 'search_columns', c)
    FROM unnest(ARRAY['["title"]', '["body"]', '["title", "body"]', '["body", "tags", "kind"]']::jsonb[]) c
    UNION ALL SELECT '{"search": "foo-12", "filter": {"kind": "a"}, "sort": "-no", "limit": 5, "offset": 2}'
    UNION ALL SELECT '{"search": "mail7", "sort": "title", "limit": 50}'
    UNION ALL SELECT jsonb_build_object('search', s, 'search_columns', '["title", "body"]'::jsonb)
    FROM unnest(ARRAY['word149999', 'word99 overflow', 'overflow', 'c4ca', 'Part grosse c4ca', 'foo mail77@', 'nowhere']) s) queries;
SELECT left(q::text, 90), found FROM without;

-- ## An index over all of data serves every search, also in columns that are added later
SELECT plain(dt_create_index('papers', '{}', '{"kind": "search"}'));
SELECT plain(name), columns, kind, is_unique, valid FROM dt_indexes('papers');
CALL analyze_table('papers');
SELECT count(*), count(*) FILTER (WHERE found = pg_temp.found(q)) AS same FROM without;
SELECT uses('papers', q)
FROM unnest(ARRAY['{"search": "foo-12/3"}', '{"search": "c4ca"}', '{"search": "foo-12", "search_columns": ["title"]}', '{"search": "energ"}',
    '{"search": "mail77@exam", "sort": "-no", "limit": 20}', '{"search": "c4ca", "filter": {"kind": "a"}}', '{"search": "nothing"}']::jsonb[]) q;
SELECT dt_add_column('papers', 'extra', 'text') ->> 'key', dt_insert('papers', '{"no": 30000, "extra": "brandnew"}') IS NOT NULL;
SELECT uses('papers', '{"search": "brandnew"}'), pg_temp.found('{"search": "brandnew"}');
-- It serves a page and its total, and a plan for any value.
SELECT jsonb_path_query_array(dt_page('papers', '{"search": "mail77", "sort": "no", "limit": 3}')::jsonb, '$.records[*].data.no'),
    dt_page('papers', '{"search": "mail77", "limit": 3}') -> 'total';
SET plan_cache_mode = force_generic_plan;
SELECT count(*), count(*) FILTER (WHERE found = pg_temp.found(q)) AS same FROM without;
DO $$
DECLARE
    plan jsonb;
BEGIN
    EXECUTE 'PREPARE shape AS ' || (dt_explain('papers', '{"search": "x"}') ->> 'sql');
    EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE shape(''x'', ''x'')' INTO plan;
    RAISE NOTICE '%', plain(jsonb_path_query_first(plan, '$.**."Index Name"') #>> '{}');
END
$$;
RESET plan_cache_mode;
-- PostgreSQL expects about as many records as there are.
SELECT s, CASE WHEN (e + 1) / (n + 1) BETWEEN 0.1 AND 10 THEN 'sane' ELSE e || ' expected, ' || n || ' there' END
FROM (SELECT s, (dt_explain('papers', jsonb_build_object('search', s)) #>> '{plan,0,Plan,Plan Rows}')::float8 AS e,
        (dt_page('papers', jsonb_build_object('search', s)) ->> 'total')::int AS n
    FROM unnest(ARRAY['part', 'grosse', 'energie', 'foo', 'mail77', 'example com']) s) estimates;

-- ## An index over some columns serves searches in these or fewer, and the smallest that fits is used
SELECT plain(dt_create_index('papers', '{title,body}', '{"kind": "search"}'));
SELECT plain(dt_create_index('papers', '{title}', '{"kind": "search"}'));
SELECT plain(name), columns, kind FROM dt_indexes('papers') ORDER BY name COLLATE "C";
SELECT c, uses('papers', jsonb_build_object('search', 'foo-12', 'search_columns', c)),
    pg_temp.found(jsonb_build_object('search', 'foo-12', 'search_columns', c))
FROM unnest(ARRAY['["title"]', '["body"]', '["body", "title"]', '["title", "kind"]']::jsonb[]) c;
SELECT dt_drop_index('papers', name) FROM dt_indexes('papers') WHERE columns = '{}';
SELECT uses('papers', '{"search": "foo-12/3"}'), uses('papers', '{"search": "foo-12/3", "search_columns": ["title", "body"]}');
SELECT count(*), count(*) FILTER (WHERE found = pg_temp.found(q)) AS same FROM without;

-- ## The index follows a column's new key, and is dropped with the column
SELECT dt_alter_column('papers', 'title', '{"key": "heading"}') ->> 'key';
SELECT plain(name), columns, kind FROM dt_indexes('papers') ORDER BY name COLLATE "C";
-- A transaction rewrote the records. PostgreSQL uses the new index once every older transaction, of any database, has ended.
CREATE PROCEDURE pg_temp.wait_for(before xid8) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. 600 LOOP
        EXIT WHEN pg_snapshot_xmin(pg_current_snapshot()) >= before;
        COMMIT;
        PERFORM pg_sleep(0.1);
    END LOOP;
END
$$;
SELECT pg_snapshot_xmax(pg_current_snapshot()) AS next \gset
CALL pg_temp.wait_for(:'next');
SELECT uses('papers', '{"search": "foo-12/3", "search_columns": ["heading"]}');
SELECT dt_drop_column('papers', 'heading', true);
SELECT plain(name), columns, kind FROM dt_indexes('papers') ORDER BY name COLLATE "C";

-- ## The index follows the records
SELECT plain(dt_create_index('papers', '{body}', '{"kind": "search"}'));
SELECT (dt_update('papers', id, '{"body": "changed Wörds"}')).version FROM dt_query('papers', '{"filter": {"no": 77}}');
SELECT pg_temp.found('{"search": "wor chan", "search_columns": ["body"]}'), pg_temp.found('{"search": "mail77@", "search_columns": ["body"]}');

CALL drop_tables();

-- search finds records by the beginnings of words in their texts. Case, accents and punctuation do not matter.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Notes', '{"columns": [{"key": "no", "type": "integer"}, {"key": "title", "type": "text"}, {"key": "body", "type": "long_text"},
    {"key": "stage", "type": "select", "config": {"options": ["Open", "Won"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["key account", "EU"]}}, {"key": "who", "type": "person_name"},
    {"key": "due", "type": "date"}, {"key": "meta", "type": "json"}, {"key": "cost", "type": "currency"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('notes', '[
    {"no": 1, "title": "Crème Brûlée", "body": "Sugar, eggs & cream", "stage": "Open"},
    {"no": 2, "title": "creme caramel", "body": "SUGAR\nmilk", "tags": ["key account"]},
    {"no": 3, "title": "Part foo-12/3 for Größe 5", "body": "write to a.b@c.de, or +49 30 1234567"},
    {"no": 4, "title": "Part foo-12/4", "body": "it''s \"quoted\": 100 % (C++) | & ! :* <-> \\", "who": {"first": "Zoë", "last": "O’Neil-Łukasz"}},
    {"no": 5, "title": "👍🏽 東京タワー", "body": "日本語のテキスト", "due": "2026-01-28", "meta": {"a": "hidden"}, "cost": {"amount": 3, "currency": "EUR"}},
    {"no": 6, "title": "ΟΔΥΣΣΕΥΣ Ёлка İstanbul", "body": "foo bar"},
    {"no": 7, "title": "foo"}, {"no": 8}]');
CREATE FUNCTION pg_temp.found(query jsonb) RETURNS text
    LANGUAGE sql BEGIN ATOMIC SELECT coalesce(string_agg(data ->> 'no', ' ' ORDER BY (data ->> 'no')::int), 'none') FROM dt_query('notes', query); END;
CREATE FUNCTION pg_temp.typed(search text) RETURNS text RETURN pg_temp.found(jsonb_build_object('search', search));

-- A search finds words and their beginnings. It does not find their middles.
SELECT s, pg_temp.typed(s) FROM unnest(ARRAY['sugar', 'sug', 'ugar', 'milk', 'caramel creme', 'creme sugar', 'creme x', 'part', 'open', 'won', 'eu', 'key',
    'account key', 'neil', 'zoe neil']) s;
-- Case and accents are ignored on both sides.
SELECT s, pg_temp.typed(s) FROM unnest(ARRAY['creme', 'CRÈME', 'crème', E'cre\u0300me', 'brulee', 'grosse', 'GRÖẞE', 'groß', 'zoë', 'lukasz', 'Łuk',
    'οδυσσευς', 'ΟΔΥΣ', 'елка', 'ЁЛ', 'istanbul', 'İST']) s;
-- Part numbers and addresses are found as people type them, whole or begun. Their parts must stand next to each other.
SELECT s, pg_temp.typed(s) FROM unnest(ARRAY['foo', 'foo-12/3', 'foo-12', 'foo-1', 'foo-', 'foo-3', '12/3', 'foo 3', 'a.b@c.de', 'a.b@c', 'a.b@', 'a.b',
    'b.a', 'a.c', '+49', '30-123', 'o''neil', 'O’Neil-L', 'foo-bar', 'bar-foo', '"foo bar"']) s;
-- A phrase does not reach from one text into the next. Here "caramel" ends a title, and "sugar" begins a body.
SELECT pg_temp.typed('caramel sugar'), pg_temp.typed('caramel-sugar');
-- Signs and operators are not words. Emoji are.
SELECT s, pg_temp.typed(s) FROM unnest(ARRAY['& | ! :* <->', 'foo & bar', 'foo | bar', '!foo', 'foo:*', 'sug:*', '''', '''sugar''', 'it''s', '"quoted"',
    '\', '\\foo', 'c++', '100%', '%', '_', '👍', '👍🏽', '😀', '']) s;
-- In scripts without blanks each character is a word.
SELECT s, pg_temp.typed(s) FROM unnest(ARRAY['東京', '京', '京東', 'タワー', '本語', '東京 テキ']) s;
-- A search for nothing finds everything.
SELECT pg_temp.found('{"search": null}'), pg_temp.typed(E' \t\n'), pg_temp.found('{"search": "", "search_columns": ["title"]}');

-- All columns that hold text are searched, or the named ones.
SELECT pg_temp.typed('hidden'), pg_temp.typed('2026'), pg_temp.typed('EUR');
SELECT pg_temp.found('{"search": "foo", "search_columns": ["body"]}'), pg_temp.found('{"search": "foo", "search_columns": "title"}'),
    pg_temp.found('{"search": "foo sugar", "search_columns": ["title", "body", "title"]}'),
    pg_temp.found('{"search": "creme sugar", "search_columns": ["body", "title"]}'), pg_temp.found('{"search": "neil", "search_columns": ["who"]}'),
    pg_temp.found('{"search": "acc", "search_columns": ["tags", "stage"]}');

-- search works with a filter, a sort, limits, totals and the trash.
SELECT pg_temp.found('{"search": "foo", "filter": {"no": {"gt": 3}}}'), pg_temp.found('{"search": "foo", "filter": {"or": [{"no": 3}, {"no": 1}]}}');
SELECT string_agg(data ->> 'no', ' ') FROM dt_query('notes', '{"search": "foo", "sort": "-no", "limit": 2, "offset": 1}');
SELECT p -> 'total', jsonb_path_query_array(p::jsonb, '$.records[*].data.no')
FROM dt_page('notes', '{"search": "foo", "sort": "no", "limit": 2, "page": 2}') p;
SELECT dt_delete('notes', id) FROM dt_query('notes', '{"filter": {"no": 7}}');
SELECT pg_temp.typed('foo'), pg_temp.found('{"search": "foo", "trash": "only"}'), pg_temp.found('{"search": "foo", "trash": "include"}');

-- Long texts work: a word at the end of ten megabytes, a word of a megabyte, and a search of a megabyte.
SELECT dt_insert('notes', jsonb_build_object('no', 9, 'body', repeat('lorem ipsum ', 800000) || 'needle')) IS NOT NULL;
SELECT dt_insert('notes', jsonb_build_object('no', 10, 'body', 'x' || repeat('y', 1000000) || 'z')) IS NOT NULL;
SELECT pg_temp.typed('needle'), pg_temp.typed('ips needle'), pg_temp.typed('ipsum-needle'), pg_temp.typed('xyyy'),
    pg_temp.typed('x' || repeat('y', 1000000) || 'z'), pg_temp.typed('x' || repeat('y', 1000000) || 'zz'), pg_temp.typed(repeat('lorem ipsum ', 80000)),
    pg_temp.typed((SELECT string_agg('w' || i, ' ') FROM generate_series(1, 100000) i)), pg_temp.typed(repeat('& ', 500000) || 'needle');

-- ## The functions that search calls
SELECT dt.search_vector('{"b": "Foo-12/3 foo", "a": ["Ärger"], "c": {"d": "deep"}, "n": 12}', '{a,b}'),
    dt.search_vector('{"b": "Foo-12/3 foo", "a": ["Ärger"], "c": {"d": "deep"}, "n": 12}', '{}'), dt.search_vector('{}', '{a}'),
    dt.search_vector('12', '{a}'), dt.search_vector('["x"]', '{}');
SELECT dt.search_query('foo-12/3 Ärger'), dt.search_query('''a'' & b'), dt.search_query('?') IS NULL, dt.matches_search('{"a": "x"}', '{a}', 'x'),
    dt.matches_search('{"a": "x"}', '{b}', 'x') IS NULL, dt.matches_search(NULL, '{a}', 'x') IS NULL;
SELECT dt.search_vector('{"a": "b"}', '{a,NULL}');

-- A table without texts has no words. A date is not a word.
SELECT dt_create_table('Numbers', '{"columns": [{"key": "no", "type": "integer"}, {"key": "due", "type": "date"}]}') ->> 'slug',
    (dt_insert('numbers', '{"no": 1}')).version;
SELECT dt_page('numbers', '{"search": "1"}') -> 'total', dt_page('numbers', '{"search": "?"}') -> 'total';

-- dt_aggregate takes the same keys.
SELECT dt_aggregate('notes', '{"search": "needle", "aggregates": {"n": "count"}}'),
    dt_aggregate('notes', '{"search": "needle", "search_columns": ["body"], "filter": {"no": {"gt": 9}}, "aggregates": {"n": "count"}}');

-- ## Mistakes
SELECT try('SELECT dt_query(''notes'', ' || quote_literal(q) || ')') FROM unnest(ARRAY['{"search": 12}', '{"search": ["a"]}', '{"serach": "a"}',
    '{"search": "a", "search_columns": 1}', '{"search": "a", "search_columns": []}', '{"search": "a", "search_columns": [1]}',
    '{"search": "a", "search_columns": ["titel"]}', '{"search": "a", "search_columns": ["no"]}', '{"search": "a", "search_columns": ["meta"]}',
    '{"search": "a", "search_columns": ["id"]}', '{"search_columns": ["nothing"]}', '{"search": "a", "search_columns": ["who.first"]}']) q;
SELECT try('SELECT dt_query(''numbers'', ''{"search": "a", "search_columns": ["no"]}'')');

CALL drop_tables();

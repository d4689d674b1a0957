-- like, ilike, contains, starts_with, ends_with and contains_word filter texts.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Texts',
    '{"columns": [{"key": "id_", "type": "text"}, {"key": "t", "type": "long_text"}, {"key": "tags", "type": "multi_select", "config": {"options": ["a"]}},
    {"key": "name", "type": "person_name"}, {"key": "price", "type": "currency"}, {"key": "n", "type": "number"},
    {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('texts', '[
    {"id_": "a", "t": "Red apple"}, {"id_": "b", "t": "redo 100%"}, {"id_": "c", "t": "infra-red, a_b"}, {"id_": "d", "t": "back\\slash"},
    {"id_": "e", "t": "ÉCOLE 🦀 crab"}, {"id_": "f", "t": "C++ and C#"}, {"id_": "g", "t": "line one\nred line"}, {"id_": "h", "t": ""},
    {"id_": "i", "t": " "}, {"id_": "j"}]');
CREATE FUNCTION pg_temp.ops(ops text[], value jsonb) RETURNS text
    LANGUAGE sql BEGIN ATOMIC
    SELECT string_agg(op || ' ' || found('texts', jsonb_build_object('t', jsonb_build_object(op, value)), 'id_'), ', ' ORDER BY at)
    FROM unnest(ops) WITH ORDINALITY o(op, at);
END;

-- In like and ilike, % is any text, _ any one character, and a backslash makes the next one plain. The whole text must match.
SELECT value, pg_temp.ops('{like,not_like,ilike,not_ilike}', value) FROM unnest(ARRAY['"Red%"', '"%red%"', '"%"', '""', '"_"', '"red apple"', '"%100\\%"',
    '"%a\\_b"', '"%k\\\\s%"', '"École%crab"', '"______🦀%"', '"%''%"', '"$1"']::jsonb[]) value;
-- A pattern must not end in a backslash, or have very many %.
SELECT try($$SELECT dt_count('texts', '{"t": {"like": "a\\"}}')$$);
SELECT try($$SELECT dt_count('texts', '{"t": {"not_ilike": "a\\\\\\"}}')$$);
SELECT try_count('texts', jsonb_build_object('t', jsonb_build_object('like', repeat('%a', 1001)))::text);
SELECT dt_count('texts', jsonb_build_object('t', jsonb_build_object('like', repeat('%a', 1000))));

-- contains, starts_with and ends_with take %, _ and \ as plain characters.
SELECT value, pg_temp.ops('{contains,not_contains,starts_with,ends_with}', value) FROM unnest(ARRAY['"red"', '"%"', '"_"', '"\\"', '""',
    '{"value": "red", "case_sensitive": true}', '{"value": "Red", "case_sensitive": true}', '{"value": "", "case_sensitive": true}']::jsonb[]) value;
-- A case-sensitive starts_with is a range of bytes, so that a btree can serve it. It finds exactly the texts that begin so.
SELECT value,
    found('texts', jsonb_build_object('t', jsonb_build_object('starts_with', jsonb_build_object('value', value, 'case_sensitive', true))), 'id_')
    = coalesce((SELECT string_agg(data ->> 'id_', '' ORDER BY (data ->> 'id_') COLLATE "C")
        FROM dt_query('texts') WHERE starts_with(data ->> 't', value)), '-') AS same
FROM unnest(ARRAY['R', 'Re', 'Red apple', 'Red apples', 'É', 'É' || 'C', E'É\uD7FF', U&'\+10FFFF', 'C+', E'line one\n', ' ', '']) value;

-- contains_word looks for a whole word and ignores case. A character that is neither a letter nor a digit ends a word.
SELECT value, pg_temp.ops('{contains_word,not_contains_word}', value)
FROM unnest(ARRAY['"red"', '"RED"', '"apple"', '"app"', '"infra-red"', '"b"', '"école"', '"ecole"', '"🦀"', '"crab"', '"c++"', '"c"', '"c#"', '"100"',
    '"100%"', '".*"', '"line"', '"one\nred"', '{"value": "red", "case_sensitive": true}', '{"value": "Red", "case_sensitive": true}']::jsonb[]) value;
-- An accent may be a character of its own. It belongs to its letter.
SELECT dt.has_word(E'un cafe\u0301 noir', E'cafe\u0301') AS whole, dt.has_word(E'un cafe\u0301 noir', 'cafe') AS part;

-- The operators work on names of people and on parts of values.
SELECT count(*) FROM dt_insert_many('texts', '[{"id_": "k", "name": {"first": "Jane", "last": "Doe"}, "price": {"amount": 5, "currency": "USD"},
    "meta": {"s": "Big red fox", "l": ["red"]}}, {"id_": "l", "name": {"prefix": "Dr"}}]');
SELECT f, found('texts', f, 'id_') FROM unnest(ARRAY['{"name": {"contains": "doe jane"}}', '{"name": "Doe Jane"}', '{"name": {"starts_with": "doe"}}',
    '{"name.first": {"like": "J%"}}', '{"name.last": {"contains_word": "DOE"}}', '{"name": {"is_empty": false}}', '{"name.first": {"is_not_empty": true}}',
    '{"price.currency": {"ilike": "us_"}}', '{"meta.s": {"contains_word": "RED"}}', '{"meta.s": {"like": "%red%"}}', '{"meta.l": {"like": "%"}}',
    '{"meta.s": {"starts_with": {"value": "Big", "case_sensitive": true}}}']::jsonb[]) f;

-- A long operand may hold any characters.
SELECT count(*) FROM dt_insert_many('texts',
    (SELECT jsonb_agg(jsonb_build_object('id_', 'long ' || n, 't', text))
    FROM (VALUES (1, repeat('Ab%_\''c', 300)), (2, repeat('Ab%_\''c', 300) || 'end'), (3, repeat('ab%_\''c', 250)),
        (4, repeat('Σß🦀', 500)), (5, repeat('z', 250) || 'É' || repeat('z', 1000))) v(n, text)));
SELECT n, op, string_agg(data ->> 'id_', ', ' ORDER BY data ->> 'id_')
FROM (VALUES (1, 'contains', repeat('aB%_\''C', 300)), (2, 'starts_with', repeat('ab%_\''c', 300)), (3, 'ends_with', repeat('AB%_\''C', 250) || 'END'),
    (4, 'contains', repeat('b%_\''ca', 299) || 'x'), (5, 'contains', '%_\''c' || repeat('Ab%_\''c', 240)), (6, 'ilike', repeat('_b\%\_\\%', 200)),
    (7, 'ilike', '%' || repeat('B__%', 251)), (8, 'ilike', repeat('%', 999) || 'END'),
    (9, 'contains', repeat('ß🦀Σ', 400)), (10, 'contains', repeat('Z', 250) || 'É' || repeat('z', 900)),
    (11, 'contains', repeat('Z', 250) || 'E' || repeat('z', 900))) v(n, op, operand)
    LEFT JOIN LATERAL dt_query('texts', jsonb_build_object('filter', jsonb_build_object('t', jsonb_build_object(op, operand)))) ON true
GROUP BY n, op ORDER BY n;

-- Every operator and its negation divide the records, also on parts and with not.
SELECT count(*) AS checked, count(*) FILTER (WHERE dt_count('texts', f) + dt_count('texts', jsonb_build_object('not', f)) = dt_count('texts')) AS complements
FROM unnest(ARRAY['t', 'name', 'name.first', 'meta.s', 'meta', 'created_by']) col,
    unnest(ARRAY['like', 'not_like', 'ilike', 'not_ilike', 'contains', 'not_contains', 'starts_with', 'ends_with', 'contains_word', 'not_contains_word']) op,
    unnest(ARRAY['red', '%e%', '🦀']) value, jsonb_build_object(col, jsonb_build_object(op, value)) f;

-- ## What is refused
SELECT f, try_count('texts', f) FROM unnest(ARRAY['{"n": {"like": "1%"}}', '{"tags": {"like": "a"}}', '{"t": {"like": 1}}', '{"t": {"ilike": null}}',
    '{"t": {"like": {"value": "a"}}}', '{"t": {"contains_word": ""}}', '{"t": {"contains_word": 5}}',
    '{"t": {"contains_word": {"value": "x", "case": true}}}', '{"price": {"contains": "5"}}']) f;
SELECT try_count('texts', jsonb_build_object('t', jsonb_build_object('contains_word', repeat('x', 1001)))::text);

CALL drop_tables();

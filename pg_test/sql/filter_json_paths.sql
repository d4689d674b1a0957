-- Filters reach parts of json columns, and the free keys of open tables, by a path.

\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Parts', '{"columns": [{"key": "name", "type": "text"}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('parts', '[
    {"name": "a", "meta": {"n": 1, "s": "one", "b": true, "tags": ["red", "green"], "o": {"x": {"y": 10}}}},
    {"name": "b", "meta": {"n": 2.50, "s": "two", "b": false, "tags": [], "o": {"x": {"y": 20}}}},
    {"name": "c", "meta": {"n": "1", "s": 1, "b": "true", "tags": "red", "o": [{"x": 1}, {"x": 2}]}},
    {"name": "d", "meta": {"n": null, "s": "", "b": null, "tags": [1, "red"], "o": {}}},
    {"name": "e"},
    {"name": "f", "meta": [1, "two", {"n": 3}]},
    {"name": "g", "meta": 7}, {"name": "h", "meta": "seven"}, {"name": "i", "meta": false},
    {"name": "j", "meta": {"n": 123456789012345678901234567890.1, "s": "ONE"}}]');


-- The JSON type of the given value decides: a number is compared with numbers, a text with texts.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.n": 1}', '{"meta.n": "1"}', '{"meta.n": 2.5}', '{"meta.n": {"gt": 0}}', '{"meta.n": {"gt": "0"}}',
    '{"meta.n": {"between": [1, 2]}}', '{"meta.n": {"in": [1, 2.50]}}', '{"meta.n": {"in": ["1", "2.5"]}}',
    '{"meta.n": 123456789012345678901234567890.1}', '{"meta.n": {"gt": 123456789012345678901234567890}}', '{"meta.s": "one"}', '{"meta.s": ""}',
    '{"meta.b": true}', '{"meta.b": false}', '{"meta.b": "true"}']::jsonb[]) f;
-- contains, starts_with and ends_with search texts in parts.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.s": {"contains": "N"}}', '{"meta.s": {"contains": {"value": "N", "case_sensitive": true}}}',
    '{"meta.s": {"starts_with": "t"}}', '{"meta.s": {"ends_with": "o"}}']::jsonb[]) f;
-- A path may go deep, and name the elements of a list. The first element is 0.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.o.x.y": 10}', '{"meta.o.x.y": {"gte": 10}}', '{"meta.o.1.x": 2}', '{"meta.0": 1}',
    '{"meta.1": "two"}', '{"meta.2.n": 3}', '{"meta.tags.0": "red"}', '{"meta.o.-1.x": 2}']::jsonb[]) f;
-- has_any, has_all, has_none and is_exactly take a list of texts, numbers, true and false, or one of them.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.tags": {"has_any": ["red", "blue"]}}', '{"meta.tags": {"has_all": ["red", "green"]}}',
    '{"meta.tags": {"has_none": ["red"]}}', '{"meta.tags": {"has_any": [1.0, "green"]}}', '{"meta.tags": {"has_all": [1, "red"]}}',
        '{"meta.tags": {"has_none": [1]}}',
    '{"meta.tags": {"has_any": 1}}', '{"meta.tags": {"has_any": ["1", true]}}', '{"meta.tags": {"is_exactly": ["red", 1]}}',
        '{"meta.tags": {"is_exactly": ["red"]}}',
    '{"meta": {"has_all": [1, "two"]}}', '{"meta.tags": {"has_all": []}}', '{"meta.tags": {"has_any": []}}', '{"meta.tags": {"has_none": []}}',
    '{"meta.tags": {"is_exactly": []}}']::jsonb[]) f;
-- contains finds an element of a list, and a part of a text.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.tags": {"contains": "red"}}', '{"meta.tags": {"contains": "RED"}}', '{"meta.tags": {"contains": "re"}}',
    '{"meta.tags": {"contains": 1}}', '{"meta.tags": {"contains": {"value": "RED", "case_sensitive": true}}}', '{"meta.tags": {"not_contains": "red"}}',
    '{"meta": {"contains": "two"}}', '{"meta.tags": {"contains": true}}']::jsonb[]) f;
-- in takes a list of values of any kinds.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.n": {"in": [1, "1"]}}', '{"meta.b": {"in": [true, "true"]}}',
    '{"meta.o": {"in": [{}, {"x": {"y": 20.0}}]}}',
    '{"meta": {"in": [7, "seven", false, [1, "two", {"n": 3}]]}}', '{"meta.tags": {"in": ["red", [], null]}}',
        '{"meta.n": {"not_in": [1, "1", null]}}']::jsonb[]) f;
-- Every filter and its negation divide the records.
SELECT count(*) AS checked, count(*) FILTER (WHERE dt_count('parts', f) + dt_count('parts', jsonb_build_object('not', f)) = 10) AS complements
FROM unnest(ARRAY['{"in": [1, "1", {}]}', '{"has_any": [1, "red"]}', '{"has_all": [1]}', '{"contains": "red"}', '{"is_exactly": [1, "red"]}',
    '{"contains": 1}']::jsonb[]) value,
    unnest(ARRAY['meta', 'meta.n', 'meta.tags', 'meta.o']) path, jsonb_build_object(path, value) f;
-- Whole objects and lists are compared as JSON.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.o": {"eq": {"x": {"y": 10.0}}}}', '{"meta.tags": ["red", "green"]}',
    '{"meta.tags": ["green", "red"]}', '{"meta.tags": []}', '{"meta.o": {"eq": {}}}', '{"meta.o": {"neq": {}}}']::jsonb[]) f;
-- A path may be the column itself.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta": 7}', '{"meta": "seven"}', '{"meta": false}', '{"meta": {"contains": "EVE"}}', '{"meta": {"gt": 6}}',
    '{"meta": [1, "two", {"n": 3}]}', '{"meta": null}', '{"meta": {"is_empty": true}}']::jsonb[]) f;
-- A part that is absent, null, "", [] or {} is empty.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.n": null}', '{"meta.n": {"neq": null}}', '{"meta.n": {"is_empty": true}}',
    '{"meta.s": {"is_empty": true}}', '{"meta.tags": {"is_empty": true}}', '{"meta.o": {"is_empty": true}}', '{"meta.o": {"exists": true}}',
    '{"meta.no.such.part": {"is_null": true}}']::jsonb[]) f;
-- A null in a list matches parts without a value. It does not match parts of another kind.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.n": {"in": [1, null]}}', '{"meta.n": {"in": ["1", null]}}', '{"meta.n": {"in": [null]}}',
    '{"meta.n": {"not_in": [null]}}', '{"meta.n": {"in": []}}']::jsonb[]) f;
-- Negations match parts of another kind, and parts that are absent.
SELECT f, found('parts', f) FROM unnest(ARRAY['{"meta.n": {"neq": 1}}', '{"meta.n": {"not_in": [1, 2.5]}}', '{"meta.s": {"not_contains": "one"}}',
    '{"not": {"meta.b": true}}', '{"meta.n": {"not_between": [0, 9]}}']::jsonb[]) f;
-- The list form takes a path, too.
SELECT found('parts', '[{"column": "meta.n", "operator": "gt", "value": 1}, {"column": "meta.s", "operator": "eq", "value": "two"}]');
-- A sort takes a path, too.
SELECT string_agg(data ->> 'name', ' ') FROM dt_query('parts', '{"filter": {"meta.o.x.y": {"exists": true}}, "sort": "-meta.o.x.y"}');

-- Only json columns have such parts. A path has no empty step.
SELECT dt_count('parts', '{"name.first": "x"}');
SELECT dt_count('parts', '{"created_at.yaer": 2026}');
SELECT dt_count('parts', '{"meta.": 1}');
SELECT dt_count('parts', '{"meta..n": 1}');
SELECT dt_count('parts', '{".meta": 1}');
SELECT dt_count('parts', '{"mata.n": 1}');
SELECT dt_count('parts', '{"meta.tags": {"has_any": [["red"]]}}');
SELECT dt_count('parts', '{"meta.tags": {"has_all": [null]}}');
SELECT dt_count('parts', '{"meta.tags": {"contains": null}}');
SELECT dt_count('parts', '{"meta.tags": {"contains": ["red"]}}');
SELECT dt_count('parts', jsonb_build_object('meta', jsonb_build_object('in', (SELECT jsonb_agg(jsonb_build_array(i)) FROM generate_series(1, 1001) i))));
SELECT dt_count('parts', '{"meta.n": {"gt": {"x": 1}}}');
SELECT dt_count('parts', '{"meta.n": {"gt": null}}');
SELECT dt_count('parts', jsonb_build_object('meta' || repeat('.a', 99), 1)) AS "100 steps";
SELECT dt_count('parts', jsonb_build_object('meta' || repeat('.a', 100), 1)) AS "101 steps";

-- ## Open tables: keys that are not columns
SELECT dt_create_table('Free',
    '{"open": true, "columns": [{"key": "name", "type": "text"}, {"key": "due", "type": "date"}, {"key": "old", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('free', '[
    {"name": "a", "due": "2026-01-01", "n": 1, "Key With Spaces": "x", "quote''s": 1, "double\"quote": 1, "back\\slash": 1, "$1": 1, "ключ": 1, "🙂": 1,
        "a-b": 1, "50%": 1, ";DROP TABLE": 1, "": 1},
    {"name": "b", "due": "2026-02-01", "n": "1", "nested": {"k": [10, 20]}, "a.b": 1, "and": 5},
    {"name": "c", "x": null}]');
SELECT dt_count('free', jsonb_build_object(key, jsonb_build_object('eq', 1))) AS n, key
FROM unnest(ARRAY['n', 'quote''s', 'double"quote', 'back\slash', '$1', 'ключ', '🙂', 'a-b', '50%', ';DROP TABLE', 'no such key']) key;
SELECT dt_count('free', '{"Key With Spaces": "x"}'), dt_count('free', '{"n": "1"}'), dt_count('free', '{"n": {"neq": "1"}}'),
    dt_count('free', '{"nested.k.1": 20}'), dt_count('free', '[{"column": "and", "value": 5}]'), dt_count('free', '{"x": null}');
-- A key with a point in it is tried before the path that it may be, and the empty key cannot be named.
SELECT dt_insert('free', '{"name": "d", "a": {"b": 2, "c": 3}}') IS NOT NULL, dt_insert('free', '{"name": "e", "a.b": "", "a": {"b": 1}}') IS NOT NULL;
SELECT f, found('free', f) FROM unnest(ARRAY['{"a.b": 1}', '{"a.b": 2}', '{"a.b": {"gt": 0}}', '{"a.c": 3}', '{"a.b": {"is_empty": true}}', '{"a.b": null}',
    '{"a.b": {"length": 0}}', '{"a.b": {"contains": ""}}', '{"a.b": {"in": ["", 2]}}']::jsonb[]) f;
SELECT string_agg(data ->> 'name', ' ') FROM dt_query('free', '{"sort": ["-a.b", "name"]}');
SELECT dt_aggregate('free', '{"group_by": "a.b", "aggregates": {"n": "count"}}');
SELECT dt_count('free', '{"": 1}');
-- Keys of columns are compared as their column type is.
SELECT dt_count('free', '{"due": {"lt": "2026-01-15"}}');
SELECT dt_count('free', '{"due": {"lt": 5}}');
-- A sort by a free key follows the order of JSON values.
SELECT string_agg(data ->> 'name', ' ') FROM dt_query('free', '{"sort": ["n", "name"]}');
-- The key of a column in the trash is not free.
SELECT dt_drop_column('free', 'old');
SELECT dt_count('free', '{"old": "x"}');

SELECT dt_drop_table('parts', permanently => true), dt_drop_table('free', permanently => true);

-- Filters compare the length of a text in characters, and of a set in elements.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Lengths', '{"columns": [{"key": "id_", "type": "text"}, {"key": "t", "type": "long_text"}, {"key": "tags", "type": "multi_select",
    "config": {"options": ["a", "b", "c"]}}, {"key": "n", "type": "integer"}, {"key": "meta", "type": "json"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('lengths', '[
    {"id_": "a", "t": "", "tags": [], "meta": ""}, {"id_": "b", "t": "🦀", "tags": ["a"], "meta": ["x", 1, null]},
    {"id_": "c", "t": "Größe", "tags": ["a", "b"], "meta": {"s": "four", "l": [1, 2]}},
    {"id_": "d", "t": "e\u0301 👨‍👩‍👧", "tags": ["a", "b", "c"], "meta": {"s": 4444}}, {"id_": "e"}]');

-- Characters are counted, not bytes. An emoji may have several, and an empty text has 0.
SELECT value, found('lengths', jsonb_build_object('t', jsonb_build_object('length', value)), 'id_') FROM unnest(ARRAY['{"eq": 0}', '{"eq": 1}', '{"eq": 5}',
    '{"eq": 8}', '{"gt": 0, "lt": 6}', '{"gte": 5}', '{"lte": 1}', '{"between": [1, 5]}', '{"in": [0, 8]}', '{"in": []}', '{"gt": -1}', '5']::jsonb[]) value;
-- A set has the length of its elements.
SELECT value, found('lengths', jsonb_build_object('tags', jsonb_build_object('length', value)), 'id_')
FROM unnest(ARRAY['{"eq": 0}', '{"gt": 1}', '{"between": [1, 2]}', '3']::jsonb[]) value;
-- A record without a value has no length. It matches no comparison, and every negation.
SELECT value, found('lengths', jsonb_build_object('t', jsonb_build_object('length', value)), 'id_')
FROM unnest(ARRAY['{"neq": 5}', '{"not_in": [0, 1]}', '{"not_between": [0, 5]}', '{"eq": null}', '{"neq": null}', '{"in": [null, 1]}']::jsonb[]) value;
SELECT found('lengths', '{"not": {"t": {"length": {"gt": 0}}}}', 'id_');
-- Operators have their aliases, and the list form works.
SELECT found('lengths', '{"t": {"length": {">": 1, "less_than": 8}}}', 'id_'),
    found('lengths', '[{"column": "t", "operator": "length", "value": {"is_any_of": [5]}}]', 'id_');
-- In JSON a text and a list have a length. A number has none.
SELECT f, found('lengths', f, 'id_') FROM unnest(ARRAY['{"meta": {"length": {"gte": 0}}}', '{"meta": {"length": 3}}', '{"meta.s": {"length": 4}}',
    '{"meta.l": {"length": {"gt": 1}}}', '{"meta.l": {"length": {"neq": 2}}}']::jsonb[]) f;
-- System fields have a length.
SELECT dt_count('lengths', '{"created_by": {"length": {"gt": 0}}}') AS all;

-- Every filter and its negation divide the records.
SELECT count(*) AS checked, count(*) FILTER (WHERE dt_count('lengths', f) + dt_count('lengths', jsonb_build_object('not', f)) = 5
    AND dt_count('lengths', jsonb_build_object('and', jsonb_build_array(f, jsonb_build_object('not', f)))) = 0) AS complements
FROM unnest(ARRAY['t', 'tags', 'meta', 'meta.s']) col, unnest(ARRAY['{"eq": 1}', '{"neq": 1}', '{"gt": 0, "lt": 3}', '{"not_in": [1]}',
    '{"not_between": [0, 2]}', '{"eq": null}']::jsonb[]) value, jsonb_build_object(col, jsonb_build_object('length', value)) f;

-- ## What is refused
SELECT f, try_count('lengths', f) FROM unnest(ARRAY['{"n": {"length": {"gt": 1}}}', '{"t": {"length": {}}}', '{"t": {"length": "5"}}',
    '{"t": {"length": null}}', '{"t": {"length": [1]}}', '{"t": {"length": {"gtt": 1}}}', '{"t": {"length": {"contains": 1}}}',
    '{"t": {"length": {"is_empty": true}}}', '{"t": {"length": {"gt": "1"}}}', '{"t": {"length": {"gt": 1.5}}}', '{"t": {"length": {"gt": null}}}',
    '{"t": {"length": {"between": [1]}}}', '{"t": {"length": {"eq": 99999999999999999999}}}']) f;

CALL drop_tables();

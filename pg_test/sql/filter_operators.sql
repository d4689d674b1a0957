-- Every operator, with every alias, works on every type of column that it applies to.

\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SET dt.user_id = 'ada';
SET TimeZone = 'UTC';
SELECT dt_create_table('Ops', '{"columns": [
    {"key": "name", "type": "text"}, {"key": "notes", "type": "long_text"},
    {"key": "amount", "type": "number"}, {"key": "priority", "type": "integer"}, {"key": "price", "type": "decimal"},
    {"key": "done", "type": "checkbox"}, {"key": "due", "type": "date"}, {"key": "at", "type": "datetime"},
    {"key": "stage", "type": "select", "config": {"options": ["new", "won", "Lost"]}},
    {"key": "tags", "type": "multi_select", "config": {"options": ["red", "green", "blue"]}},
    {"key": "ref", "type": "uuid"}, {"key": "meta", "type": "json"}, {"key": "code", "type": "text", "unique": true},
    {"key": "made_by", "type": "created_by"}]}') ->> 'slug';
-- Record e has no value at all, f has only empty ones, and z has values that look empty and are not.
SELECT count(*) FROM dt_insert_many('ops', '[
    {"name": "a", "notes": "Straße 100% sure", "amount": 1, "priority": 1, "price": 0.1, "done": true, "due": "2026-01-01", "at": "2026-01-01T00:00:00Z",
     "stage": "new", "tags": ["red"], "ref": "00000000-0000-0000-0000-00000000000a", "meta": {"k": 1}, "code": "A1"},
    {"name": "b", "notes": "under_score", "amount": 1.5, "priority": 2, "price": 0.10, "done": false, "due": "2026-01-02", "at": "2026-01-01T12:00:00Z",
     "stage": "won", "tags": ["green", "red"], "ref": "00000000-0000-0000-0000-00000000000b", "meta": "one", "code": "B2"},
    {"name": "c", "notes": "back\\slash", "amount": -3, "priority": 9007199254740993, "price": 123456789012345678901234567890.5, "done": true,
     "due": "2026-02-01", "at": "2026-01-02T00:00:00Z", "stage": "Lost", "tags": ["blue", "green", "red"],
     "ref": "00000000-0000-0000-0000-00000000000c", "meta": [1, 2], "code": "C3"},
    {"name": "e"},
    {"name": "f", "notes": "", "tags": [], "meta": {}, "code": ""},
    {"name": "z", "notes": " ", "amount": 0, "priority": 0, "price": 0, "done": false, "meta": 0, "code": " "}]');


CREATE TEMP TABLE cases (id int GENERATED ALWAYS AS IDENTITY, col text, op text, value jsonb);

-- eq minds case, 1 equals 1.0, a set equals a set in any order, and null matches what has no value.
INSERT INTO cases (col, op, value) VALUES
    ('notes', 'eq', '"under_score"'), ('notes', 'eq', '"UNDER_SCORE"'), ('notes', 'eq', '""'), ('notes', 'eq', 'null'),
    ('amount', 'eq', '1'), ('amount', 'eq', '1.0'), ('amount', 'eq', '0'), ('amount', 'eq', 'null'),
    ('priority', 'eq', '9007199254740993'), ('priority', 'eq', '9007199254740992'), ('priority', 'eq', '2.0'),
    ('price', 'eq', '0.10'), ('price', 'eq', '123456789012345678901234567890.5'), ('price', 'eq', '123456789012345678901234567890'),
    ('done', 'eq', 'true'), ('done', 'eq', 'false'), ('done', 'eq', 'null'),
    ('due', 'eq', '"2026-01-02"'), ('at', 'eq', '"2026-01-01T13:00:00+01:00"'), ('at', 'eq', '"2026-01-01"'),
    ('stage', 'eq', '"Lost"'), ('stage', 'eq', '"lost"'),
    ('tags', 'eq', '["red", "green"]'), ('tags', 'eq', '["green", "red", "red"]'), ('tags', 'eq', '["green"]'), ('tags', 'eq', '[]'),
    ('tags', 'eq', '"red"'), ('tags', 'eq', 'null'),
    ('ref', 'eq', '"00000000-0000-0000-0000-00000000000B"'), ('code', 'eq', '"B2"'), ('code', 'eq', '""'), ('made_by', 'eq', '"me"'),
    ('made_by', 'eq', '"ada"'), ('made_by', 'eq', '"bob"');
SELECT col, op, value, found('ops', jsonb_build_object(col, jsonb_build_object(op, value))) FROM cases ORDER BY id;
TRUNCATE cases;

-- neq matches whatever eq does not, empty values included.
SELECT found('ops', '{"notes": {"neq": "under_score"}}'), found('ops', '{"amount": {"neq": 1}}'), found('ops', '{"done": {"neq": true}}'),
    found('ops', '{"due": {"neq": "2026-01-02"}}'), found('ops', '{"tags": {"neq": ["red"]}}'),
    found('ops', '{"ref": {"neq": "00000000-0000-0000-0000-00000000000b"}}'),
    found('ops', '{"amount": {"neq": null}}'), found('ops', '{"made_by": {"neq": "me"}}');

-- between includes its ends. Empty values match none of these operators but not_between.
INSERT INTO cases (col, op, value) VALUES
    ('name', 'gt', '"b"'), ('name', 'lt', '"b"'), ('stage', 'gte', '"new"'),
    ('amount', 'gt', '1'), ('amount', 'gte', '1'), ('amount', 'lt', '1'), ('amount', 'lte', '1'), ('amount', 'between', '[0, 1]'),
    ('amount', 'not_between', '[0, 1]'), ('amount', 'between', '[1, 0]'),
    ('priority', 'gt', '9007199254740992'), ('priority', 'lt', '9007199254740993'), ('priority', 'between', '[1, 2]'), ('priority', 'not_between', '[1, 2]'),
    ('price', 'gt', '0.1'), ('price', 'gte', '0.1'), ('price', 'lt', '0.10000000000000000000001'), ('price', 'between', '[0.1, 0.1]'),
    ('done', 'gt', 'false'), ('done', 'lte', 'false'),
    ('due', 'gt', '"2026-01-01"'), ('due', 'gte', '"2026-01-01"'), ('due', 'lt', '"2026-01-02"'), ('due', 'lte', '"2026-01-02"'),
    ('due', 'between', '["2026-01-01", "2026-01-02"]'), ('due', 'not_between', '["2026-01-01", "2026-01-02"]'),
    ('at', 'gt', '"2026-01-01T12:00:00Z"'), ('at', 'gte', '"2026-01-01T12:00:00Z"'), ('at', 'lt', '"2026-01-01T12:00:00Z"'),
    ('at', 'lte', '"2026-01-01T12:00:00Z"'), ('at', 'between', '["2026-01-01T12:00:00Z", "2026-01-02T00:00:00Z"]'),
    ('ref', 'gt', '"00000000-0000-0000-0000-00000000000a"'),
    ('ref', 'between', '["00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"]'),
    ('version', 'gte', '1'), ('version', 'gt', '1'), ('id', 'gt', '"00000000-0000-0000-0000-000000000000"'), ('created_at', 'lte', '"now"'),
    ('updated_at', 'after', '"2020-01-01"');
SELECT col, op, value, found('ops', jsonb_build_object(col, jsonb_build_object(op, value))) FROM cases ORDER BY id;
TRUNCATE cases;

-- in with a null matches what has no value. An empty list matches nothing, and its complement everything.
INSERT INTO cases (col, op, value) VALUES
    ('notes', 'in', '["under_score", " ", "nothing"]'), ('notes', 'in', '["", null]'), ('notes', 'not_in', '["under_score", " "]'),
    ('code', 'in', '["A1", ""]'), ('code', 'in', '["A1", "B2"]'),
    ('amount', 'in', '[1, 1.50]'), ('amount', 'not_in', '[1, 1.5]'), ('amount', 'in', '[]'), ('amount', 'not_in', '[]'), ('amount', 'in', '[1, null]'),
    ('amount', 'not_in', '[1, null]'), ('amount', 'in', '[null]'),
    ('priority', 'in', '[1, 9007199254740993]'), ('price', 'in', '[0.1000]'), ('done', 'in', '[true]'), ('done', 'not_in', '[true]'),
    ('done', 'in', '[true, false]'),
    ('due', 'in', '["2026-01-01", "2026-02-01"]'), ('due', 'in', '[]'), ('due', 'not_in', '["2026-01-01"]'), ('at', 'in', '["2026-01-01"]'),
    ('at', 'in', '["2026-01-02T00:00:00Z", null]'),
    ('stage', 'in', '["new", "won"]'), ('stage', 'not_in', '["new", "won"]'), ('ref', 'in', '["00000000-0000-0000-0000-00000000000a"]'),
    ('made_by', 'in', '["bob", "me"]');
SELECT col, op, value, found('ops', jsonb_build_object(col, jsonb_build_object(op, value))) FROM cases ORDER BY id;
TRUNCATE cases;

-- contains, starts_with and ends_with ignore case by default. %, _ and \ are plain characters. On a set, contains looks for an element.
INSERT INTO cases (col, op, value) VALUES
    ('notes', 'contains', '"STRASSE"'), ('notes', 'contains', '"STRAßE"'), ('notes', 'contains', '"SURE"'),
    ('notes', 'contains', '{"value": "SURE", "case_sensitive": true}'), ('notes', 'contains', '{"value": "sure", "case_sensitive": true}'),
    ('notes', 'contains', '{"value": "SURE"}'), ('notes', 'contains', '{"value": "SURE", "case_sensitive": false}'),
    ('notes', 'contains', '"0%"'), ('notes', 'contains', '"%"'), ('notes', 'contains', '"_"'), ('notes', 'contains', '"\\"'), ('notes', 'contains', '""'),
    ('notes', 'not_contains', '"_"'), ('notes', 'not_contains', '""'),
    ('notes', 'starts_with', '"UNDER"'), ('notes', 'starts_with', '"score"'), ('notes', 'starts_with', '{"value": "Under", "case_sensitive": true}'),
    ('notes', 'ends_with', '"SCORE"'), ('notes', 'ends_with', '"\\slash"'), ('notes', 'ends_with', '"_slash"'),
    ('stage', 'contains', '"O"'), ('made_by', 'starts_with', '"A"'),
    ('tags', 'contains', '"red"'), ('tags', 'not_contains', '"blue"');
SELECT col, op, value, found('ops', jsonb_build_object(col, jsonb_build_object(op, value))) FROM cases ORDER BY id;
TRUNCATE cases;

-- has_any, has_all and has_none take a single text as a list of one. Every set has all of an empty list.
INSERT INTO cases (col, op, value) VALUES
    ('tags', 'has_any', '["green", "blue"]'), ('tags', 'has_any', '"green"'), ('tags', 'has_any', '[]'), ('tags', 'has_all', '["red", "green"]'),
    ('tags', 'has_all', '"blue"'), ('tags', 'has_all', '[]'),
    ('tags', 'has_none', '["green", "blue"]'), ('tags', 'has_none', '[]');
SELECT col, op, value, found('ops', jsonb_build_object(col, jsonb_build_object(op, value))) FROM cases ORDER BY id;
TRUNCATE cases;

-- is_empty and its like are turned round by false. 0, false and " " are not empty.
SELECT col, found('ops', jsonb_build_object(col, '{"is_empty": true}'::jsonb)) AS is_empty,
    found('ops', jsonb_build_object(col, '{"is_not_empty": true}'::jsonb)) AS is_not_empty,
    found('ops', jsonb_build_object(col, '{"is_null": true}'::jsonb)) AS is_null, found('ops', jsonb_build_object(col, '{"exists": true}'::jsonb)) AS "exists"
FROM unnest(ARRAY['notes', 'amount', 'priority', 'price', 'done', 'due', 'at', 'stage', 'tags', 'ref', 'meta', 'code', 'made_by', 'id', 'version',
    'created_at']) col;
SELECT count(*) AS "turned round" FROM unnest(ARRAY['notes', 'amount', 'done', 'due', 'tags', 'meta']) col,
    (VALUES ('is_empty', 'is_not_empty'), ('is_null', 'is_not_null'), ('is_null', 'exists')) ops(op, complement)
WHERE found('ops', jsonb_build_object(col, jsonb_build_object(op, false))) = found('ops', jsonb_build_object(col, jsonb_build_object(complement, true)))
  AND found('ops', jsonb_build_object(col, jsonb_build_object(complement, false))) = found('ops', jsonb_build_object(col, jsonb_build_object(op, true)))
  AND found('ops', jsonb_build_object(col, jsonb_build_object(op, null))) = found('ops', jsonb_build_object(col, jsonb_build_object(op, true)));
-- In the list form they need no value.
SELECT found('ops', '[{"column": "notes", "operator": "is_empty"}]'), found('ops', '[{"column": "notes", "operator": "is_not_empty"}]');

-- Aliases mean the same. Case, spaces and hyphens do not matter.
CREATE TEMP TABLE aliases (col text, op text, alias text, value jsonb);
INSERT INTO aliases
    SELECT 'amount', op, alias, '1'::jsonb FROM (VALUES
        ('eq', 'equals'), ('eq', 'is'), ('eq', '='), ('eq', '=='), ('eq', 'EQ'), ('eq', ' eq '),
        ('neq', 'not_equals'), ('neq', 'is_not'), ('neq', 'ne'), ('neq', '!='), ('neq', '<>'), ('neq', 'Not Equals'), ('neq', 'is-not'),
        ('gt', '>'), ('gt', 'greater_than'), ('gte', '>='), ('gte', 'greater_than_or_equal'), ('lt', '<'), ('lt', 'less_than'), ('lte', '<='),
        ('lte', 'less_than_or_equal')) a(op, alias)
    UNION ALL SELECT 'due', op, alias, '"2026-01-02"'
    FROM (VALUES ('gt', 'after'), ('gte', 'on_or_after'), ('lt', 'before'), ('lte', 'on_or_before'), ('lte', 'On or before')) a(op, alias)
    UNION ALL SELECT 'stage', op, alias, '["new", "won"]'
    FROM (VALUES ('in', 'is_any_of'), ('not_in', 'is_none_of'), ('not_in', 'nin'), ('in', 'Is any of')) a(op, alias)
    UNION ALL SELECT 'tags', op, alias, '["red", "blue"]'
    FROM (VALUES ('has_any', 'has_any_of'), ('has_all', 'has_all_of'), ('has_none', 'has_none_of')) a(op, alias)
    UNION ALL SELECT 'notes', op, alias, '"s"' FROM (VALUES ('not_contains', 'does_not_contain')) a(op, alias)
    UNION ALL SELECT 'notes', op, alias, 'true' FROM (VALUES ('is_not_null', 'exists')) a(op, alias);
SELECT count(*) AS aliases, count(*) FILTER (WHERE found('ops', jsonb_build_object(col, jsonb_build_object(op, value))) = found('ops',
    jsonb_build_object(col, jsonb_build_object(alias, value)))
    AND found('ops', jsonb_build_array(jsonb_build_object('column', col, 'operator', op, 'value', value))) = found('ops',
        jsonb_build_array(jsonb_build_object('column', col, 'operator', alias, 'value', value)))) AS same FROM aliases;

-- Negations are exact complements: every record matches either a condition or its negation, for every operator on every column.
CREATE TEMP TABLE complements AS
    SELECT col, op, value FROM
        (VALUES ('notes', '"under_score"'::jsonb), ('name', '"b"'), ('code', '"B2"'), ('amount', '1'), ('priority', '2'), ('price', '0.1'),
            ('done', 'true'), ('due', '"2026-01-02"'), ('at', '"2026-01-01T12:00:00Z"'),
            ('stage', '"won"'), ('ref', '"00000000-0000-0000-0000-00000000000b"'), ('made_by', '"me"'), ('version', '1'), ('created_at', '"today"'),
            ('meta', '"one"'), ('meta.k', '1'), ('meta.0', '2')) c(col, operand),
        LATERAL (SELECT op, operand FROM unnest(ARRAY['eq', 'neq', 'gt', 'gte', 'lt', 'lte']) op
            UNION ALL SELECT op, jsonb_build_array(operand) FROM unnest(ARRAY['in', 'not_in']) op
            UNION ALL SELECT op, jsonb_build_array(operand, null) FROM unnest(ARRAY['in', 'not_in']) op
            UNION ALL SELECT op, '[]' FROM unnest(ARRAY['in', 'not_in']) op
            UNION ALL SELECT op, jsonb_build_array(operand, operand) FROM unnest(ARRAY['between', 'not_between']) op
            UNION ALL SELECT op, 'null' FROM unnest(ARRAY['eq', 'neq', 'is_empty', 'is_not_empty', 'is_null', 'exists']) op) o(op, value)
    UNION ALL SELECT col, op, '"e"'
    FROM unnest(ARRAY['notes', 'name', 'code', 'stage', 'made_by', 'meta']) col, unnest(ARRAY['contains', 'not_contains', 'starts_with', 'ends_with']) op
    UNION ALL SELECT 'tags', op, '["green", "blue"]' FROM unnest(ARRAY['eq', 'neq', 'has_any', 'has_all', 'has_none']) op
    UNION ALL SELECT 'tags', op, '"green"' FROM unnest(ARRAY['contains', 'not_contains']) op
    UNION ALL SELECT 'tags', op, '[]' FROM unnest(ARRAY['eq', 'neq', 'has_any', 'has_all', 'has_none']) op
    UNION ALL SELECT 'tags', op, 'null' FROM unnest(ARRAY['eq', 'neq', 'is_empty', 'is_not_empty', 'is_null', 'exists']) op;
CREATE FUNCTION pg_temp.is_complement(filter jsonb, complement jsonb) RETURNS bool
    LANGUAGE sql BEGIN ATOMIC
    SELECT dt_count('ops', filter) + dt_count('ops', complement) = dt_count('ops')
       AND dt_count('ops', jsonb_build_object('and', jsonb_build_array(filter, complement))) = 0
       AND dt_count('ops', jsonb_build_object('or', jsonb_build_array(filter, complement))) = dt_count('ops');
END;
SELECT count(*) AS checked, count(*) FILTER (WHERE pg_temp.is_complement(condition, jsonb_build_object('not', condition))) AS complements
FROM complements, LATERAL (SELECT jsonb_build_object(col, jsonb_build_object(op, value)) AS condition) c;
-- Some operators are each other's complement.
SELECT count(*) AS checked, count(*) FILTER (WHERE pg_temp.is_complement(jsonb_build_object(col, jsonb_build_object(op, value)),
    jsonb_build_object(col, jsonb_build_object(complement, value)))) AS complements
FROM complements JOIN (VALUES ('eq', 'neq'), ('in', 'not_in'), ('between', 'not_between'), ('contains', 'not_contains'), ('has_any', 'has_none'),
    ('is_empty', 'is_not_empty'), ('is_null', 'exists')) pairs(op, complement) USING (op);
-- Negated parts may stand within and, or and not.
SELECT count(*) AS checked, count(*) FILTER (WHERE pg_temp.is_complement(f, jsonb_build_object('not', f))) AS complements
FROM (SELECT jsonb_build_object(outer_, jsonb_build_array(a.condition, jsonb_build_object('not', b.condition))) AS f FROM unnest(ARRAY['and', 'or']) outer_,
    (VALUES ('{"amount": {"gt": 0}}'::jsonb), ('{"tags": {"has_none": ["red"]}}'), ('{"notes": {"is_empty": true}}'),
        ('{"due": {"not_in": ["2026-01-01"]}}')) a(condition),
    (VALUES ('{"stage": "won"}'::jsonb), ('{"done": {"neq": true}}'), ('{"meta.k": 1}'), ('{"at": {"lt": "2026-01-02"}}')) b(condition)) filters;
-- Empty values match every negation.
SELECT found('ops', f) FROM unnest(ARRAY['{"notes": {"neq": "x"}}', '{"amount": {"not_in": [1, 1.5, -3, 0]}}', '{"amount": {"not_between": [-10, 10]}}',
    '{"notes": {"not_contains": "e"}}', '{"tags": {"has_none": ["red"]}}', '{"not": {"due": {"gt": "2000-01-01"}}}']::jsonb[]) f;

-- An operator that does not apply to a column is refused with a list of those that do.
SELECT dt_count('ops', '{"amount": {"contains": "1"}}');
SELECT dt_count('ops', '{"tags": {"gt": "red"}}');
SELECT dt_count('ops', '{"done": {"has_any": ["x"]}}');
SELECT dt_count('ops', '{"tags": {"in": ["red"]}}');
SELECT dt_count('ops', '{"notes": {"has_any": ["x"]}}');

SELECT dt_drop_table('ops', permanently => true);

-- A json column takes any JSON value, or one that satisfies a JSON Schema.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Things', '{"columns": [{"key": "v", "type": "json"}]}') ->> 'slug' AS slug;

-- ## Without a schema everything is accepted but null, which is empty

SELECT given, put('things', given) AS stored
FROM unnest(ARRAY['{"a": {"b": [1, 2]}}', '[]', '{}', '[null]', '{"a": null}', '"text"', '""', '0', 'false', '1.50', '1e400'::text, 'null',
    '{"__proto__": {"x": 1}, "constructor": 1}', '{"''; drop table x; --": 1}', '{"": 1, " ": 2, "a.b": 3, "💥": 4}', '{"a": 1, "a": 2}', '"\u0000"',
    '{"\u0000": 1}'])
    WITH ORDINALITY AS g(given, n) WHERE given <> '1e400' ORDER BY n;

-- Large and deep values are accepted.

SELECT (SELECT count(*) FROM jsonb_object_keys(data -> 'v')) AS keys
FROM dt_insert('things', jsonb_build_object('v', (SELECT jsonb_object_agg('key ' || i, i) FROM generate_series(1, 10000) AS i)));
SELECT length(put('things', repeat('[', 100) || repeat(']', 100))) AS "100 levels", put('things', repeat('[', 2000) || repeat(']', 2000)) AS "2,000 levels";

-- ## With a schema

SELECT dt_create_table('Parts', '{"columns": [{"key": "v", "type": "json", "config": {"schema": {
    "type": "object", "required": ["sku"], "additionalProperties": false,
    "properties": {"sku": {"type": "string", "pattern": "^[a-z]+$"}, "sizes": {"type": "array", "items": {"$ref": "#/$defs/size"}}},
    "$defs": {"size": {"type": "number", "minimum": 0}}}}}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('parts', ARRAY['{"sku": "abc"}', '{"sku": "abc", "sizes": [1, 2.5]}', 'null', '{}', '{"sku": 1}', '{"sku": "ABC"}',
    '{"sku": "a", "sizes": [1, -2]}', '{"sku": "a", "color": "red"}', '[]', '"abc"']);

-- All faults are told at once.

SELECT try($$SELECT dt_insert('parts', '{"v": {"sku": 5, "sizes": [-1, "x"], "more": true}}')$$) AS error;

-- A schema may refer to itself. A value is then followed down to 100 levels.

SELECT dt_create_table('Trees', '{"columns": [{"key": "v", "type": "json", "config": {"schema": {"$ref": "#/$defs/node", "$defs": {"node":
    {"type": "array", "items": {"$ref": "#/$defs/node"}}}}}}]}') ->> 'slug' AS slug;
SELECT levels, left(put('trees', repeat('[', levels) || repeat(']', levels)), 80) AS stored FROM unnest(ARRAY[1, 3]) AS levels;
SELECT length(put('trees', repeat('[', 100) || repeat(']', 100))) AS "100 levels", put('trees', repeat('[', 101) || repeat(']', 101)) AS "101 levels";
SELECT put('trees', repeat('[', 5000) || repeat(']', 5000)) AS "5,000 levels";
SELECT try(format('SELECT dt_validate(''trees'', %L)', '{"v": ' || repeat('[', 5000) || repeat(']', 5000) || '}')) AS "validate 5,000 levels";
SELECT try(format('SELECT dt_validate(''trees'', %L)', '{"v": ' || repeat('[', 101) || repeat(']', 101) || '}')) AS "validate 101 levels";
SELECT put('trees', '[[], [[1]]]') AS stored;

-- A schema may allow nothing, or everything.

SELECT dt_add_column('things', 'no', 'json', '{"config": {"schema": false}}') -> 'config' AS config;
SELECT dt_add_column('things', 'yes', 'json', '{"config": {"schema": true}}') -> 'config' AS config;
SELECT put('things', '1', 'no') AS no, put('things', '1', 'yes') AS yes;

-- ## Bad schemas are refused, and nothing outside is ever fetched

SELECT config, regexp_replace(try_config('things', 'json', config), '\n.*', '') AS error
FROM unnest(ARRAY['{"schema": 5}', '{"schema": {"type": "strin"}}', '{"schema": {"minimum": "1"}}', '{"schema": {"pattern": "("}}',
    '{"schema": {"$ref": "#/$defs/none"}}',
    '{"schema": {"$ref": "https://example.com/schema.json"}}', '{"schema": {"$ref": "file:///etc/passwd"}}', '{"scheme": {}}'])
    WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required: an empty list, object or text is empty. JSON as a whole is neither unique nor indexed

SELECT dt_create_table('Needs', '{"columns": [{"key": "v", "type": "json", "required": true}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('needs', ARRAY['{"a": 1}', '0', 'false', '{}', '[]', '""', 'null']);
SELECT try($$SELECT dt_alter_column('needs', 'v', '{"unique": true}')$$);
SELECT try($$SELECT dt_alter_column('needs', 'v', '{"index": true}')$$);

-- ## Default

SELECT dt_add_column('things', 'meta', 'json', '{"default": {"n": 1.50}}') -> 'default' AS default;
SELECT data FROM dt_insert('things', '{}');

CALL drop_tables();

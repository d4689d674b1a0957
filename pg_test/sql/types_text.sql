-- A text is one line (aliases string, single_line_text).

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Notes', '{"columns": [{"key": "v", "type": "text"}]}') ->> 'slug' AS slug;

-- ## Accepted, and stored as given

SELECT * FROM put_each('notes', ARRAY['"Acme"', '""', '" "', '"  both ends  "', '"Größe"', '"日本語"', '"👩‍👩‍👧"', '"\u05d0\u202eabc\u202c"',
    '"tab\there"', '"say \"hi\""', '"it''s"', '"back\\slash"', '"''; DROP TABLE dt.tables; --"', '"$1 %s {0}"', '"null"']);

-- A null value is the same as an absent one.

SELECT data FROM dt_insert('notes', '{"v": null}');

-- ## Refused

SELECT * FROM put_each('notes', ARRAY['1', 'true', '["a"]', '{"a": 1}', '[]', '"two\nlines"', '"two\rlines"', '"a\u0000b"',
    '"\ud83d"']) AS g(given, fault);

-- ## Length: in characters, not bytes

SELECT dt_alter_column('notes', 'v', '{"config": {"min_length": 0, "max_length": 40}}') -> 'config' AS config;
SELECT dt_create_table('Codes', '{"columns": [{"key": "v", "type": "string", "config": {"min_length": 2, "max_length": 4}}]}')
    #>> '{columns,0,type}' AS type;
SELECT * FROM put_each('codes', ARRAY['"a"', '"ab"', '"abcd"', '"abcde"', '"👍👍👍👍"', '"👍👍👍👍👍"', '"👍"', '"é"', '"e\u0301"', '""', 'null']);

-- Each code point counts, also combining ones and marks for the direction of text.

SELECT * FROM put_each('codes', ARRAY['"e\u0301e\u0301"', '"e\u0301e\u0301e"', '"\u200fab\u200e"', '"\u200fabc\u200e"', '"👩‍👩"', '"👩‍👩‍👧"']);
SELECT length(data ->> 'v'), octet_length(data ->> 'v') FROM dt_insert('notes', jsonb_build_object('v', repeat('👍', 40)));
SELECT put('notes', to_json(repeat('👍', 41))::text) AS "one too many";
SELECT dt_add_column('notes', 'any', 'text') ->> 'type' AS type;
SELECT length(data ->> 'any') FROM dt_insert('notes', jsonb_build_object('any', repeat('0123456789', 1048576)));
SELECT put('notes', to_json(repeat('0123456789', 1048576) || E'\n')::text, 'any') ~ '… must not have line breaks$' AS "refused, and cut in the message";

-- ## Pattern: it may match anywhere unless it is anchored, and takes linear time

SELECT dt_add_column('codes', 'sku', 'text', '{"config": {"pattern": "^[A-Z]{2}-\\d+$"}}') #>> '{config,pattern}' AS pattern;
SELECT * FROM put_each('codes', ARRAY['"AB-12"', '"AB-"', '"ab-12"', '" AB-12"', '"AB-12\n"', '""'], 'sku');

SELECT dt_add_column('codes', 'slow', 'text', '{"config": {"pattern": "^(a+)+$"}}') #>> '{config,pattern}' AS pattern;
SELECT put('codes', to_json(repeat('a', 40) || 'b')::text, 'slow') AS fault;
SELECT try($$SELECT dt_add_column('codes', 'bad', 'text', '{"config": {"pattern": "("}}')$$) LIKE '22023 %' AS "no regular expression";
SELECT try($$SELECT dt_add_column('codes', 'bad', 'text', '{"config": {"pattern": "(?=a)b"}}')$$) LIKE '22023 %' AS "no look-around";

-- ## Bad config

SELECT config, try_config('codes', 'text', config) AS error
FROM unnest(ARRAY['{"min_length": 3, "max_length": 2}', '{"max_length": 0}', '{"min_length": -1}', '{"max_length": "5"}', '{"max_length": 2.5}',
    '{"maxlength": 5}', '{"xyz": 1}', '[]', '5']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default

SELECT dt_create_table('Tags', '{"columns": [{"key": "v", "type": "text", "required": true, "unique": true},
    {"key": "kind", "type": "text", "default": "plain", "config": {"max_length": 8}}]}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('tags', '{"v": "a"}');
SELECT data FROM dt_insert('tags', '{"v": "A", "kind": "loud"}');
SELECT * FROM put_each('tags', ARRAY['"a"', '"a "', '""', 'null', '" "']);
SELECT try($$SELECT dt_insert('tags', '{}')$$);
SELECT try($$SELECT dt_alter_column('tags', 'kind', '{"default": "much too long"}')$$);
SELECT try($$SELECT dt_alter_column('tags', 'kind', '{"default": 5}')$$);

CALL drop_tables();

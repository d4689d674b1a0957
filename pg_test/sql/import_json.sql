-- Arrays of objects, and lines of objects.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
SELECT dt_create_table_from('Things', '[{"name": "Acme", "size": 12.50, "tags": ["a", "b"], "meta": {"color": "red"}, "ok": true},
    {"name": "Globex", "size": null, "tags": [], "meta": {"n": 1e2}}, {"size": 12345678901234567890,
        "name": "7"}]') - '{columns_created,faults}'::text[] AS report;
SELECT key, type FROM dt_columns('things');
SELECT data FROM dt_query('things', '{"sort": "id"}');

-- ## Lines; keys that only later objects have; null is empty
SELECT dt_import('things', E'{"name": "x"}\n\n{"name": "y", "ok": "yes"}\r\n{"name": null, "size": "1,200.50"}',
    '{"match_on": []}') -> 'inserted' AS inserted;
SELECT data FROM dt_query('things', '{"sort": "id", "offset": 3}');
SELECT try($$SELECT dt_import('things', '[{"name": "x"}, {"name": "y", "more": 1}]')$$);
-- A key that appears after the first 10,000 objects.
SELECT dt_import('things', ((SELECT string_agg('{"name": "n' || n || E'"}\n', '' ORDER BY n) FROM generate_series(1, 10500) n) || '{"name": "last",
    "size": 5}')::bytea) -> 'inserted' AS inserted;
SELECT data FROM dt_query('things', '{"filter": {"name": "last"}}');
SELECT split_part(try(format('SELECT dt_import(''things'', %L)', ((SELECT string_agg('{"name": "n' || n || E'"}\n',
    '' ORDER BY n) FROM generate_series(1, 10500) n) || '{"name": "last", "szie": 5}')::bytea)), E'\n', 1);

-- ## A text in JSON is a text: only what breaks a rule is read
SELECT dt_create_table('Any', '{"columns": [{"key": "j", "type": "json"}, {"key": "n", "type": "number"}]}') ->> 'slug' AS slug;
SELECT dt_import('any', '[{"j": "null", "n": "5"}, {"j": "[1]", "n": 6}, {"j": [1, null]}, {"j": "12"}]') -> 'inserted' AS inserted;
SELECT data FROM dt_query('any', '{"sort": "id"}');
SELECT dt_import('any', E'j,n\n[1],5\n"{""a"": 1}",\ntext,\n') -> 'inserted' AS inserted;
SELECT data FROM dt_query('any', '{"sort": "id", "offset": 4}');

-- Numbers that PostgreSQL cannot hold.
SELECT dt_import('any', ('[{"n": 1e999999999}, {"n": ' || repeat('9', 150000) || '}, {"n": 5}]')::bytea, '{"on_error": "skip",
    "dry_run": true}') - '{left_out,columns_created,options_created}'::text[] AS report;
-- One object in one line is one record. A list in an object is its records only where the object has nothing else.
SELECT dt_import('any', '{"n": 5, "j": [{"x": 1}]}') -> 'inserted' AS inserted;
SELECT dt_import('any', E'{\n"data": [{"n": 1}, {"n": 2}]}') -> 'inserted' AS inserted;
SELECT try($$SELECT dt_import('any', E'{\n"name": "Acme", "contacts": [{"n": 1}]}')$$);
SELECT try($$SELECT dt_import('any', '[{"a\\u0000": 1}]')$$);

-- ## What is no table, or no JSON
SELECT try(format('SELECT dt_import(''any'', %L)', content)) FROM unnest(ARRAY['{"j": 1', '[{"j": 1}, {"j": }]', '[1, 2]', '{"rows": [{"j": 1}],
    "n": 5}', '[[1], [2]]', E'{"j": 1}\n{"j": 2',
    '[{"j": 1}] x', E'{"j": 1}\n[2]\n']) content;
SELECT split_part(try(format('SELECT dt_import(''any'', %L)', repeat('[', 100000))), E'\n', 1);
SELECT split_part(try(format('SELECT dt_import(''any'', %L)', '[{"j": ' || repeat('[', 20000) || repeat(']', 20000) || '}]')), E'\n', 1);
SELECT dt_import('any', '[]', '{"dry_run": true}') -> 'rows' AS rows;
SELECT dt_import('any', '[{"j": 1, "j": 2}]', '{"dry_run": true}') -> 'inserted' AS inserted;
CALL drop_tables();

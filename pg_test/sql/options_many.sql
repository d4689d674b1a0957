-- Options: none at first, up to 10,000, matched in Unicode NFC.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Shop', '{"columns": [{"key": "s", "type": "select", "create_options": true}, {"key": "m", "type": "multi_select", "config": {"options": []}, "create_options": true},
    {"key": "t", "type": "text"}]}') -> 'columns' -> 0 -> 'config' AS config;
SELECT try_column('shop', 'select', '{}');
SELECT left(try_config('shop', 'select', '{"options": []}'), 80);
SELECT dt_alter_column('shop', 's', '{"label": "S"}') ->> 'label' AS label;
SELECT dt_add_column('shop', 'st', 'status', '{"create_options": true}') -> 'config' AS config;
SELECT dt_alter_column('shop', 't', '{"type": "select", "create_options": true}') -> 'config' AS config;
SELECT put('shop', '"a"', 's') AS s;
SELECT errors FROM dt_insert_many('shop', '[{"s": "a", "m": "x, y"}]', '{"typecast": true, "create_options": true}');
SELECT key, config FROM dt_columns('shop');

-- A letter with its accent is one letter or two.

SELECT dt_alter_column('shop', 's', '{"config": {"options": ["Cafe\u0301", "b"]}, "on_failure": "null"}') -> 'config' = '{"options": [{"value": "Caf\u00e9"}, {"value": "b"}]}' AS composed;
SELECT put('shop', '"Caf\u00e9"', 's') = '"Café"' AS composed, put('shop', '"Cafe\u0301"', 's') = '"Café"' AS decomposed;
SELECT dt_alter_column('shop', 'm', '{"config": {"options": ["Cafe\u0301", "x", "y"]}}') ->> 'key' AS key;
SELECT put('shop', '["x", "Cafe\u0301"]', 'm') AS m, put('shop', '["Caf\u00e9", "Cafe\u0301"]', 'm') AS twice;
SELECT dt_validate('shop', '{"s": " CAFE\u0301 "}', '{"typecast": true}') -> 'data' AS data;
SELECT try($$SELECT dt_alter_column('shop', 's', '{"config": {"options": ["Cafe\u0301", "Caf\u00e9"]}}')$$);
SELECT count(*) FROM dt_insert_many('shop', '[{"m": "E\u0301clair"}, {"m": "\u00c9clair, x"}]', '{"typecast": true, "create_options": true}');
SELECT config -> 'options' -> 3 ->> 'value' = 'Éclair' AS composed, jsonb_array_length(config -> 'options') AS options FROM dt_columns('shop') WHERE key = 'm';

-- 10,000 are allowed, and no more. The most new ones of a call are said by max_options.

SELECT jsonb_array_length(dt_add_column('shop', 'big', 'select', jsonb_build_object('config', jsonb_build_object('options',
    (SELECT jsonb_agg('o' || n) FROM generate_series(1, 10000) AS n)))) #> '{config,options}') AS options;
SELECT put('shop', '"o9999"', 'big') AS big, put('shop', '"o10001"', 'big') ~ 'none of the options' AS refused;
SELECT left(try_config('shop', 'select', (SELECT jsonb_build_object('options', jsonb_agg('o' || n)) FROM generate_series(1, 10001) AS n)::text), 80);
SELECT left(try(format('SELECT dt_insert_many(''shop'', %L, %L)', (SELECT jsonb_agg(jsonb_build_object('t', 't' || n)) FROM generate_series(1, 101) AS n),
    '{"typecast": true, "create_options": true}')), 60);
SELECT count(*) FROM dt_insert_many('shop', (SELECT jsonb_agg(jsonb_build_object('t', 't' || n)) FROM generate_series(1, 101) AS n),
    '{"typecast": true, "create_options": true, "max_options": 101}');
SELECT try($$SELECT dt_insert_many('shop', '[]', '{"max_options": 5}')$$);

CALL drop_tables();

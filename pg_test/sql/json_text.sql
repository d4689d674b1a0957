-- Text that is JSON becomes JSON, and goes back as the same text; sets are quoted as CSV does.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/typecast.sql"`

SELECT dt_create_table('Sheet', '{"columns": [{"key": "j", "type": "json"}, {"key": "text_only", "type": "json", "config": {"schema": {"type": "string"}}},
    {"key": "c", "type": "currency", "config": {"scale": 2}}, {"key": "l", "type": "location"},
    {"key": "m", "type": "multi_select", "config": {"options": ["a", "b", "white, off", "x;y"]}}, {"key": "u", "type": "user",
    "config": {"allow_multiple": true}}]}') ->> 'slug' AS slug;
SELECT given, read_as('j', given) AS j, read_as('text_only', given) AS text_only
FROM unnest(ARRAY['{"a": 1}', '[1, 2]', '12', 'true', 'null', '"12"', 'Acme', ' {"a": 1} ', '{"a": 1', '']) AS given;
SELECT data FROM dt_insert('sheet', '{"j": "{\"a\": 1}"}');
SELECT read_as('c', '{"amount": 12.5, "currency": "eur"}') AS c, read_as('c', '{"amount": 12.345, "currency": "EUR"}') AS c, read_as('c', '{"sum": 1}') AS c;
SELECT read_as('l', '[48.1, 11.5]'::jsonb) AS l, read_as('l', '[48.1, 11.5]') AS l, read_as('l', '48.1, 11.5') AS l, read_as('l', '[1, 2, 3]'::jsonb) AS l;
SELECT read_as('m', 'a, "white, off"; "x;y"') AS m, read_as('m', '["a", "b"]') AS m, read_as('u', 'u1, "u,2"') AS u;

CREATE FUNCTION there_and_back(type text, config jsonb, vals jsonb) RETURNS TABLE (before jsonb, written text, after jsonb) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dt_create_table('Trip', jsonb_build_object('columns', jsonb_build_array(jsonb_build_object('key', 'v', 'type', type, 'config', config))));
    PERFORM dt_insert_many('trip', (SELECT jsonb_agg(jsonb_build_object('v',
    value) ORDER BY n) FROM jsonb_array_elements(vals) WITH ORDINALITY AS e(value, n)));
    CREATE TEMPORARY TABLE trips AS SELECT id, data -> 'v' AS before, NULL::text AS written FROM dt_query('trip');
    PERFORM dt_alter_column('trip', 'v', '{"type": "long_text"}');
    UPDATE trips AS t SET written = q.data ->> 'v' FROM dt_query('trip') AS q WHERE q.id = t.id;
    PERFORM dt_alter_column('trip', 'v', jsonb_build_object('type', type, 'config', config));
    RETURN QUERY SELECT t.before, t.written, q.data -> 'v' FROM trips AS t JOIN dt_query('trip') AS q USING (id) ORDER BY id;
    DROP TABLE trips;
    PERFORM dt_drop_table('trip', true);
END $$;
SELECT * FROM there_and_back('json', '{}', '[{"a": [1, null]}, [1, "2"], 12, "12", true, "true", "null", "Acme", "{\"a\": 1}", "a\nb", "  x ", "\"q\""]');
SELECT * FROM there_and_back('multi_select', '{"options": ["a", "b", "white, off", "x;y", "a, b", "\"q\"", "[1]"]}', '[["a", "b"], ["white, off"],
    ["a, b"], ["x;y", "a"], ["\"q\""], ["[1]", "b"], ["a"]]');
SELECT * FROM there_and_back('user', '{"allow_multiple": true}', '[["u1", "u2"], ["u,1"], ["u1"]]');

DROP FUNCTION there_and_back;

-- The braces and commas of JSON are not those of a person: only a set is read out of a list. The word null is a text.
SELECT dt_create_table('Mixed', '{"columns": [{"key": "j", "type": "json"}, {"key": "t", "type": "text"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('mixed', '[{"j": {"a": 1, "b": 2}, "t": "null"}, {"j": ["a", "b"], "t": " null "}, {"j": "a, b", "t": "\u00a01"}]');
SELECT type, c -> 'converted' AS converted, c -> 'failed' AS failed, c #> '{examples,0,value}' AS example FROM unnest(ARRAY['multi_select',
    'person_name', 'select', 'email']) type, dt_alter_column('mixed', 'j', jsonb_build_object('type', type, 'dry_run', true)) c;
SELECT dt_alter_column('mixed', 't', '{"type": "json"}') -> 'failed' AS failed;
SELECT data -> 't' AS t FROM dt_query('mixed', '{"sort": "id"}');
CALL drop_tables();

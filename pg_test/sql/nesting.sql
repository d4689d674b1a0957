-- A value is nested in at most 100 levels, in every table. What was deeper before stays, and its record can be written.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
CREATE FUNCTION nested(levels int) RETURNS jsonb LANGUAGE sql AS $$SELECT (repeat('[', levels) || repeat(']', levels))::jsonb$$;
SELECT dt_create_table('Deep', '{"open": true, "columns": [{"key": "j", "type": "json"}, {"key": "name", "type": "text"}]}') ->> 'slug';
SELECT key, try(format($$SELECT 1 FROM dt_insert('deep', jsonb_build_object(%L, nested(100)))$$, key)) AS hundred,
    try(format($$SELECT dt_insert('deep', jsonb_build_object(%L, nested(101)))$$, key)) AS more
FROM unnest(ARRAY['j', 'free']) key;
SELECT try($$SELECT * FROM dt_insert_many('deep', jsonb_build_array(jsonb_build_object('j', nested(5000))))$$);
SELECT id IS NOT NULL AS written, errors #>> '{0,code}' AS code FROM dt_insert_many('deep', jsonb_build_array('{"name": "a"}'::jsonb,
    jsonb_build_object('j', nested(5000)), '{"name": "b"}'::jsonb), '{"on_error": "skip"}');
SELECT try($$SELECT dt_validate('deep', jsonb_build_object('j', nested(101)))$$);
SELECT try($$SELECT dt_insert('deep', jsonb_build_object('name', nested(101)))$$) AS no_text;

-- ## A record from before the limit
SELECT format('INSERT INTO dt_data.%I (data) VALUES (jsonb_build_object(''j'', nested(3000), ''name'', ''old''))', relname) AS before
FROM pg_class WHERE relnamespace = 'dt_data'::regnamespace AND relname ~ '^deep_[0-9]+$' \gset
SET session_replication_role = replica;
:before;
RESET session_replication_role;
SELECT dt_update_where('deep', '{"name": "old"}', '{"name": "new"}');
SELECT dt_add_column('deep', 'k', 'json', '{"config": {"schema": {"type": "object"}}}') ->> 'key';
SELECT dt_update_where('deep', '{"name": "new"}', '{"k": {"a": 1}}');
SELECT try($$SELECT dt_update_where('deep', '{"name": "new"}', jsonb_build_object('j', nested(200)))$$);
SELECT dt_update_where('deep', '{"name": "new"}', '{"j": null}');

DROP FUNCTION nested;
CALL drop_tables();

-- A schema that refers to itself takes bounded work.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Steps', '{"columns": [
  {"key": "one", "type": "json", "config": {"schema": {"$ref": "#/$defs/n", "$defs": {"n": {"oneOf": [
     {"type": "array", "items": {"$ref": "#/$defs/n"}, "minItems": 0},
     {"type": "array", "items": {"$ref": "#/$defs/n"}, "maxItems": 0}]}}}}},
  {"key": "tree", "type": "json", "config": {"schema": {"$ref": "#/$defs/n", "$defs": {"n": {
     "type": "object", "required": ["name"], "additionalProperties": false,
     "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/n"}}}}}}}}]}') ->> 'slug';
-- Words for what is wrong would take 2^100 steps.
SELECT dt_validate('steps', jsonb_build_object('one', (repeat('[', 100) || repeat(']', 100))::jsonb))->'errors'->0->>'message' AS message;
-- Definitions that refer to the next one twice.
SELECT dt_add_column('steps', 'twice', 'json', jsonb_build_object('config', jsonb_build_object('schema', jsonb_build_object(
  '$ref', '#/$defs/d0', '$defs', jsonb_object_agg('d' || i, jsonb_build_object('allOf', jsonb_build_array(next, next))) || '{"d40": {}}')))) ->> 'type'
FROM generate_series(0, 39) i, jsonb_build_object('$ref', '#/$defs/d' || i + 1) next;
DO $$
DECLARE
  started timestamptz := clock_timestamp();
BEGIN
  PERFORM dt_insert('steps', '{"twice": 1}');
EXCEPTION WHEN program_limit_exceeded THEN
  RAISE NOTICE '% (soon: %)', sqlerrm, clock_timestamp() - started < '10 s';
END
$$;
SELECT dt_validate('steps', '{"twice": [1]}');
-- Trees of any size are checked.
SELECT dt_validate('steps', jsonb_build_object('tree', jsonb_build_object('name', 'root', 'children',
  jsonb_agg(jsonb_build_object('name', 'n' || i)))))->>'valid' AS valid
FROM generate_series(1, 20000) i;
SELECT dt_validate('steps', '{"tree": {"name": "root", "children": [{"name": "a", "children": [{"nam": "b"}]}]}}')->'errors'->0->>'message' AS message;

CALL drop_tables();

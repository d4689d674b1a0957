-- Many records in one call.

CREATE FUNCTION dt_insert_many(
    table_name text,
    records jsonb,
    options jsonb DEFAULT '{}'
) RETURNS TABLE (id uuid, errors jsonb)
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_insert_many';
COMMENT ON FUNCTION dt_insert_many(text, jsonb, jsonb) IS
    'Stores an array of records, all or nothing; returns their ids in order. Options: typecast, create_options, date_order, decimal_mark, time_zone, on_error (skip stores the good records and returns the errors of the others). Example: SELECT id, errors FROM dt_insert_many(''deals'', ''[{"name": "Initech", "amount": "1,234.50"}]'', ''{"typecast": true}'')';

CREATE FUNCTION dt_update_many(
    table_name text,
    patches jsonb,
    options jsonb DEFAULT '{}'
) RETURNS TABLE (id uuid, version bigint, errors jsonb)
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_update_many';
COMMENT ON FUNCTION dt_update_many(text, jsonb, jsonb) IS
    'Merges a patch into each of many records; returns a row for each, in order. A record that is not there has no version. Options as dt_insert_many. Example: SELECT id, version FROM dt_update_many(''deals'', ''[{"id": "0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c", "patch": {"amount": 5}, "expected_version": 1}]'')';

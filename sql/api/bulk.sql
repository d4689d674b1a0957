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

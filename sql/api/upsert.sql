-- Records that are updated where they exist and inserted where they do not.

CREATE FUNCTION dt_upsert(
    table_name text,
    records jsonb,
    match_on text[],
    options jsonb DEFAULT '{}'
) RETURNS TABLE (id uuid, inserted boolean, errors jsonb)
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_upsert';
COMMENT ON FUNCTION dt_upsert(text, jsonb, text[], jsonb) IS
    'Updates the records that agree in unique columns, inserts the others; returns a row for each, in order. Options as dt_insert_many. Example: SELECT * FROM dt_upsert(''deals'', ''[{"name": "Acme", "amount": 5}]'', ARRAY[''name''])';

-- What the statement of a query calls to write its results.

CREATE FUNCTION dt.iso_timestamp(instant timestamptz) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_iso_timestamp';
COMMENT ON FUNCTION dt.iso_timestamp(timestamptz) IS
    'An instant as data stores it, RFC 3339 in UTC. Example: SELECT dt.iso_timestamp(now())';

CREATE FUNCTION dt.pick(data jsonb, keys text[]) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_pick';
COMMENT ON FUNCTION dt.pick(jsonb, text[]) IS
    'Only some keys of an object. Example: SELECT dt.pick(''{"a": 1, "b": 2}'', ARRAY[''a''])';

CREATE FUNCTION dt.record_json(id uuid, data jsonb, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint)
    RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_record_json';
COMMENT ON FUNCTION dt.record_json(uuid, jsonb, timestamptz, timestamptz, text, text, bigint) IS
    'A record as dt_page returns it. Example: SELECT dt.record_json(id, data, created_at, updated_at, created_by, updated_by, version) FROM dt_data.deals_1';

CREATE FUNCTION dt.page_json(records jsonb[], total bigint, next text, previous text) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_page_json';
COMMENT ON FUNCTION dt.page_json(jsonb[], bigint, text, text) IS
    'A page as dt_page returns it; no records at all are NULL. Example: SELECT dt.page_json(ARRAY[''{"id": 1}''::jsonb], 1, NULL, NULL)';

CREATE FUNCTION dt.cursor(fingerprint bigint, inclusive boolean, keys bytea[]) RETURNS text
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_cursor';
COMMENT ON FUNCTION dt.cursor(bigint, boolean, bytea[]) IS
    'A cursor of dt_page, of the sort keys of a record; for generated SQL only. Example: SELECT dt.cursor(1, false, ARRAY[''\x00''::bytea])';

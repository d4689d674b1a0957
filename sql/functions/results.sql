-- What the statement of a query calls to write its results.

CREATE FUNCTION dt.iso_timestamp(instant timestamptz) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_iso_timestamp';
COMMENT ON FUNCTION dt.iso_timestamp(timestamptz) IS
    'Writes an instant as data stores it: RFC 3339 in UTC. Called by queries and aggregates, and by dt_describe. Example: SELECT dt.iso_timestamp(''2026-01-28 14:30:00+01'')';

CREATE FUNCTION dt.in_zone(instant timestamptz, zone text) RETURNS timestamp
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_in_zone';
COMMENT ON FUNCTION dt.in_zone(timestamptz, text) IS
    'Returns the local time of an instant in a time zone. Called by queries for parts of datetimes, and by aggregates. Example: SELECT to_char(dt.in_zone(''2026-07-01T12:00:00Z'', ''Europe/Berlin''), ''HH24:MI'')';

CREATE FUNCTION dt.pick(data jsonb, keys text[]) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_pick';
COMMENT ON FUNCTION dt.pick(jsonb, text[]) IS
    'Returns an object with only some of its keys. Called by queries that name their columns, and by dt_replace. Example: SELECT dt.pick(''{"a": 1, "b": 2}'', ARRAY[''a''])';

CREATE FUNCTION dt.record_json(id uuid, data jsonb, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint)
    RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_record_json';
COMMENT ON FUNCTION dt.record_json(uuid, jsonb, timestamptz, timestamptz, text, text, bigint) IS
    'Writes a record as dt_page returns it. Called by dt_page. Example: SELECT dt.record_json(id, data, created_at, updated_at, created_by, updated_by, version) FROM dt_data.deals_1';

CREATE FUNCTION dt.page_json(records jsonb[], total bigint, next text, previous text, most bigint DEFAULT NULL) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_page_json';
COMMENT ON FUNCTION dt.page_json(jsonb[], bigint, text, text, bigint) IS
    'Writes a page as dt_page returns it; NULL for the records is an empty list; a total beyond most is most, with more. Called by dt_page. Example: SELECT dt.page_json(ARRAY[''{"id": 1}''::jsonb], 1, NULL, NULL)';

CREATE FUNCTION dt.cursor(fingerprint bigint, inclusive boolean, keys bytea[]) RETURNS text
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_cursor';
COMMENT ON FUNCTION dt.cursor(bigint, boolean, bytea[]) IS
    'Writes the cursor of a record out of the record''s sort keys. Called by dt_page. Example: SELECT dt.cursor(1, false, ARRAY[''\x00''::bytea])';

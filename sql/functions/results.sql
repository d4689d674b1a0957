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

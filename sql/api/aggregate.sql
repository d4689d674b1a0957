-- Groups of records.

CREATE FUNCTION dt_aggregate(
    table_name text,
    query jsonb
) RETURNS SETOF jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_aggregate';
COMMENT ON FUNCTION dt_aggregate(text, jsonb) IS
    'Groups records; returns one object per group with what its functions make of it. Example: SELECT * FROM dt_aggregate(''deals'', ''{"group_by": ["stage"], "aggregates": {"n": "count", "total": {"sum": "amount"}}, "sort": "-total"}'')';

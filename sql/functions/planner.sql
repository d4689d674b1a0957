-- What PostgreSQL's planner calls.

CREATE FUNCTION dt.query_rows(internal) RETURNS internal
    STRICT
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_query_rows';
COMMENT ON FUNCTION dt.query_rows(internal) IS
    'How many rows the planner expects of dt_query: the limit of a constant document. Example: dt_query is declared with SUPPORT dt.query_rows';

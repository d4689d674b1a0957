-- What PostgreSQL's planner calls.

CREATE FUNCTION dt.query_rows(request internal) RETURNS internal
    STRICT
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_query_rows';
COMMENT ON FUNCTION dt.query_rows(internal) IS
    'Estimates how many rows a call of dt_query returns: the limit of its document, if the document is a constant. Called by the planner as the support function of dt_query. Example: SELECT oid::regprocedure FROM pg_proc WHERE prosupport = ''dt.query_rows''::regproc';

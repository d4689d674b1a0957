-- What the library says of its own functions.

CREATE FUNCTION dt.signatures() RETURNS TABLE (symbol text, arguments text, result text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_signatures';
COMMENT ON FUNCTION dt.signatures() IS
    'Lists the functions of the library as they must be declared. Called by tests, and by whoever suspects that a function was declared otherwise. Example: SELECT symbol, arguments, result FROM dt.signatures()';

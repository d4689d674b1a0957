-- What the library says of the capabilities of roles.

CREATE FUNCTION dt.capabilities() RETURNS TABLE (function_name text, capability text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_capabilities';
COMMENT ON FUNCTION dt.capabilities() IS
    'Lists the least capability that a function needs. Called by tests and by the documentation. Example: SELECT function_name FROM dt.capabilities() WHERE capability = ''writer''';

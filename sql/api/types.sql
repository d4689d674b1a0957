-- Which types a column may have, and which operators a filter.

CREATE FUNCTION dt_column_types(
) RETURNS TABLE (name text, aliases text[], stored text, config_schema jsonb, parts text[], operators text[], index_kinds text[], is_system boolean, example jsonb)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_column_types';
COMMENT ON FUNCTION dt_column_types() IS
    'Lists the column types: what they store, the JSON Schema of their config, operators, kinds of index, an example. Where a config can have allow_multiple, operators and index_kinds are those of one value and those of a set together. Example: SELECT name, config_schema FROM dt_column_types()';

CREATE FUNCTION dt_operators(
) RETURNS TABLE (operator text, aliases text[], types text[], index_kinds text[], description text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_operators';
COMMENT ON FUNCTION dt_operators() IS
    'Lists the operators of filters: other names for each, the column types that it applies to, the kinds of index that serve it, and when it holds. Example: SELECT operator, aliases FROM dt_operators() WHERE ''date'' = ANY (types)';

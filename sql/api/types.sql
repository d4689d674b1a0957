-- Which types a column may have.

CREATE FUNCTION dt_column_types(
) RETURNS TABLE (name text, aliases text[], stored text, config_schema jsonb, parts text[], operators text[], index_kinds text[], is_system boolean, example jsonb)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_column_types';
COMMENT ON FUNCTION dt_column_types() IS
    'Lists the column types: what they store, the JSON Schema of their config, operators, kinds of index, an example. Where a config can have allow_multiple, operators and index_kinds are those of one value and those of a set together. Example: SELECT name, config_schema FROM dt_column_types()';

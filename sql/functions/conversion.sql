-- What a change of a column calls for each record.

CREATE FUNCTION dt.conversion_fault(data jsonb, conversion jsonb) RETURNS text
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_conversion_fault';
COMMENT ON FUNCTION dt.conversion_fault(jsonb, jsonb) IS
    'Says why a value does not convert when its column changes; returns an empty text if it converts, NULL if there is no value. Called by dt_alter_column. Example: SELECT dt.conversion_fault(''{"n": "abc"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "number"}, "on_failure": "keep"}'')';

CREATE FUNCTION dt.converted(data jsonb, conversion jsonb) RETURNS jsonb
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_converted';
COMMENT ON FUNCTION dt.converted(jsonb, jsonb) IS
    'Returns a record as it is after the change of a column, or NULL if it stays the same. Called by dt_alter_column. Example: SELECT dt.converted(''{"n": "12"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "number"}, "on_failure": "keep"}'')';

CREATE FUNCTION dt.missing_options(data jsonb, conversion jsonb) RETURNS text[]
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_missing_options';
COMMENT ON FUNCTION dt.missing_options(jsonb, jsonb) IS
    'Lists the options that a value needs and its changed column lacks. Called by dt_alter_column. Example: SELECT dt.missing_options(''{"n": "abc"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "select", "config": {"options": [{"value": "x"}]}}, "on_failure": "keep"}'')';

CREATE FUNCTION dt.shown_mark(data jsonb, conversion jsonb) RETURNS text
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_shown_mark';
COMMENT ON FUNCTION dt.shown_mark(jsonb, jsonb) IS
    'Returns the decimal mark that a text shows by itself, or NULL if it shows none. Called by dt_alter_column. Example: SELECT dt.shown_mark(''{"n": "1.234,50"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "number"}, "on_failure": "keep"}'')';

-- What the statement of dt_aggregate calls.

CREATE FUNCTION dt.of_one_unit(path text, low text, high text, amount numeric) RETURNS numeric
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_of_one_unit';
COMMENT ON FUNCTION dt.of_one_unit(text, text, text, numeric) IS
    'Returns an aggregated amount; raises an error if the amounts are in more than one currency. Called by dt_aggregate. Example: SELECT dt.of_one_unit(''price.currency'', ''EUR'', ''EUR'', 12.5)';

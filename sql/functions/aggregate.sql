-- What the statement of dt_aggregate calls.

CREATE FUNCTION dt.of_one_unit(path text, low text, high text, amount numeric) RETURNS numeric
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_of_one_unit';
COMMENT ON FUNCTION dt.of_one_unit(text, text, text, numeric) IS
    'An aggregated amount; an error if it was made of amounts in more than one currency. Example: SELECT dt.of_one_unit(''price.currency'', ''EUR'', ''EUR'', 12.5)';

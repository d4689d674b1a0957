-- Values out of data: what indexes, filters and sort keys call. They never raise, whatever a document holds: a value of
-- another kind is NULL. They are LEAKPROOF, so that PostgreSQL uses their indexes under row-level security, too.

CREATE FUNCTION dt.get_text(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text';
COMMENT ON FUNCTION dt.get_text(jsonb, text) IS
    'Returns the value of a column as text, or NULL if the value is not a string. Called by filters, sorts and indexes. Example: SELECT dt.get_text(data, ''name'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_folded(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_folded';
COMMENT ON FUNCTION dt.get_folded(jsonb, text) IS
    'Returns the value of a column without case, or NULL if the value is not a string. Called by filters, sorts and indexes. Example: SELECT dt.get_folded(data, ''email'') FROM dt_data.deals_1';

CREATE FUNCTION dt.folded(content text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_folded';
COMMENT ON FUNCTION dt.folded(text) IS
    'Returns a text without case, by full Unicode case folding. Called by filters that ignore case, and by trigram indexes. Example: SELECT dt.folded(''Straße'')';

CREATE FUNCTION dt.get_float8(data jsonb, key text) RETURNS float8
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_float8';
COMMENT ON FUNCTION dt.get_float8(jsonb, text) IS
    'Returns the value of a column as float8, or NULL if the value is not a number. Called by filters, sorts and indexes. Example: SELECT dt.get_float8(data, ''amount'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_int8(data jsonb, key text) RETURNS bigint
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_int8';
COMMENT ON FUNCTION dt.get_int8(jsonb, text) IS
    'Returns the value of a column as bigint, or NULL if the value is not a whole number of that range. Called by filters, sorts and indexes. Example: SELECT dt.get_int8(data, ''seats'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_numeric(data jsonb, key text) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_numeric';
COMMENT ON FUNCTION dt.get_numeric(jsonb, text) IS
    'Returns the value of a column as numeric, or NULL if the value is not a number. Called by filters, sorts and indexes. Example: SELECT dt.get_numeric(data, ''margin'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_bool(data jsonb, key text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_bool';
COMMENT ON FUNCTION dt.get_bool(jsonb, text) IS
    'Returns the value of a column as boolean, or NULL if the value is not a boolean. Called by filters, sorts and indexes. Example: SELECT dt.get_bool(data, ''signed'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_date(data jsonb, key text) RETURNS date
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_date';
COMMENT ON FUNCTION dt.get_date(jsonb, text) IS
    'Returns the value of a column as date, or NULL if the value is not a date. Called by filters, sorts and indexes. Example: SELECT dt.get_date(data, ''due'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_timestamptz(data jsonb, key text) RETURNS timestamptz
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_timestamptz';
COMMENT ON FUNCTION dt.get_timestamptz(jsonb, text) IS
    'Returns the value of a column as timestamptz, or NULL if the value is not an instant. Called by filters, sorts and indexes. Example: SELECT dt.get_timestamptz(data, ''seen'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_time(data jsonb, key text) RETURNS time
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_time';
COMMENT ON FUNCTION dt.get_time(jsonb, text) IS
    'Returns the value of a column as time, or NULL if the value is not a time of day. Called by filters, sorts and indexes. Example: SELECT dt.get_time(data, ''opens'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_inet(data jsonb, key text) RETURNS inet
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_inet';
COMMENT ON FUNCTION dt.get_inet(jsonb, text) IS
    'Returns the value of a column as inet, or NULL if the value is not an IP address. Called by filters, sorts and indexes. Example: SELECT dt.get_inet(data, ''host'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_uuid(data jsonb, key text) RETURNS uuid
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_uuid';
COMMENT ON FUNCTION dt.get_uuid(jsonb, text) IS
    'Returns the value of a column as uuid, or NULL if the value is not a UUID. Called by filters, sorts and indexes. Example: SELECT dt.get_uuid(data, ''ref'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_text_array(data jsonb, key text) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text_array';
COMMENT ON FUNCTION dt.get_text_array(jsonb, text) IS
    'Returns the value of a column as text[], or NULL if the value is not a list. Called by filters and indexes. Example: SELECT dt.get_text_array(data, ''tags'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_set(data jsonb, key text) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_set';
COMMENT ON FUNCTION dt.get_set(jsonb, text) IS
    'Returns the elements of a set in order, each once, so that equal sets are equal arrays; NULL if the value is not a list. Called by aggregates. Example: SELECT dt.get_set(data, ''tags'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_amount(data jsonb, key text) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_amount';
COMMENT ON FUNCTION dt.get_amount(jsonb, text) IS
    'Returns the amount of a currency column, or NULL if the value is not of that type. Called by filters, sorts and indexes. Example: SELECT dt.get_amount(data, ''price'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_money(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_money';
COMMENT ON FUNCTION dt.get_money(jsonb, text) IS
    'Returns amount and currency of a currency column as one text, or NULL if the value is not of that type. Called by unique indexes. Example: SELECT dt.get_money(data, ''price'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_person_name(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_person_name';
COMMENT ON FUNCTION dt.get_person_name(jsonb, text) IS
    'Returns a person''s name as it sorts, last name first, or NULL if the value is not of that type. Called by filters, sorts and indexes. Example: SELECT dt.get_person_name(data, ''contact'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_rounded(data jsonb, key text) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_rounded';
COMMENT ON FUNCTION dt.get_rounded(jsonb, text) IS
    'Returns a number as the double that it compares as, or NULL if the value is not of that type. Called by the groups of dt_aggregate. Example: SELECT dt.get_rounded(data, ''amount'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_full_name(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_full_name';
COMMENT ON FUNCTION dt.get_full_name(jsonb, text) IS
    'Returns all parts of a person''s name as one text, with commas between them, or NULL if the value is not of that type. Called by unique indexes. Example: SELECT dt.get_full_name(data, ''contact'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_text_at(data jsonb, path text[]) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text_at';
COMMENT ON FUNCTION dt.get_text_at(jsonb, text[]) IS
    'Returns a part of a JSON value as text, or NULL if it is not a string. Called by filters, sorts and aggregates on paths of a json column. Example: SELECT dt.get_text_at(data, ''{meta,color}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_numeric_at(data jsonb, path text[]) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_numeric_at';
COMMENT ON FUNCTION dt.get_numeric_at(jsonb, text[]) IS
    'Returns a part of a JSON value as numeric, or NULL if it is not a number. Called by filters, sorts and aggregates on paths of a json column. Example: SELECT dt.get_numeric_at(data, ''{meta,size}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_bool_at(data jsonb, path text[]) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_bool_at';
COMMENT ON FUNCTION dt.get_bool_at(jsonb, text[]) IS
    'Returns a part of a JSON value as boolean, or NULL if it is not a boolean. Called by filters, sorts and aggregates on paths of a json column. Example: SELECT dt.get_bool_at(data, ''{meta,new}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_text_array_at(data jsonb, path text[]) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text_array_at';
COMMENT ON FUNCTION dt.get_text_array_at(jsonb, text[]) IS
    'Returns a part of a JSON value as text[], or NULL if it is not a list. Called by filters, sorts and aggregates on paths of a json column. Example: SELECT dt.get_text_array_at(data, ''{meta,parts}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_jsonb_at(data jsonb, path text[]) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_jsonb_at';
COMMENT ON FUNCTION dt.get_jsonb_at(jsonb, text[]) IS
    'Returns a part of a JSON value, or NULL if it is absent or null. Called by filters, sorts and aggregates on paths of a json column. Example: SELECT dt.get_jsonb_at(data, ''{meta,parts}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_length_at(data jsonb, path text[]) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_length_at';
COMMENT ON FUNCTION dt.get_length_at(jsonb, text[]) IS
    'Returns the number of characters or elements of a part of a JSON value, or NULL if it is neither a string nor a list. Called by filters, sorts and aggregates on paths of a json column. Example: SELECT dt.get_length_at(data, ''{meta,parts}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.is_empty_at(data jsonb, path text[]) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_is_empty_at';
COMMENT ON FUNCTION dt.is_empty_at(jsonb, text[]) IS
    'Returns whether a part of a JSON value is absent, null, "", [] or {}. Called by filters on paths of a json column. Example: SELECT dt.is_empty_at(data, ''{meta,parts}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.has_word(content text, word text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_has_word';
COMMENT ON FUNCTION dt.has_word(text, text) IS
    'Returns whether a word occurs in a text with no letter and no digit next to it, minding case. Called by the filter operator contains_word. Example: SELECT id FROM dt_data.deals_1 WHERE dt.has_word(dt.get_folded(data, ''name''), ''corp'')';

-- Values out of data: what indexes, filters and sort keys call. They never raise, whatever a document holds: a value of
-- another kind is NULL. They are LEAKPROOF, so that PostgreSQL uses their indexes under row-level security, too.

CREATE FUNCTION dt.get_text(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text';
COMMENT ON FUNCTION dt.get_text(jsonb, text) IS
    'A column''s value as text, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_text(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_folded(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_folded';
COMMENT ON FUNCTION dt.get_folded(jsonb, text) IS
    'A column''s value in lower case, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_folded(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_time(data jsonb, key text) RETURNS time
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_time';
COMMENT ON FUNCTION dt.get_time(jsonb, text) IS
    'A column''s value as time, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_time(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_inet(data jsonb, key text) RETURNS inet
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_inet';
COMMENT ON FUNCTION dt.get_inet(jsonb, text) IS
    'A column''s value as inet, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_inet(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_amount(data jsonb, key text) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_amount';
COMMENT ON FUNCTION dt.get_amount(jsonb, text) IS
    'The amount of a currency column, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_amount(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_money(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_money';
COMMENT ON FUNCTION dt.get_money(jsonb, text) IS
    'Amount and currency of a currency column as one text, for unique rules, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_money(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_person_name(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_person_name';
COMMENT ON FUNCTION dt.get_person_name(jsonb, text) IS
    'A person''s name as it is sorted, last name first, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_person_name(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_full_name(data jsonb, key text) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_full_name';
COMMENT ON FUNCTION dt.get_full_name(jsonb, text) IS
    'A person''s name with all its parts, for unique rules; NULL if it is of another kind. Example: SELECT dt.get_full_name(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_float8(data jsonb, key text) RETURNS float8
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_float8';
COMMENT ON FUNCTION dt.get_float8(jsonb, text) IS
    'A column''s value as float8, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_float8(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_int8(data jsonb, key text) RETURNS bigint
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_int8';
COMMENT ON FUNCTION dt.get_int8(jsonb, text) IS
    'A column''s value as bigint, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_int8(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_numeric(data jsonb, key text) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_numeric';
COMMENT ON FUNCTION dt.get_numeric(jsonb, text) IS
    'A column''s value as numeric, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_numeric(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_bool(data jsonb, key text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_bool';
COMMENT ON FUNCTION dt.get_bool(jsonb, text) IS
    'A column''s value as boolean, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_bool(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_date(data jsonb, key text) RETURNS date
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_date';
COMMENT ON FUNCTION dt.get_date(jsonb, text) IS
    'A column''s value as date, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_date(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_timestamptz(data jsonb, key text) RETURNS timestamptz
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_timestamptz';
COMMENT ON FUNCTION dt.get_timestamptz(jsonb, text) IS
    'A column''s value as timestamptz, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_timestamptz(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_uuid(data jsonb, key text) RETURNS uuid
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_uuid';
COMMENT ON FUNCTION dt.get_uuid(jsonb, text) IS
    'A column''s value as uuid, for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_uuid(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_text_array(data jsonb, key text) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text_array';
COMMENT ON FUNCTION dt.get_text_array(jsonb, text) IS
    'A column''s value as text[], for indexes and filters; NULL if it is of another kind. Example: SELECT dt.get_text_array(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_text_at(data jsonb, path text[]) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text_at';
COMMENT ON FUNCTION dt.get_text_at(jsonb, text[]) IS
    'A part of a JSON value as text; NULL if it is of another kind. Example: SELECT dt.get_text_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_numeric_at(data jsonb, path text[]) RETURNS numeric
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_numeric_at';
COMMENT ON FUNCTION dt.get_numeric_at(jsonb, text[]) IS
    'A part of a JSON value as numeric; NULL if it is of another kind. Example: SELECT dt.get_numeric_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_bool_at(data jsonb, path text[]) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_bool_at';
COMMENT ON FUNCTION dt.get_bool_at(jsonb, text[]) IS
    'A part of a JSON value as boolean; NULL if it is of another kind. Example: SELECT dt.get_bool_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_text_array_at(data jsonb, path text[]) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_text_array_at';
COMMENT ON FUNCTION dt.get_text_array_at(jsonb, text[]) IS
    'A part of a JSON value as text[]; NULL if it is of another kind. Example: SELECT dt.get_text_array_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_jsonb_at(data jsonb, path text[]) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_jsonb_at';
COMMENT ON FUNCTION dt.get_jsonb_at(jsonb, text[]) IS
    'A part of a JSON value as jsonb; NULL if it is of another kind. Example: SELECT dt.get_jsonb_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.is_empty_at(data jsonb, path text[]) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_is_empty_at';
COMMENT ON FUNCTION dt.is_empty_at(jsonb, text[]) IS
    'Whether a part of a JSON value is absent, null, "", [] or {}. Example: SELECT dt.is_empty_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_set(data jsonb, key text) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_set';
COMMENT ON FUNCTION dt.get_set(jsonb, text) IS
    'A set''s elements in order, so that equal sets are equal arrays; NULL if it is of another kind. Example: SELECT dt.get_set(data, ''key'') FROM dt_data.deals_1';

CREATE FUNCTION dt.get_length_at(data jsonb, path text[]) RETURNS integer
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_length_at';
COMMENT ON FUNCTION dt.get_length_at(jsonb, text[]) IS
    'The characters of a text, or the elements of a list, in a JSON value; NULL if it is of another kind. Example: SELECT dt.get_length_at(data, ''{meta,a}'') FROM dt_data.deals_1';

CREATE FUNCTION dt.has_word(content text, word text, case_sensitive boolean) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_has_word';
COMMENT ON FUNCTION dt.has_word(text, text, boolean) IS
    'Whether a word stands in a text, with no letter and no digit next to it. Example: SELECT id FROM dt_data.deals_1 WHERE dt.has_word(dt.get_text(data, ''name''), ''corp'', false)';

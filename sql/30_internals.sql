-- What storage tables, their indexes and generated SQL call. The extraction functions never
-- raise, whatever a document holds: a value of another kind is NULL.

CREATE FUNCTION dt.validate_record() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_validate_record';
COMMENT ON FUNCTION dt.validate_record() IS
    'Trigger of every storage table: validates and normalises a record. Example: CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON dt_data.deals_1 FOR EACH ROW EXECUTE FUNCTION dt.validate_record()';

CREATE FUNCTION dt.limit_records() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_limit_records';
COMMENT ON FUNCTION dt.limit_records() IS
    'Trigger of storage tables with the setting max_records. Example: CREATE TRIGGER dt_limit AFTER INSERT ON dt_data.deals_1 FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION dt.limit_records()';

CREATE FUNCTION dt.conversion_fault(data jsonb, conversion jsonb) RETURNS text
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_conversion_fault';
COMMENT ON FUNCTION dt.conversion_fault(jsonb, jsonb) IS
    'Why a value does not convert when its column changes; an empty text if it does, NULL if there is none. Example: SELECT dt.conversion_fault(''{"n": "abc"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "number"}, "on_failure": "keep", "zone": "UTC"}'')';

CREATE FUNCTION dt.converted(data jsonb, conversion jsonb) RETURNS jsonb
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_converted';
COMMENT ON FUNCTION dt.converted(jsonb, jsonb) IS
    'A record after the change of a column; NULL if it stays as it is. Example: SELECT dt.converted(''{"n": "12"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "number"}, "on_failure": "keep", "zone": "UTC"}'')';

CREATE FUNCTION dt.missing_options(data jsonb, conversion jsonb) RETURNS text[]
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_missing_options';
COMMENT ON FUNCTION dt.missing_options(jsonb, jsonb) IS
    'The options that a value needs and its column lacks after a change. Example: SELECT dt.missing_options(''{"n": "abc"}'', ''{"from": {"key": "n", "type": "text"}, "to": {"key": "n", "type": "select", "config": {"options": [{"value": "x"}]}}, "on_failure": "keep", "zone": "UTC"}'')';

CREATE FUNCTION dt.iso_timestamp(instant timestamptz) RETURNS text
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_iso_timestamp';
COMMENT ON FUNCTION dt.iso_timestamp(timestamptz) IS
    'An instant as data stores it, RFC 3339 in UTC. Example: SELECT dt.iso_timestamp(now())';

CREATE FUNCTION dt.cursor(fingerprint bigint, inclusive boolean, keys bytea[]) RETURNS text
    STABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_cursor';
COMMENT ON FUNCTION dt.cursor(bigint, boolean, bytea[]) IS
    'A cursor of dt_page, of the sort keys of a record; for generated SQL only. Example: SELECT dt.cursor(1, false, ARRAY[''\x00''::bytea])';

CREATE FUNCTION dt.record_json(id uuid, data jsonb, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text, version bigint)
    RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_record_json';
COMMENT ON FUNCTION dt.record_json(uuid, jsonb, timestamptz, timestamptz, text, text, bigint) IS
    'A record as dt_page returns it. Example: SELECT dt.record_json(id, data, created_at, updated_at, created_by, updated_by, version) FROM dt_data.deals_1';

CREATE FUNCTION dt.page_json(records jsonb[], total bigint, next text, previous text) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_page_json';
COMMENT ON FUNCTION dt.page_json(jsonb[], bigint, text, text) IS
    'A page as dt_page returns it; no records at all are NULL. Example: SELECT dt.page_json(ARRAY[''{"id": 1}''::jsonb], 1, NULL, NULL)';

CREATE FUNCTION dt.pick(data jsonb, keys text[]) RETURNS jsonb
    IMMUTABLE STRICT PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_pick';
COMMENT ON FUNCTION dt.pick(jsonb, text[]) IS
    'Only some keys of an object. Example: SELECT dt.pick(''{"a": 1, "b": 2}'', ARRAY[''a''])';

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

CREATE FUNCTION dt.of_one_unit(path text, low text, high text, amount numeric) RETURNS numeric
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_of_one_unit';
COMMENT ON FUNCTION dt.of_one_unit(text, text, text, numeric) IS
    'An aggregated amount; an error if it was made of amounts in more than one currency. Example: SELECT dt.of_one_unit(''price.currency'', ''EUR'', ''EUR'', 12.5)';

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

CREATE FUNCTION dt.search_vector(data jsonb, keys text[]) RETURNS tsvector
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 100
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_search_vector';
COMMENT ON FUNCTION dt.search_vector(jsonb, text[]) IS
    'The words of some columns, of all of data for an empty list, without case and accents, for search indexes. Example: SELECT dt.search_vector(''{"name": "Crème Brûlée"}'', ''{name}'')';

CREATE FUNCTION dt.search_query(search text) RETURNS tsquery
    IMMUTABLE STRICT PARALLEL SAFE COST 10
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_search_query';
COMMENT ON FUNCTION dt.search_query(text) IS
    'What a search index is asked for; NULL if there is no word in the search. Example: SELECT dt.search_query(''foo-12/3'')';

CREATE FUNCTION dt.matches_search(data jsonb, keys text[], search text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 30
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_matches_search';
COMMENT ON FUNCTION dt.matches_search(jsonb, text[], text) IS
    'True if all words of a search are in some columns, else NULL. Example: SELECT dt.matches_search(''{"name": "Crème Brûlée"}'', ''{name}'', ''brul crem'')';

CREATE FUNCTION dt.confirms_search(data jsonb, keys text[], search text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 2
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_confirms_search';
COMMENT ON FUNCTION dt.confirms_search(jsonb, text[], text) IS
    'As dt.matches_search, of a record whose dt.search_vector of the same columns has all words: it is only looked at where that leaves a doubt. Example: SELECT dt.confirms_search(''{"name": "Crème Brûlée"}'', ''{name}'', ''brul'')';

CREATE FUNCTION dt.signatures() RETURNS TABLE (symbol text, arguments text, result text)
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_signatures';
COMMENT ON FUNCTION dt.signatures() IS
    'The functions that the library has, as they must be declared. Example: SELECT symbol, arguments, result FROM dt.signatures()';

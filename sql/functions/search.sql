-- What a search, and the indexes of kind search, call. They never raise, whatever a document holds.

CREATE FUNCTION dt.search_vector(data jsonb, keys text[]) RETURNS tsvector
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 100
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_search_vector';
COMMENT ON FUNCTION dt.search_vector(jsonb, text[]) IS
    'Returns the words of some columns, or of all of data for an empty list, without case and accents. Called by indexes of kind search. Example: SELECT dt.search_vector(''{"name": "Crème Brûlée"}'', ''{name}'')';

CREATE FUNCTION dt.search_words(texts text[]) RETURNS tsvector
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 100
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_search_words';
COMMENT ON FUNCTION dt.search_words(text[]) IS
    'Returns the words of texts, without case and accents. Called by indexes of kind search over typed columns. Example: SELECT dt.search_words(ARRAY[''Crème'', ''Brûlée''])';

CREATE FUNCTION dt.search_query(search text) RETURNS tsquery
    IMMUTABLE STRICT PARALLEL SAFE COST 10
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_search_query';
COMMENT ON FUNCTION dt.search_query(text) IS
    'Returns what a search index is asked for, or NULL if the search has no word. Called by searches that have an index. Example: SELECT dt.search_query(''foo-12/3'')';

CREATE FUNCTION dt.matches_search(data jsonb, keys text[], search text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 30
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_matches_search';
COMMENT ON FUNCTION dt.matches_search(jsonb, text[], text) IS
    'Returns true if some columns have all words of a search, else NULL. Called by searches. Example: SELECT dt.matches_search(''{"name": "Crème Brûlée"}'', ''{name}'', ''brul crem'')';

CREATE FUNCTION dt.confirms_search(data jsonb, keys text[], search text) RETURNS boolean
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 2
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_confirms_search';
COMMENT ON FUNCTION dt.confirms_search(jsonb, text[], text) IS
    'Does what dt.matches_search does for a record that a search index has found: it looks at the record only if the index leaves a doubt. Called by searches that have an index over just their columns. Example: SELECT dt.confirms_search(''{"name": "Crème Brûlée"}'', ''{name}'', ''brul'')';

CREATE FUNCTION dt.search_rank(data jsonb, keys text[], search text) RETURNS bigint
    IMMUTABLE STRICT PARALLEL SAFE COST 30
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_search_rank';
COMMENT ON FUNCTION dt.search_rank(jsonb, text[], text) IS
    'Returns how well a record matches a search, less being better: whole words before beginnings, earlier columns before later. Called by the sort rank. Example: SELECT dt.search_rank(''{"name": "Pump", "notes": "pumps"}'', ''{name,notes}'', ''pump'')';

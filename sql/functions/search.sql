-- What a search, and the indexes of kind search, call. They never raise, whatever a document holds.

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

-- What finds the files that records refer to.

CREATE FUNCTION dt.get_file_ids(data jsonb, key text) RETURNS text[]
    IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get_file_ids';
COMMENT ON FUNCTION dt.get_file_ids(jsonb, text) IS
    'Returns the ids of the files in the database that a column''s value refers to. Called by the SQL that compares dt.file_refs with the records. Example: SELECT dt.get_file_ids(''{"f": [{"id": "6f1c2c43-94a1-4b6e-8f57-0d6a6d1f2b3c"}]}'', ''f'')';

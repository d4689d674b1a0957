-- What tests of files share: files by their names, and what a scan of all records finds.

CREATE TEMP TABLE f (n text PRIMARY KEY, id uuid);
GRANT SELECT ON f TO PUBLIC;
CREATE FUNCTION pg_temp.f(VARIADIC names text[]) RETURNS jsonb STABLE LANGUAGE sql AS
    $$ SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id) ORDER BY n.o), '[]') FROM unnest(names) WITH ORDINALITY AS n(n, o) JOIN f USING (n) $$;

-- What the records of all tables refer to, found by reading them all.
CREATE FUNCTION pg_temp.scanned() RETURNS TABLE (file_id uuid, table_no bigint, column_key text, record_id uuid) LANGUAGE plpgsql AS $$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT c.table_no, c.key, t.storage FROM dt.columns c JOIN dt.tables t ON t.no = c.table_no WHERE c.type IN ('file', 'image') LOOP
        RETURN QUERY EXECUTE format('SELECT DISTINCT i::uuid, $1, $2, s.id FROM dt_data.%I s, unnest(dt.get_file_ids(s.data, $2)) AS i', place.storage)
            USING place.table_no, place.key;
    END LOOP;
END
$$;

-- In how many references dt.file_refs and the records differ: none, unless something is wrong.
CREATE FUNCTION pg_temp.differing() RETURNS bigint LANGUAGE sql AS $$
    SELECT count(*) FROM (SELECT file_id, table_no, column_key, record_id FROM dt.file_refs WHERE detached_at IS NULL) AS kept
        FULL JOIN pg_temp.scanned() AS s USING (file_id, table_no, column_key, record_id)
    WHERE kept IS NULL OR s IS NULL
$$;

CREATE FUNCTION pg_temp.refs() RETURNS TABLE (file text, place text, refs bigint, detached bigint) LANGUAGE sql AS $$
    SELECT f.n, t.slug || '.' || r.column_key, count(*) FILTER (WHERE r.detached_at IS NULL), count(r.detached_at)
    FROM dt.file_refs r JOIN f ON f.id = r.file_id JOIN dt.tables t ON t.no = r.table_no GROUP BY 1, 2 ORDER BY 1, 2
$$;

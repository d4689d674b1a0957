-- A sort key that an index has in order, and that nobody reads, is not computed from data again.

\pset format unaligned
\t on
-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;
SET max_parallel_workers_per_gather = 0;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
-- These plans are of indexes over expressions of data.
SET dt.type_indexed_columns = off;
SELECT dt_create_table('Sorted', '{"columns": [{"key": "stage", "type": "text"}, {"key": "amount", "type": "number"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('sorted', (SELECT jsonb_agg(jsonb_build_object('stage', 's' || i % 3, 'amount', i)) FROM generate_series(1, 3000) i));
SELECT count(dt_create_index('sorted', '{stage,amount}'));
SELECT dt_describe('sorted') ->> 'storage' AS storage \gset
ANALYZE :storage;
CREATE FUNCTION pg_temp.plan(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    line text;
BEGIN
    FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
        CONTINUE WHEN line !~ 'Output|Scan|Limit|Sort|LockRows';
        RETURN NEXT regexp_replace(line, 'sorted_\d+', 'sorted_N', 'g');
    END LOOP;
END
$$;
CREATE FUNCTION pg_temp.planned(document jsonb) RETURNS SETOF text LANGUAGE sql BEGIN ATOMIC
    -- The parameters are put in as values. All are texts or numbers here.
    SELECT pg_temp.plan((SELECT replace(replace(e ->> 'sql', '$2', coalesce(e -> 'params' ->> 1, '')), '$1', quote_literal(e -> 'params' ->> 0))
        FROM dt_explain('sorted', document) e));
END;
SELECT pg_temp.planned('{"filter": {"stage": "s1"}, "sort": {"column": "amount", "direction": "desc", "nulls": "first"}, "limit": 10}');
SELECT pg_temp.planned('{"filter": {"stage": "s1"}, "sort": {"column": "amount", "nulls": "last"}}');
-- If no index has the order, the key is needed.
SELECT pg_temp.planned('{"filter": {"stage": "s1"}, "sort": ["-amount", "stage"], "limit": 10}');
-- The key is also needed if the limit includes ties, if records are locked, or if the key is selected.
SELECT format('SELECT id FROM %s WHERE dt.get_text(data, %L) = %L ORDER BY dt.get_float8(data, %L)', :'storage', 'stage', 's1', 'amount') AS query \gset
SELECT pg_temp.plan(:'query' || ' FETCH FIRST 3 ROWS WITH TIES');
SELECT pg_temp.plan(:'query' || ' LIMIT 3 FOR UPDATE');
SELECT pg_temp.plan(regexp_replace(:'query', 'id', 'id, dt.get_float8(data, ''amount'')'));
SELECT pg_temp.plan(:'query' || ' OFFSET 3');
SELECT pg_temp.plan(regexp_replace(:'query', 'id', ''));

-- The results are the same.
SELECT string_agg(data ->> 'amount', ' ') FROM dt_query('sorted',
    '{"filter": {"stage": "s1"}, "sort": {"column": "amount", "direction": "desc", "nulls": "first"}, "limit": 5}');
SELECT string_agg(data ->> 'amount', ' ')
FROM dt_query('sorted', '{"filter": {"stage": "s1"}, "sort": {"column": "amount", "direction": "desc", "nulls": "first"},
    "limit": 7, "offset": 3, "columns": ["amount"]}');
SELECT count(*), count(*) FILTER (WHERE n = (data ->> 'amount')::int)
FROM (SELECT data, 3 * row_number() OVER () - 2 AS n FROM dt_query('sorted', '{"filter": {"stage": "s1"}, "sort": "amount"}')) numbered;
BEGIN;
DECLARE there SCROLL CURSOR FOR SELECT data ->> 'amount' FROM :storage WHERE dt.get_text(data, 'stage') = 's2' ORDER BY dt.get_float8(data, 'amount');
FETCH 3 FROM there;
FETCH BACKWARD 2 FROM there;
FETCH LAST FROM there;
ROLLBACK;
CREATE TEMP TABLE made AS SELECT data ->> 'amount' AS amount FROM :storage
WHERE dt.get_text(data, 'stage') = 's2' ORDER BY dt.get_float8(data, 'amount') DESC LIMIT 3;
SELECT * FROM made;
PREPARE counted AS SELECT FROM :storage WHERE dt.get_text(data, 'stage') = 's2' ORDER BY dt.get_float8(data, 'amount') LIMIT 3;
EXECUTE counted;

SELECT dt_drop_table('sorted', permanently => true);

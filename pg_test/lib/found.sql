\set ECHO none
-- The tests in pg_test/sql include this file. It says which records a query finds, and in which order.

-- The names of the records that a filter finds, in the order of the names.
CREATE OR REPLACE FUNCTION found(table_name text, filter jsonb, key text DEFAULT 'name', delimiter text DEFAULT '') RETURNS text
BEGIN ATOMIC
    SELECT coalesce(string_agg(data ->> key, delimiter ORDER BY (data ->> key) COLLATE "C"), '-')
    FROM dt_query(table_name, jsonb_build_object('filter', filter));
END;

-- The names of all records, in the order of a sort.
CREATE OR REPLACE FUNCTION sorted(table_name text, sort jsonb) RETURNS text
BEGIN ATOMIC
    SELECT string_agg(data ->> 'name', '') FROM dt_query(table_name, jsonb_build_object('sort', sort));
END;
\set ECHO all

\set ECHO none
-- The tests in pg_test/sql include this file. It says what a statement fails with, and what becomes of a value.

-- The SQLSTATE and the message, then DETAIL and HINT where there are any. It is `ok` if the statement does not fail.
CREATE OR REPLACE FUNCTION try(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    message text;
    detail text;
    hint text;
BEGIN
    EXECUTE statement;
    RETURN 'ok';
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
    RETURN concat_ws(E'\n', SQLSTATE || ' ' || message, 'DETAIL: ' || nullif(detail, ''), 'HINT: ' || nullif(hint, ''));
END
$$;

CREATE OR REPLACE FUNCTION try_count(table_name text, filter text) RETURNS text
    RETURN try(format('SELECT dt_count(%L, %L)', table_name, filter));
CREATE OR REPLACE FUNCTION try_page(table_name text, query text) RETURNS text
    RETURN try(format('SELECT dt_page(%L, %L)', table_name, query));
-- These add a column that is called bad.
CREATE OR REPLACE FUNCTION try_column(table_name text, type text, options text) RETURNS text
    RETURN try(format('SELECT dt_add_column(%L, ''bad'', %L, %L)', table_name, type, options));
CREATE OR REPLACE FUNCTION try_config(table_name text, type text, config text) RETURNS text
    RETURN try_column(table_name, type, '{"config": ' || config || '}');

-- Executes a statement that is made of values, such as the name of a storage table.
CREATE OR REPLACE FUNCTION run(statement text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
END
$$;

-- Names of storage tables and of their indexes have the number of the table in them. This writes N for it.
CREATE OR REPLACE FUNCTION plain(text text) RETURNS text
    RETURN regexp_replace(text, '\m([a-z]+)_\d+', '\1_N', 'g');

-- Inserts a record {"<key>": <value>}. It returns the value as stored, NULL where the key is absent, or the fault as `code: message`.
CREATE OR REPLACE FUNCTION put(table_name text, value text, key text DEFAULT 'v') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    detail text;
    stored jsonb;
BEGIN
    stored := (dt_insert(table_name, format('{%s: %s}', to_json(key), value)::jsonb)).data;
    RETURN (stored -> key)::text;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    IF SQLSTATE <> '23514' THEN
        RETURN SQLSTATE || ' ' || SQLERRM;
    END IF;
    RETURN (SELECT string_agg((f ->> 'code') || ': ' || (f ->> 'message'), '; ') FROM jsonb_array_elements(detail::jsonb) AS f);
END
$$;

-- Inserts a record for each of the values, in their order.
CREATE OR REPLACE FUNCTION put_each(table_name text, list text[], key text DEFAULT 'v') RETURNS TABLE (given text, stored text)
BEGIN ATOMIC
    SELECT value, put(table_name, value, key) FROM unnest(list) WITH ORDINALITY AS l(value, n) ORDER BY n;
END;

-- The same for a value of every JSON kind, and for empty values.
CREATE OR REPLACE FUNCTION put_each_kind(table_name text) RETURNS TABLE (given text, fault text)
BEGIN ATOMIC
    SELECT * FROM put_each(table_name, ARRAY['null', '""', '1', '1.5', 'true', '[]', '["a"]', '{}', '{"a": 1}']);
END;

-- A file ends with it, so that it leaves no table behind.
CREATE OR REPLACE PROCEDURE drop_tables() LANGUAGE plpgsql AS $$
DECLARE
    org text;
    own text := current_setting('dt.org_id', true);
    own_role text := current_setting('dt.user_role', true);
BEGIN
    PERFORM set_config('dt.user_role', 'platform_admin', true);
    FOR org IN SELECT DISTINCT coalesce(org_id, '') FROM dt.tables LOOP
        PERFORM set_config('dt.org_id', org, true);
        PERFORM dt_drop_table(t.id::text, true) FROM dt_tables('include') AS t;
    END LOOP;
    DELETE FROM dt.team_members;
    PERFORM set_config('dt.org_id', coalesce(own, ''), true), set_config('dt.user_role', coalesce(own_role, ''), true);
END
$$;
\set ECHO all

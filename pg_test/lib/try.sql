-- Included by regression files. What a statement fails with, and what becomes of a value, as text.

-- SQLSTATE and message, then DETAIL and HINT where there are any; `ok` if the statement does not fail.
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

-- Inserts a record {"<key>": <value>}: the value as stored (nothing where the key is absent), or the fault as `code: message`.
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

-- What a file ends with: it leaves no table behind.
CREATE OR REPLACE PROCEDURE drop_tables() LANGUAGE plpgsql AS $$
BEGIN
    PERFORM dt_drop_table(t.id::text, true) FROM dt_tables('include') AS t;
END
$$;

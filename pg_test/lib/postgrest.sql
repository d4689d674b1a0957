-- postgrest.sh asks this for the statement that PostgREST 12 makes of a request to /rpc/<function>, from what pg_proc says of the function.

CREATE SCHEMA postgrest;

-- The functions that PostgREST finds: those of the schema that it serves, without procedures.
CREATE VIEW postgrest.functions AS
SELECT p.oid, p.proname AS name, p.proargnames AS names, p.proargtypes AS types, p.provolatile = 'v' AS writes, p.proretset AS is_set,
    r.typtype = 'c' OR r.typname = 'record' AS is_row, r.typname = 'void' AS is_void
FROM pg_proc p JOIN pg_type r ON r.oid = p.prorettype
JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e'
JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'pg_dyntables'
WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f';

-- The arguments of a request, in the function's order: names are quoted, `value` is how a query string has it.
CREATE FUNCTION postgrest.arguments(function name, arguments jsonb) RETURNS TABLE (n bigint, name text, type text, value text)
LANGUAGE sql STABLE AS $$
    SELECT row_number() OVER (ORDER BY a.n), format('"%s"', a.name), format_type(a.type, NULL),
        CASE WHEN format_type(a.type, NULL) LIKE '%[]'
            THEN (SELECT format('{%s}', string_agg(e, ',')) FROM jsonb_array_elements_text(arguments -> a.name) AS e)
            ELSE arguments ->> a.name END
    FROM postgrest.functions f, ROWS FROM (unnest(f.names), unnest(f.types::oid[])) WITH ORDINALITY AS a(name, type, n)
    WHERE f.name = function AND arguments ? a.name AND a.type IS NOT NULL
$$;

-- PREPARE and EXECUTE of a request. POST passes the body as one parameter of type json, GET each argument by itself. `selected` and `rest` are
-- what PostgREST makes of its own ?select=, filters, ?order= and ?limit=; `counted` is Prefer: count=exact.
CREATE FUNCTION postgrest.statement(method text, function name, arguments jsonb, selected text, rest text, counted boolean) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    f postgrest.functions := (SELECT f FROM postgrest.functions f WHERE f.name = function);
    called text := format('"public".%s(%s)', '"' || function || '"', (SELECT string_agg(CASE method WHEN 'GET' THEN format('%s := $%s::%s', a.name, n, type)
        ELSE format('%s := pgrst_body.%1$s', a.name) END, ', ' ORDER BY n) FROM postgrest.arguments(function, arguments) a));
    source text;
    body text;
BEGIN
    IF NOT f.is_row THEN
        called := format('(SELECT %s pgrst_scalar)', called);
    END IF;
    source := format('SELECT %s FROM ', CASE WHEN f.is_row THEN '"pgrst_call".*' ELSE 'pgrst_call.pgrst_scalar' END);
    IF method = 'GET' OR arguments = '{}' THEN
        source := source || called || ' pgrst_call';
    ELSE
        source := source || format('(SELECT $1 AS json_data) pgrst_payload, LATERAL (SELECT %s FROM json_to_record(pgrst_payload.json_data) AS _(%s) LIMIT 1) '
            || 'pgrst_body, LATERAL %s pgrst_call', (SELECT string_agg(a.name, ', ' ORDER BY n) FROM postgrest.arguments(function, arguments) a),
            (SELECT string_agg(a.name || ' ' || a.type, ', ' ORDER BY n) FROM postgrest.arguments(function, arguments) a), called);
    END IF;
    body := CASE WHEN f.is_void THEN '''''::text'
        WHEN f.is_set THEN format('coalesce(json_agg(_postgrest_t%s), ''[]'')', CASE WHEN NOT f.is_row THEN '.pgrst_scalar' END)
        ELSE format('coalesce(json_agg(_postgrest_t%s)->0, ''null'')', CASE WHEN NOT f.is_row THEN '.pgrst_scalar' END) END;
    RETURN format('PREPARE pgrst%s AS WITH pgrst_source AS (%s)%s SELECT %s AS total_result_set, %s AS page_total, %s AS body, '
        || 'nullif(current_setting(''response.headers'', true), '''') AS response_headers, '
        || 'nullif(current_setting(''response.status'', true), '''') AS response_status, '''' AS response_inserted '
        || 'FROM (SELECT %s FROM "pgrst_source" AS "%s" %s) _postgrest_t; EXECUTE pgrst%s',
        CASE WHEN method = 'POST' AND arguments <> '{}' THEN ' (json)' END, source,
        CASE WHEN counted THEN format(', pgrst_source_count AS (SELECT 1 FROM "pgrst_source" AS "%s")', function) END,
        CASE WHEN counted THEN '(SELECT pg_catalog.count(*) FROM pgrst_source_count)' ELSE 'null::bigint' END,
        CASE WHEN f.is_set THEN 'pg_catalog.count(_postgrest_t)' ELSE '1' END, body,
        coalesce(selected, format('"%s".*', function)), function, rest,
        CASE WHEN arguments = '{}' THEN '' WHEN method = 'POST' THEN format('(%L)', arguments)
            ELSE format('(%s)', (SELECT string_agg(quote_literal(a.value), ', ' ORDER BY n) FROM postgrest.arguments(function, arguments) a)) END);
END
$$;

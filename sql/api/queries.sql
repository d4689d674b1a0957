-- Records by query document.

CREATE FUNCTION dt_query(
    table_name text,
    query jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    STABLE SUPPORT dt.query_rows
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_query';
COMMENT ON FUNCTION dt_query(text, jsonb) IS
    'Returns the records of a query document: filter, sort, limit, offset, page, after, before, search, search_columns, columns, trash, time_zone, now. Example: SELECT data FROM dt_query(''deals'', ''{"filter": {"amount": {"gt": 1000}}, "sort": "-amount", "limit": 10}'')';

CREATE FUNCTION dt_query_json(
    table_name text,
    query jsonb DEFAULT '{}'
) RETURNS SETOF json
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_query_json';
COMMENT ON FUNCTION dt_query_json(text, jsonb) IS
    'Returns the records of a query document as JSON, one record each as dt_page has them. Example: SELECT dt_query_json(''deals'', ''{"filter": {"stage": "won"}, "sort": "name"}'')';

CREATE FUNCTION dt_page(
    table_name text,
    query jsonb DEFAULT '{}'
) RETURNS json
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_page';
COMMENT ON FUNCTION dt_page(text, jsonb) IS
    'Returns a page of records with their total and the cursors of the pages after and before it, as one JSON document. Example: SELECT dt_page(''deals'', ''{"sort": "name", "limit": 20}'')';

CREATE FUNCTION dt_count(
    table_name text,
    filter jsonb DEFAULT '{}'
) RETURNS bigint
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_count';
COMMENT ON FUNCTION dt_count(text, jsonb) IS
    'Returns how many records a filter selects. Example: SELECT dt_count(''deals'', ''{"stage": "won"}'')';

CREATE FUNCTION dt_explain(
    table_name text,
    query jsonb DEFAULT '{}',
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_explain';
COMMENT ON FUNCTION dt_explain(text, jsonb, jsonb) IS
    'Returns the SQL, parameters, plan and indexes of a query, with notes on indexes it lacks; the option analyze runs it. Example: SELECT dt_explain(''deals'', ''{"filter": {"stage": "won"}}'') -> ''indexes''';

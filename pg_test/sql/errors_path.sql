-- An error about a document says where in it: path, column and operator. An error about a record's column names the table.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\pset fieldsep ' | '
SELECT dt_create_table('Deals', '{"open": true, "columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "number"},
    {"key": "price", "type": "currency"}, {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}},
    {"key": "due", "type": "date"}, {"key": "tags", "type": "multi_select", "config": {"options": ["a"]}}]}') ->> 'slug';
CREATE FUNCTION pg_temp.told(statement text, OUT state text, OUT "column" text, OUT path text, OUT "in column" text, OUT operator text, OUT code text)
LANGUAGE plpgsql AS $$
DECLARE
    detail text;
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, "column" = COLUMN_NAME, detail = PG_EXCEPTION_DETAIL;
    path := detail::jsonb #>> '{0,path}';
    "in column" := detail::jsonb #>> '{0,column}';
    operator := detail::jsonb #>> '{0,operator}';
    code := detail::jsonb #>> '{0,code}';
END
$$;

-- Filters, in the three ways of writing them and nested in each other.
SELECT filter, t.* FROM unnest(ARRAY['{"amount": "many"}', '{"amount": {"gt": 1, "lt": "many"}}', '{"or": [{"name": "x"}, {"amount": {"gt": "many"}}]}',
    '[{"column": "name", "value": "x"}, {"column": "amount", "operator": "gt", "value": "many"}]', '{"not": {"and": [{"stage": {"in": ["open", "lost"]}}]}}',
    '{"$or": [{"_not": {"due": {"$gt": "soon"}}}]}', '{"amount": {"contains": "x"}}', '{"tags": {"length": {"gt": "x"}}}', '{"amount": {"gtt": 1}}',
    '[{"column": "amount", "operator": "gtt"}]', '{"amount": {}}', '{"price.currency": "EURO"}', '{"price": {"gt": "x"}}', '{"or": []}', '{"or": [7]}',
    '{"and": {"all": false}}', '[{"column": "name", "value": 1, "conjunction": "xor"}]', '[{"column": "name", "value": 1, "more": 1}]', '7',
    '{"due": {"within": {"lst": {"days": 7}}}}', '{"due": {"unit": "day", "offset": "x"}}', '{"id": "x"}'])
    WITH ORDINALITY AS f(filter, n), pg_temp.told(format('SELECT dt_count(%L, %L)', 'deals', filter)) t ORDER BY n;
-- Query documents.
SELECT query, t.* FROM unnest(ARRAY['{"filter": {"or": [{"amount": {"gt": "many"}}]}}', '{"sort": "tags"}', '{"sort": ["name", {"column": "name", "by": "option"}]}',
    '{"sort": ["name", {"column": "name", "direction": "up"}]}', '{"limit": -1}', '{"offset": "x"}', '{"total": "all"}', '{"trash": "all"}', '{"now": "soon"}',
    '{"time_zone": "Mars"}', '{"after": "x"}', '{"before": "x", "after": "y"}', '{"columns": "name"}', '{"search": 1}', '{"search_columns": []}',
    '{"filtr": {}}', '{"filter": {}, "where": {}}'])
    WITH ORDINALITY AS q(query, n), pg_temp.told(format('SELECT dt_page(%L, %L)', 'deals', query)) t ORDER BY n;
SELECT query, t.* FROM unnest(ARRAY['{"group_by": ["stage", {"column": "due", "unit": "eon"}]}', '{"aggregates": {"n": "cuont"}}', '{"aggregates": {"s": {"sum": "name"}}}',
    '{"aggregates": {"n": {"count": "name", "filter": {"amount": {"gt": "x"}}}}}', '{"aggregates": {"n": "count"}, "having": {"n": {"gt": "x"}}}',
    '{"aggregates": {"n": "count"}, "having": {"m": 1}}', '{"aggregates": {"n": "count"}, "sort": ["n", "m"]}', '{"group": 1}'])
    WITH ORDINALITY AS q(query, n), pg_temp.told(format('SELECT dt_aggregate(%L, %L)', 'deals', query)) t ORDER BY n;
-- Columns of a new table, which are a list or an object by key.
SELECT columns, t.* FROM unnest(ARRAY['[{"key": "a", "type": "text"}, {"key": "b", "type": "txt"}]', '{"a": {"type": "text"}, "b": {"type": "txt"}}',
    '{"a": {"key": "b", "type": "text"}}', '{"a": 1}', '7'])
    WITH ORDINALITY AS c(columns, n), pg_temp.told(format('SELECT dt_create_table(%L, %L)', 'New', '{"columns": ' || columns || '}')) t ORDER BY n;
SELECT dt_create_table('New', '{"columns": {"name": {"type": "text", "required": true}, "n": {"type": "integer"}}}') #> '{columns,0,key}';
CALL drop_tables();

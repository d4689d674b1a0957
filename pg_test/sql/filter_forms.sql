-- A filter is written as a map, as a list of conditions or as a tree, and the three can be nested in each other.

\i `echo "$PG_ABS_SRCDIR/lib/found.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Forms', '{"columns": [
    {"key": "name", "type": "text"}, {"key": "status", "type": "select", "config": {"options": ["open", "late", "done"]}},
    {"key": "priority", "type": "integer"}, {"key": "tags", "type": "multi_select", "config": {"options": ["vip", "new"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('forms', '[
    {"name": "a", "status": "open", "priority": 1, "tags": ["vip"]},
    {"name": "b", "status": "open", "priority": 5},
    {"name": "c", "status": "late", "priority": 5, "tags": ["new"]},
    {"name": "d", "status": "done", "priority": 9, "tags": ["vip", "new"]},
    {"name": "e"}]');

-- This returns the names of the records that a filter matches.
CREATE FUNCTION pg_temp.found(filter jsonb) RETURNS text
    RETURN found('forms', filter, delimiter => ' ');

-- A map matches if all its keys match. A value alone means eq, and all operators of a column must match.
SELECT pg_temp.found('{"status": "open"}');
SELECT pg_temp.found('{"status": "open", "priority": 5}');
SELECT pg_temp.found('{"priority": {"gte": 2, "lt": 9}}');
SELECT pg_temp.found('{"status": null}');
SELECT pg_temp.found('{"tags": ["new", "vip"]}');

-- In a list of conditions, column, attribute and field are the same key. Without an operator it is eq.
SELECT pg_temp.found('[{"column": "status", "operator": "in", "value": ["open", "late"]}, {"column": "priority", "operator": ">", "value": 1}]');
SELECT pg_temp.found('[{"attribute": "status", "value": "open"}]');
SELECT pg_temp.found('[{"field": "status", "op": "is_empty"}]');

-- A single condition needs no list.
SELECT pg_temp.found('{"column": "priority", "operator": "gt", "value": 5}');

-- conjunction joins a condition to the one before it. and binds tighter than or, and case is ignored.
SELECT pg_temp.found('[{"column": "name", "value": "a"}, {"column": "name", "value": "d", "conjunction": "or"}]');
SELECT pg_temp.found('[{"column": "name", "value": "a"}, {"column": "status", "value": "open", "conjunction": "OR"},
    {"column": "priority", "value": 5, "conjunction": "And"}]');
SELECT pg_temp.found('[{"column": "status", "value": "open"}, {"column": "priority", "value": 5, "conjunction": "and"},
    {"column": "name", "value": "e", "conjunction": "or"}]');
-- The conjunction of the first condition is ignored.
SELECT pg_temp.found('[{"column": "name", "value": "a", "conjunction": "or"}, {"column": "priority", "value": 5}]');

-- A tree is made of and, or and not.
SELECT pg_temp.found('{"or": [{"status": "done"}, {"and": [{"priority": {"gt": 2}}, {"not": {"tags": {"has_any": ["vip", "new"]}}}]}]}');
SELECT pg_temp.found('{"not": {"status": "open"}}');
SELECT pg_temp.found('{"not": {"not": {"status": "open"}}}');
SELECT pg_temp.found('{"not": {"or": [{"status": "open"}, {"status": "late"}]}}');
SELECT pg_temp.found('{"not": {"status": "open", "priority": 5}}');
-- and, or and not may stand beside columns. All of them must match.
SELECT pg_temp.found('{"priority": {"gte": 5}, "or": [{"status": "open"}, {"status": "late"}], "not": {"name": "c"}}');
-- or may hold a single filter.
SELECT pg_temp.found('{"or": {"status": "open"}}');

-- Lists may stand in trees, and maps and trees in lists.
SELECT pg_temp.found('{"or": [[{"column": "name", "value": "a"}, {"column": "name", "value": "b", "conjunction": "or"}], {"name": "e"}]}');
SELECT pg_temp.found('[{"status": "open"}, {"or": [{"priority": 1}, {"tags": {"is_empty": true}}]}]');
SELECT pg_temp.found('[{"name": "e"}, {"conjunction": "or", "and": [{"status": "open"}, {"priority": 1}]}]');
SELECT pg_temp.found('{"not": [{"column": "status", "value": "open"}, {"column": "status", "value": "late", "conjunction": "or"}]}');
SELECT pg_temp.found('[[{"name": "a"}], [{"name": "a"}]]');

-- ## A filter that matches everything, or nothing
SELECT pg_temp.found('{}'), pg_temp.found('[]'), pg_temp.found(NULL), pg_temp.found('null'), pg_temp.found('{"all": true}');
SELECT pg_temp.found('{"and": [{}, {"status": "open"}]}'), pg_temp.found('{"or": [{}, {"status": "open"}]}');
SELECT pg_temp.found('{"not": {"all": true}}'), pg_temp.found('{"not": {}}'), pg_temp.found('{"status": {"in": []}}');

-- filter and where are the same key.
SELECT data ->> 'name' FROM dt_query('forms', '{"where": {"priority": 9}}');

-- All functions that take a filter read it in the same way.
SELECT dt_count('forms', '[{"column": "name", "value": "a"}, {"column": "name", "value": "d", "conjunction": "or"}]');
SELECT dt_page('forms', '{"filter": {"or": [{"name": "a"}, {"name": "d"}]}}') -> 'total';
BEGIN;
SELECT dt_update_where('forms', '[{"column": "name", "value": "a"}, {"column": "name", "value": "d", "conjunction": "or"}]', '{"priority": 7}');
SELECT pg_temp.found('{"priority": 7}');
SELECT dt_delete_where('forms', '{"not": {"priority": 7}}');
SELECT pg_temp.found('{}');
ROLLBACK;

-- A column whose key is a word of filters is reached through the list form.
SELECT dt_create_table('Words', '{"columns": [{"key": "_not", "type": "text"}, {"key": "_and", "type": "text"}, {"key": "_or", "type": "text"},
    {"key": "column", "type": "text"}, {"key": "value", "type": "text"},
    {"key": "conjunction", "type": "text"}]}') ->> 'slug';
SELECT (dt_insert('words', '{"_not": "n", "_and": "a", "_or": "o", "column": "c", "value": "v", "conjunction": "x"}')).version;
SELECT dt_count('words', jsonb_build_array(jsonb_build_object('column', key, 'value', value)))
FROM jsonb_each('{"_not": "n", "_and": "a", "_or": "o", "column": "c", "value": "v", "conjunction": "x"}') ORDER BY key COLLATE "C";
SELECT dt_count('words', '{"column": "c"}'), dt_count('words', '{"value": "v"}'), dt_count('words', '{"column": {"neq": "c"}}'),
    dt_count('words', '{"conjunction": "x"}');

-- An object of several keys after or could mean that one holds, or all.
SELECT dt_count('words', '{"or": {"conjunction": "x"}}');
SELECT dt_count('words', '{"or": {"conjunction": "x", "value": "z"}}');

SELECT dt_drop_table('forms', permanently => true), dt_drop_table('words', permanently => true);

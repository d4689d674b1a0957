-- What means every record must be written on purpose: `all` stands alone, and a filter that comes to everything by another road is an empty one.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on

SELECT dt_create_table('Notes', '{"columns": [{"key": "n", "type": "integer"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('notes', '[{"n": 1, "tags": ["a"]}, {"n": 2}, {"n": 77}]');

-- ## Keys that are syntax in filters are no column keys
SELECT key, try(format('SELECT dt_add_column(''notes'', %L, ''text'')', key)) FROM unnest(ARRAY['all', 'and', 'or', 'not']) key;

-- ## `all` beside other keys is an error, wherever it stands
SELECT filter, try_count('notes', filter) FROM unnest(ARRAY['{"all": true}', '{"all": true, "n": 77}', '{"all": false}', '{"all": {"eq": true}}',
    '{"and": [{"all": true, "n": 77}]}', '[{"all": true, "n": 77}]']) filter;

-- ## Writes to every record say so
SELECT filter, try(format('SELECT dt_delete_where(''notes'', %L)', filter)) FROM unnest(ARRAY['{}', '[]', 'null', '{"not": {"not": {}}}',
    '{"and": [{"all": true}]}', '{"or": [{"n": 1}, {}]}', '{"n": {"not_in": []}}', '{"tags": {"has_all": []}}', '{"tags": {"has_none": []}}',
    '{"or": [{"n": 1}, {"n": {"not_in": []}}]}', '{"all": true, "n": 77}']) filter;
SELECT filter, try(format('SELECT dt_update_where(''notes'', %L, ''{"n": 5}'')', filter)) FROM unnest(ARRAY['{}', '{"not": {"not": {}}}']) filter;
SELECT dt_count('notes');
-- Nothing is something.
SELECT dt_delete_where('notes', '{"not": {}}'), dt_delete_where('notes', '{"n": {"in": []}}');
SELECT dt_update_where('notes', '{"all": true}', '{"n": 5}');
SELECT dt_delete_where('notes', '{"all": true}');
SELECT dt_count('notes');

-- ## In an open table such a key is reached by the list form
SELECT dt_create_table('Loose', '{"open": true}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('loose', '[{"all": 1, "not": "x"}, {"all": 2, "or": true}, {"b": 3}]');
SELECT dt_count('loose', '[{"column": "all", "operator": "gt", "value": 1}]'), dt_count('loose', '[{"column": "or", "operator": "eq", "value": true}]'),
    dt_count('loose', '{"not": {"b": 3}}');

SELECT dt_drop_table('notes', permanently => true), dt_drop_table('loose', permanently => true);

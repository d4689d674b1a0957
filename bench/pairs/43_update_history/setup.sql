-- Two tables of the 20 columns with the same 20,000 records, one with a history and one without.
SELECT dt_create_table(name, jsonb_build_object('columns', (SELECT jsonb_agg(column_ - 'typed') FROM jsonb_array_elements(dt_describe('items') -> 'columns') AS column_),
    'settings', jsonb_build_object('enable_revisions', name = 'Kept'))) FROM (VALUES ('Kept'), ('Unkept')) AS t(name) \g /dev/null
SELECT format('INSERT INTO %s (id, data) SELECT id, data FROM dt_data.items_1 WHERE id <= item_id(20000)', dt_describe(name) ->> 'storage') FROM (VALUES ('kept'), ('unkept')) AS t(name) \gexec
VACUUM ANALYZE;

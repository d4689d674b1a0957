-- Two tables of the 20 columns with the same 20,000 records, one with a history and one without.
SELECT dt_create_table(name, jsonb_build_object('columns', (SELECT jsonb_agg(column_ - 'typed') FROM jsonb_array_elements(dt_describe('items') -> 'columns') AS column_),
    'settings', jsonb_build_object('enable_revisions', name = 'Kept'))) FROM (VALUES ('Kept'), ('Unkept')) AS t(name) \g /dev/null
SELECT count(*) FROM (SELECT dt_insert(name, data - 'id', item_id(n)) FROM (SELECT row_number() OVER (ORDER BY id) AS n, data FROM (SELECT id, data FROM dt_data.items_1 LIMIT 20000) AS some) AS r, (VALUES ('kept'), ('unkept')) AS t(name) OFFSET 0) AS made \g /dev/null
VACUUM ANALYZE;

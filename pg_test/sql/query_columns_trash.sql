-- A query chooses columns, and says whether it wants records in the trash.

\pset format unaligned
\t on
SET dt.user_id = 'ada';
SELECT dt_create_table('Picked', '{"columns": [{"key": "name", "type": "text"}, {"key": "amount", "type": "decimal"},
    {"key": "tags", "type": "multi_select", "config": {"options": ["x", "y"]}},
    {"key": "old", "type": "text"}, {"key": "made_by", "type": "created_by"}]}') ->> 'slug';
SELECT count(*)
FROM dt_insert_many('picked', '[{"name": "a", "amount": 1.10, "tags": ["y", "x"], "old": "o"}, {"name": "b", "amount": 2}, {"name": "c", "old": "p"}]');

-- columns, or select, names the keys in data. Absent values stay absent, and system columns are made by the system.
SELECT data FROM dt_query('picked', '{"sort": "name"}');
SELECT data FROM dt_query('picked', '{"columns": ["name"], "sort": "name"}');
SELECT data FROM dt_query('picked', '{"select": ["tags", "amount", "amount"], "sort": "name"}');
SELECT data FROM dt_query('picked', '{"columns": ["made_by"], "sort": "name", "limit": 1}');
SELECT data FROM dt_query('picked', '{"columns": [], "sort": "name", "limit": 1}');
SELECT jsonb_path_query_array(dt_page('picked', '{"columns": ["amount"], "sort": "name"}')::jsonb, '$.records[*].data');
-- Filter and sort may use other columns.
SELECT data FROM dt_query('picked', '{"columns": ["name"], "filter": {"amount": {"gt": 1}}, "sort": "-amount"}');
-- The fields beside data are always there.
SELECT id IS NOT NULL, created_at IS NOT NULL, updated_at IS NOT NULL, created_by, updated_by, version FROM dt_query('picked', '{"columns": [], "limit": 1}');

-- A dropped column is not in data, and cannot be named.
SELECT dt_drop_column('picked', 'old');
SELECT data FROM dt_query('picked', '{"sort": "name"}');
SELECT data FROM dt_query('picked', '{"columns": ["name", "old"]}');
SELECT dt_count('picked', '{"old": "o"}');
SELECT data FROM dt_query('picked', '{"sort": "old"}');
SELECT dt_restore_column('picked', 'old') ->> 'key';
SELECT data FROM dt_query('picked', '{"columns": ["old"], "sort": "name"}');

-- columns is a list of keys.
SELECT data FROM dt_query('picked', '{"columns": ["nmae"]}');
SELECT data FROM dt_query('picked', '{"columns": "name"}');
SELECT data FROM dt_query('picked', '{"columns": [1]}');
SELECT data FROM dt_query('picked', '{"columns": ["name"], "select": ["name"]}');
SELECT data FROM dt_query('picked', '{"columns": ["name'') FROM dt.tables --"]}');

-- ## trash: exclude (the default), include, only
SELECT dt_delete_where('picked', '{"name": "b"}');
SELECT trash, (SELECT string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FROM dt_query('picked', jsonb_build_object('trash', trash))),
    dt_page('picked', jsonb_build_object('trash', trash)) -> 'total' AS total
FROM unnest(ARRAY['exclude', 'include', 'only', NULL]) trash;
SELECT data ->> 'name', version FROM dt_query('picked', '{"trash": "only", "filter": {"amount": 2}, "sort": "-amount"}');
-- Other functions do not see records in the trash.
SELECT dt_count('picked'), dt_count('picked', '{"name": "b"}');
SELECT (SELECT count(*) FROM dt_get('picked', id)), (SELECT count(*) FROM dt_update('picked', id, '{"name": "z"}')), dt_delete('picked', id)
FROM dt_query('picked', '{"trash": "only"}');
SELECT dt_update_where('picked', '{"name": "b"}', '{"name": "z"}');
-- Restored records are as they were.
SELECT r.data ->> 'name', r.version FROM dt_query('picked', '{"trash": "only"}') q, dt_restore('picked', q.id) r;
SELECT string_agg(data ->> 'name', ' ' ORDER BY data ->> 'name') FROM dt_query('picked');
SELECT count(*) FROM dt_query('picked', '{"trash": "yes"}');
SELECT count(*) FROM dt_query('picked', '{"trash": true}');

SELECT dt_drop_table('picked', permanently => true);

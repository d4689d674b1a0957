\set n random(0, 19999)
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM dt_data.items_1 WHERE deleted_at IS NULL AND dt.get_folded(data, 'notes') LIKE '%w' || to_hex(4096 + :n * 37) || '%';

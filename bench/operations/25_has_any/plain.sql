\set t random(0, 900)
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM dt_data.items_1 WHERE deleted_at IS NULL AND dt.get_text_array(data, 'tags') && ARRAY['x' || :t, 'x' || :t + 1];

\set s random(1, 4)
\set a random(100000, 1000000)
SELECT id, data, created_at, updated_at, created_by, updated_by, version FROM dt_data.items_1 WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = (ARRAY['open', 'offered', 'won', 'lost'])[:s]
AND dt.get_float8(data, 'amount') <= :a ORDER BY dt.get_float8(data, 'amount') DESC, id DESC LIMIT 50;

\set n random(1, :rows)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND id = item_id(:n);

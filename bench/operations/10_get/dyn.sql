\set n random(1, :rows)
SELECT * FROM dt_get('items', item_id(:n));

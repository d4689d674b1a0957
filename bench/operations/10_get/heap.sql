\set n random(1, :rows)
SELECT * FROM heap WHERE table_no = 1 AND id = item_id(:n);

\set n random(0, 19999)
SELECT * FROM heap WHERE table_no = 1 AND (data->>'notes') ILIKE '%w' || to_hex(4096 + :n * 37) || '%';

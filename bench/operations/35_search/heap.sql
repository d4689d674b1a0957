\set n random(0, 19999)
SELECT * FROM heap WHERE table_no = 1 AND to_tsvector('simple', (data->>'name') || ' ' || (data->>'notes')) @@ to_tsquery('simple', 'w' || to_hex(4096 + :n * 37) || ':*');

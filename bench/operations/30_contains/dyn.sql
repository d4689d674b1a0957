\set n random(0, 19999)
SELECT * FROM dt_query('items', jsonb_build_object('filter', jsonb_build_object('notes', jsonb_build_object('contains', 'w' || to_hex(4096 + :n * 37)))));

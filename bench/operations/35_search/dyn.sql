\set n random(0, 19999)
SELECT * FROM dt_query('items', jsonb_build_object('search', 'w' || to_hex(4096 + :n * 37), 'search_columns', '["name", "notes"]'::jsonb));

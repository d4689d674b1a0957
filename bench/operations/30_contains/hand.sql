\set n random(0, 19999)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND notes ILIKE '%w' || to_hex(4096 + :n * 37) || '%';

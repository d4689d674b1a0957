\set t random(0, 900)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND tags && ARRAY['x' || :t, 'x' || :t + 1];

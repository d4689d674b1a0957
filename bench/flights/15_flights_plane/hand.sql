\set r random(1, 3)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND tailnum = (ARRAY['N14228', 'N24211', 'N619AA'])[:r];

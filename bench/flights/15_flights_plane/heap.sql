\set r random(1, 3)
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('tailnum', (ARRAY['N14228', 'N24211', 'N619AA'])[:r]);

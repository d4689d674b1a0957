\set t random(0, 900)
SELECT * FROM heap WHERE table_no = 1 AND (data @> jsonb_build_object('tags', jsonb_build_array('x' || :t)) OR data @> jsonb_build_object('tags', jsonb_build_array('x' || :t + 1)));

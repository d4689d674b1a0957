\set s random(1, 4)
\set a random(100000, 1000000)
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('stage', (ARRAY['open', 'offered', 'won', 'lost'])[:s]) AND (data->>'amount')::numeric <= :a
ORDER BY (data->>'amount')::numeric DESC, id DESC LIMIT 50;

\set d random(1, 10)
\set a random(10, 1000)
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('dest', (ARRAY['ATL', 'ORD', 'LAX', 'BOS', 'MCO', 'CLT', 'SFO', 'FLL', 'MIA', 'DCA'])[:d]) AND (data->>'dep_delay')::numeric <= :a
ORDER BY (data->>'dep_delay')::numeric DESC, id DESC LIMIT 50;

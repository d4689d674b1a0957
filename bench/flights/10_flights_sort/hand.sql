\set d random(1, 10)
\set a random(10, 1000)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND dest = (ARRAY['ATL', 'ORD', 'LAX', 'BOS', 'MCO', 'CLT', 'SFO', 'FLL', 'MIA', 'DCA'])[:d] AND dep_delay <= :a ORDER BY dep_delay DESC, id DESC LIMIT 50;

\set s 1
\set a 500000
SELECT json_agg(t) FROM (SELECT * FROM by_hand WHERE deleted_at IS NULL AND stage = (ARRAY['open', 'offered', 'won', 'lost'])[:s] AND amount <= :a ORDER BY amount DESC, id DESC LIMIT 50) t;

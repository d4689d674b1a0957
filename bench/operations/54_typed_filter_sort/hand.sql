\set s random(1, 4)
\set a random(100000, 1000000)
SELECT * FROM by_hand WHERE deleted_at IS NULL AND stage = (ARRAY['open', 'offered', 'won', 'lost'])[:s] AND amount <= :a ORDER BY amount DESC, id DESC LIMIT 50;

\set s random(1, 4)
\set a random(100000, 1000000)
SELECT * FROM dt_query('items', ('{"filter": {"stage": "' || (ARRAY['open', 'offered', 'won', 'lost'])[:s] || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50}')::jsonb);

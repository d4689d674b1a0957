\set s 1
\set a 500000
SELECT dt_page('items', ('{"filter": {"stage": "' || (ARRAY['open', 'offered', 'won', 'lost'])[:s] || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50, "total": "none"}')::jsonb);

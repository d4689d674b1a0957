\set s random(1, 4)
\set a random(100000, 1000000)
SELECT set_config('dt.user_id', 'member', false);
SELECT * FROM dt_query('unguarded', ('{"filter": {"stage": "' || (ARRAY['open', 'offered', 'won', 'lost'])[:s] || '", "amount": {"lte": ' || :a || '}}, "sort": "-amount", "limit": 50}')::jsonb);

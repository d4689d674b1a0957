\set a random(1, 9900)
SELECT * FROM dt_query('table_1', ('{"filter": {"amount": {"gte": ' || :a || '}}, "sort": "amount", "limit": 50}')::jsonb);

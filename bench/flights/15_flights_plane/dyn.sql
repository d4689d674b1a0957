\set r random(1, 3)
SELECT * FROM dt_query('flights', ('{"filter": {"tailnum": "' || (ARRAY['N14228', 'N24211', 'N619AA'])[:r] || '"}}')::jsonb);

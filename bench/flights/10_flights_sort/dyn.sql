\set d random(1, 10)
\set a random(10, 1000)
SELECT * FROM dt_query('flights', ('{"filter": {"dest": "' || (ARRAY['ATL', 'ORD', 'LAX', 'BOS', 'MCO', 'CLT', 'SFO', 'FLL', 'MIA', 'DCA'])[:d] || '", "dep_delay": {"lte": ' || :a || '}}, "sort": "-dep_delay", "limit": 50}')::jsonb);

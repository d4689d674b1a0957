\set d random(0, 3640)
SELECT * FROM dt_query('items', ('{"filter": {"due": {"between": ["' || date '2020-01-01' + :d::int || '", "' || date '2020-01-02' + :d::int || '"]}}}')::jsonb);

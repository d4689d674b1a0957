\set a random(1, 1000000)
SELECT * FROM dt_insert('table_2', ('{"name": "x", "amount": ' || :a || ', "stage": "b"}')::jsonb);

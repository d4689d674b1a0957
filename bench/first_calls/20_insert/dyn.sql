SELECT * FROM dt_insert(:'table', '{"c1": "x", "c2": 1000, "c4": "a"}');

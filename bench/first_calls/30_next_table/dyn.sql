SELECT * FROM dt_query(:'table', '{"filter": {"c2": {"gte": 10}}, "sort": "c2", "limit": 50}');

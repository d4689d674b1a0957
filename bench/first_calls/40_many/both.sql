SELECT * FROM dt_query('table_1', '{"filter": {"amount": {"gte": 10}}, "sort": "amount", "limit": 50}');

SELECT * FROM dt_query('items', '{"filter": {"priority": {"gte": 996}}}');

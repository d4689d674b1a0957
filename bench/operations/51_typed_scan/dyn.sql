SELECT * FROM dt_query('typed', '{"filter": {"priority": {"gte": 996}}}');

SELECT * FROM dt_query('flights', '{"filter": {"air_time": {"gt": 600}}}');

SELECT dt_count('flights', '{"dest": "ORD"}');

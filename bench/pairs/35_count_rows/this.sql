SELECT count(*) FROM dt_query('items');

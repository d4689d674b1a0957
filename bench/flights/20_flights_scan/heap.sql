SELECT * FROM heap WHERE table_no = 1 AND (data->>'air_time')::numeric > 600;

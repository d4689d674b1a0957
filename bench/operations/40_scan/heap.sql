SELECT * FROM heap WHERE table_no = 1 AND (data->>'priority')::numeric >= 996;

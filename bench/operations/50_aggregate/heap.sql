SELECT data->>'stage', sum((data->>'amount')::numeric) FROM heap WHERE table_no = 1 GROUP BY 1;

SELECT data->>'carrier', sum((data->>'distance')::numeric) FROM heap WHERE table_no = 1 GROUP BY 1;

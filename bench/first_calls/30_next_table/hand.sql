SELECT FROM dt_data.:storage LIMIT 0;

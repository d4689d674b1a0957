\set t random(0, 900)
SELECT * FROM dt_query('items', ('{"filter": {"tags": {"has_any": ["x' || :t || '", "x' || :t + 1 || '"]}}}')::jsonb);

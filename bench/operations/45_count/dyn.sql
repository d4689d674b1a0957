SELECT dt_count('items', '{"stage": "offered"}');

SELECT dt_count('typed', '{"stage": "offered"}');

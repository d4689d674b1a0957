SELECT dt_page('items', '{"filter": {"stage": "open"}, "sort": "amount", "limit": 50, "total": "none"}');

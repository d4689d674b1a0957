SELECT dt_page('items', '{"sort": "due", "total": {"up_to": 10000}}');

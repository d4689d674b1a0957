SELECT dt_page('items', '{"sort": "due"}');

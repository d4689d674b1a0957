SELECT dt_page('items', query) FROM page_10000;

SELECT count(*) FROM dt_data.items_1 WHERE deleted_at IS NULL AND dt.get_text(data, 'stage') = 'offered';

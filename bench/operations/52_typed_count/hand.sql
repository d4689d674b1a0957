SELECT count(*) FROM by_hand WHERE deleted_at IS NULL AND stage = 'offered';

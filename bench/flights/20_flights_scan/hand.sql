SELECT * FROM by_hand WHERE deleted_at IS NULL AND air_time > 600;

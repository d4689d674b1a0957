SELECT * FROM by_hand WHERE deleted_at IS NULL AND priority >= 996;

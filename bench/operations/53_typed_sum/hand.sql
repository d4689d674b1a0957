SELECT stage, sum(amount::numeric) AS total FROM by_hand WHERE deleted_at IS NULL GROUP BY stage;

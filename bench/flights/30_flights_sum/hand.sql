SELECT carrier, sum(distance::numeric) AS miles FROM by_hand WHERE deleted_at IS NULL GROUP BY carrier;

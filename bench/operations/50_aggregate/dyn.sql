SELECT dt_aggregate('items', '{"group_by": ["stage"], "aggregates": {"total": {"sum": "amount"}}}');

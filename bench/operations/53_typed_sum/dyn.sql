SELECT dt_aggregate('typed', '{"group_by": ["stage"], "aggregates": {"total": {"sum": "amount"}}}');

SELECT dt_aggregate('flights', '{"group_by": ["carrier"], "aggregates": {"miles": {"sum": "distance"}}}');

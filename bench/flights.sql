-- The same on the 336,776 flights of 2013, 15 columns: real values, real skew. In the format of operations.sql.

## flights_sort | 1000 | 20 | 50 | flights to one airport, the most delayed 50, of one dest and delay below a bound
\set d random(1, 10)
\set a random(10, 1000)
#dyn
SELECT * FROM dt_query('flights', ('{"filter": {"dest": "' || (ARRAY['ATL', 'ORD', 'LAX', 'BOS', 'MCO', 'CLT', 'SFO', 'FLL', 'MIA', 'DCA'])[:d] || '", "dep_delay": {"lte": ' || :a || '}}, "sort": "-dep_delay", "limit": 50}')::jsonb);
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND dest = (ARRAY['ATL', 'ORD', 'LAX', 'BOS', 'MCO', 'CLT', 'SFO', 'FLL', 'MIA', 'DCA'])[:d] AND dep_delay <= :a ORDER BY dep_delay DESC, id DESC LIMIT 50;
#heap
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('dest', (ARRAY['ATL', 'ORD', 'LAX', 'BOS', 'MCO', 'CLT', 'SFO', 'FLL', 'MIA', 'DCA'])[:d]) AND (data->>'dep_delay')::numeric <= :a
ORDER BY (data->>'dep_delay')::numeric DESC, id DESC LIMIT 50;

## flights_plane | 400 | 500 | 111 | flights of one plane
\set r random(1, 3)
#dyn
SELECT * FROM dt_query('flights', ('{"filter": {"tailnum": "' || (ARRAY['N14228', 'N24211', 'N619AA'])[:r] || '"}}')::jsonb);
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND tailnum = (ARRAY['N14228', 'N24211', 'N619AA'])[:r];
#heap
SELECT * FROM heap WHERE table_no = 1 AND data @> jsonb_build_object('tailnum', (ARRAY['N14228', 'N24211', 'N619AA'])[:r]);

## flights_scan | 5 | 5 | 336776 | flights, unindexed: more than ten hours in the air
#dyn
SELECT * FROM dt_query('flights', '{"filter": {"air_time": {"gt": 600}}}');
#hand
SELECT * FROM by_hand WHERE deleted_at IS NULL AND air_time > 600;
#heap
SELECT * FROM heap WHERE table_no = 1 AND (data->>'air_time')::numeric > 600;

## flights_count | 20 | 10 | 336776 | flights, dt_count by the index on dest: one in twenty
#dyn
SELECT dt_count('flights', '{"dest": "ORD"}');
#hand
SELECT count(*) FROM by_hand WHERE deleted_at IS NULL AND dest = 'ORD';
#heap
SELECT count(*) FROM heap WHERE table_no = 1 AND data @> '{"dest": "ORD"}';

## flights_sum | 3 | 5 | 336776 | flights, dt_aggregate: miles by carrier
#dyn
SELECT dt_aggregate('flights', '{"group_by": ["carrier"], "aggregates": {"miles": {"sum": "distance"}}}');
#hand
SELECT carrier, sum(distance::numeric) AS miles FROM by_hand WHERE deleted_at IS NULL GROUP BY carrier;
#heap
SELECT data->>'carrier', sum((data->>'distance')::numeric) FROM heap WHERE table_no = 1 GROUP BY 1;

-- A location is an address, a point on Earth, or both.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Places', '{"columns": [{"key": "v", "type": "location"}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted: any of the parts, latitude and longitude only together. Empty parts are dropped, digits stay

SELECT * FROM put_each('places', ARRAY[
    '{"address": "Marienplatz 1", "city": "Munich", "region": "Bavaria", "country": "Germany", "postal_code": "80331", "lat": 48.1370, "lng": 11.575}',
    '{"city": "Köln 🎉"}', '{"lat": 90, "lng": -180}', '{"lat": -90, "lng": 180}', '{"lat": 0, "lng": 0.000000000000000000000000000000000000001}',
    '{"city": "Oslo", "region": "", "lat": null, "lng": null}', 'null']);

-- ## Refused

SELECT * FROM put_each('places', ARRAY['{}', '{"city": "", "lat": null}', '{"lat": 48.1}', '{"city": "Oslo", "lng": 10}',
    '{"lat": 48.1, "lng": null}', '{"lat": 90.000000000000000000000000000000000001, "lng": 0}', '{"lat": -91, "lng": 181}',
    '{"lat": 1e308, "lng": 0}', '{"lat": "48.1", "lng": 11}', '{"latitude": 48.1, "longitude": 11}', '{"city": 5}', '{"postal_code": 80331}',
    '{"city": ["Oslo"]}', '"Oslo"', '""', '"48.1, 11.5"', '[48.1, 11.5]', '1', 'true']) AS g(given, fault);

-- ## Filters and sort by parts

SELECT f, (SELECT string_agg(data #>> '{v,city}', ', ' ORDER BY data #>> '{v,city}') FROM dt_query('places', jsonb_build_object('filter', f))) AS cities,
    dt_count('places', f) AS n
FROM unnest(ARRAY['{"v.city": "Oslo"}', '{"v.city": {"starts_with": "k"}}', '{"v.lat": {"gt": 48.13, "lt": 49}}', '{"v.lat": 48.137}',
    '{"v.lng": {"between": [-180, 0]}}', '{"v.country": {"is_empty": true}}', '{"v": null}',
    '{"v": {"is_not_empty": true}}', '{"v": {"eq": {"city": "Oslo"}}}']::jsonb[]) WITH ORDINALITY AS g(f, i) ORDER BY i;
SELECT data #> '{v,lat}' AS lat FROM dt_query('places', '{"sort": "-v.lat", "filter": {"v.lat": {"is_not_null": true}}}');
SELECT try_count('places', f) AS error
FROM unnest(ARRAY['{"v.town": "Oslo"}', '{"v.lat": "48.1"}', '{"v.city": 5}', '{"v": {"city": "Oslo"}}']) WITH ORDINALITY AS g(f, n) ORDER BY n;
-- A place is neither a text nor a number. A comparison with one is refused.
SELECT try_count('places', f) AS error
FROM unnest(ARRAY['{"v": "Oslo"}', '{"v": {"neq": 5}}', '{"v": {"contains": "Oslo"}}', '{"v": {"gt": 3}}', '{"v": {"in": [{"city": "Oslo"}]}}',
    '{"v": {"has_any": ["Oslo"]}}']) WITH ORDINALITY AS g(f, n) ORDER BY n;
SELECT try($$SELECT * FROM dt_query('places', '{"sort": "v.town"}')$$) AS error;

-- A part can have an index. A place as a whole has none, and cannot be unique.

SELECT dt_create_index('places', '{v.city,v.lat}') LIKE 'places%v_city_v_lat_idx' AS named;
SET enable_seqscan = off;
SELECT jsonb_array_length(dt_explain('places', '{"filter": {"v.city": "Oslo"}, "sort": "v.lat", "limit": 3}') -> 'indexes') AS indexes;
RESET enable_seqscan;
SELECT try($$SELECT dt_create_index('places', '{v}')$$) AS error;
SELECT try($$SELECT dt_alter_column('places', 'v', '{"unique": true}')$$) AS error;
SELECT try($$SELECT dt_alter_column('places', 'v', '{"index": true}')$$) AS error;

-- ## Required, default, bad config

SELECT dt_create_table('Venues', '{"columns": [{"key": "v", "type": "location", "required": true},
    {"key": "w", "type": "location", "default": {"country": "NO", "city": ""}}]}') #> '{columns,1,default}' AS default;
SELECT put('venues', '{"city": ""}') AS fault, put('venues', 'null') AS "null", put('venues', '{"city": "Bergen"}', 'v') AS stored;
SELECT data FROM dt_query('venues');
SELECT try($$SELECT dt_add_column('venues', 'bad', 'location', '{"default": {"lat": 1}}')$$) AS error;
SELECT try($$SELECT dt_add_column('venues', 'bad', 'location', '{"config": {"country": "NO"}}')$$) AS error;

CALL drop_tables();

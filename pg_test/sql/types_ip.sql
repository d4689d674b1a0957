-- An ip is an IPv4 or IPv6 address or network. It is stored in canonical form (RFC 5952), and compared as inet.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Hosts', '{"columns": [{"key": "v", "type": "ip"}]}') ->> 'slug' AS slug;

-- ## Accepted

SELECT * FROM put_each('hosts', ARRAY['"192.0.2.1"', '"192.0.2.0/24"', '"192.0.2.1/24"', '"192.0.2.1/32"', '"0.0.0.0/0"', '"255.255.255.255"',
    '"2001:db8::1"', '"2001:DB8:0:0:0:0:0:1"', '"2001:db8::/32"', '"::"', '"::1/128"', '"::FFFF:192.0.2.1"', '"1:2:3:4:5:6:7:8"']);

-- ## Refused

SELECT * FROM put_each('hosts', ARRAY['"192.0.2"', '"192.0.2.256"', '"192.0.02.1"', '"192.0.2.1/33"', '"192.0.2.1/"', '"192.0.2.1/024"',
    '"192.0.2.1/+8"', '"192.0.2.1/255.255.255.0"', '"192.0.2.1:80"', '" 192.0.2.1"', '"192.0.2.1 "', '"2001:db8::1::2"', '"2001:db8::/129"',
    '"fe80::1%eth0"', '"[::1]"', '"12345::"', '"localhost"', '"１.２.３.４"', '"👍"']) AS g(given, fault);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('hosts');
SELECT length(put('hosts', to_json(repeat('1', 10000000))::text)) AS "length of the message about 10 MB";

-- ## Bad config

SELECT config, try_config('hosts', 'ip', config) AS error
FROM unnest(ARRAY['{"version": 4}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default, and comparisons as inet: IPv4 first, networks before their addresses

SELECT dt_create_table('Leases', '{"columns": [{"key": "v", "type": "ip", "required": true, "unique": true, "index": true},
    {"key": "dns", "type": "ip", "default": "2001:DB8::53"}]}') #> '{columns,1,default}' AS "default";
SELECT * FROM put_each('leases', ARRAY['"192.0.2.10"', '"192.0.2.9"', '"192.0.2.9/32"', '"192.0.2.0/24"', '"2001:db8::A"', '"2001:db8:0::a"',
    '"10.0.0.0/8"', '""', 'null']);
SELECT data ->> 'v' AS v FROM dt_query('leases', '{"sort": "v"}');
SELECT filter, (SELECT array_agg(data ->> 'v') FROM dt_query('leases', jsonb_build_object('filter', filter::jsonb, 'sort', 'v'))) AS found
FROM unnest(ARRAY['{"v": "2001:DB8::000A"}', '{"v": "192.0.2.9/32"}', '{"v": {"gt": "192.0.2.9"}}', '{"v": {"between": ["192.0.2.0", "192.0.2.255"]}}',
    '{"v": {"in": ["192.0.2.10", "2001:db8:0:0::a"]}}', '{"v": {"neq": "10.0.0.0/8"}}', '{"v": {"is_empty": true}}'])
    WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_count('leases', '{"v": "192.0.2"}')$$);
SELECT split_part(try($$SELECT dt_count('leases', '{"v": {"contains": "192"}}')$$), E'\n', 1) AS error;
SELECT try($$SELECT dt_add_column('leases', 'bad', 'ip', '{"default": "localhost"}')$$);

CALL drop_tables();

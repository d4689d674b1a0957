-- An email is an e-mail address (RFC 5321). It is stored as given, and compared ignoring case.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('People', '{"columns": [{"key": "v", "type": "email"}]}') ->> 'slug' AS slug;

-- ## Accepted, and stored as given

SELECT * FROM put_each('people', ARRAY['"jane@example.com"', '"Jane.Doe+news@Mail.Example.CO.UK"', '"a@localhost"', '"o''hara@example.com"',
    '"\"jane doe\"@example.com"', '"a@[192.0.2.1]"', '"a@[IPv6:2001:db8::1]"', '"x_y-z@xn--bcher-kva.example"', '"!#$%&*/=?^`{|}~@example.com"']);

-- ## Refused

SELECT * FROM put_each('people', ARRAY['"jane"', '"jane@"', '"@example.com"', '"jane@@example.com"', '"jane@example..com"', '".jane@example.com"',
    '"jane.@example.com"', '"ja..ne@example.com"', '"jane@-example.com"', '"jane@example.com "', '" jane@example.com"', '"jane@example.com\n"',
    '"jane doe@example.com"', '"Jane <jane@example.com>"', '"mailto:jane@example.com"', '"a@b.c, d@e.f"', '"jane@exa mple.com"',
    '"jane@example.com\u202e"', '"jäne@example.com"', '"👍@example.com"', '"a@[300.0.0.1]"',
    '"a@b.c''; DROP TABLE dt.tables; --"']) AS g(given, fault);

-- The parts have at most 64 and 253 characters.

SELECT put('people', to_json(repeat('a', 64) || '@example.com')::text) IS NOT NULL AS "64",
    put('people', to_json(repeat('a', 65) || '@example.com')::text) AS "65";
SELECT left(put('people', to_json('a@' || repeat('b', 63) || '.com')::text), 20) AS "label of 63",
    put('people', to_json('a@' || repeat('b', 64) || '.com')::text) AS "64";
SELECT length(put('people', to_json(repeat('a', 10000000) || '@example.com')::text)) AS "length of the message about 10 MB";

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('people');

-- ## Compared ignoring case: filters, sort, unique

SELECT dt_create_table('Members', '{"columns": [{"key": "v", "type": "email", "unique": true, "required": true}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('members', ARRAY['"Jane@Example.com"', '"jane@example.COM"', '"bob@example.com"', '"ANN@example.com"', '""', 'null']);
SELECT data ->> 'v' AS v FROM dt_query('members', '{"sort": "v"}');
SELECT filter, dt_count('members', filter::jsonb)
FROM unnest(ARRAY['{"v": "jane@example.com"}', '{"v": {"neq": "JANE@EXAMPLE.COM"}}',
    '{"v": {"in": ["ann@example.com", "BOB@EXAMPLE.COM", "x@example.com"]}}', '{"v": {"gte": "B"}}', '{"v": {"between": ["A", "C"]}}',
    '{"v": {"contains": "EXAMPLE"}}', '{"v": {"contains": {"value": "EXAMPLE", "case_sensitive": true}}}',
    '{"v": {"starts_with": {"value": "Jane@E", "case_sensitive": true}}}', '{"v": {"ends_with": ".COM"}}', '{"v": {"is_empty": true}}'])
    WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_count('members', '{"v": 5}')$$);
SELECT id IS NOT NULL AS "matched by another spelling", inserted FROM dt_upsert('members', '[{"v": "BOB@example.com"}]', '{v}');
SELECT data ->> 'v' AS v FROM dt_query('members', '{"filter": {"v": "bob@example.com"}}');

-- ## Bad config

SELECT config, try_config('members', 'email', config) AS error
FROM unnest(ARRAY['{"domain": "example.com"}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx
SELECT try($$SELECT dt_add_column('members', 'bad', 'email', '{"default": "me"}')$$);

CALL drop_tables();

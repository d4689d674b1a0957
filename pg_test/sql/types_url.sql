-- A url is an absolute URL (WHATWG), stored as given.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Links', '{"columns": [{"key": "v", "type": "url"}]}') ->> 'slug' AS slug;

-- ## Accepted, and stored as given

SELECT * FROM put_each('links', ARRAY['"https://example.com"', '"http://example.com/a/b?c=d&e=%20#f"', '"HTTPS://Example.COM/A"',
    '"https://user:secret@example.com:8443/"', '"http://192.0.2.1/"', '"http://[2001:db8::1]/"', '"https://bücher.example/ä?ö#ü"',
    '"https://日本語.jp/路"', '"https://xn--bcher-kva.example"', '"http://localhost:3000"', '"https://example.com/{a}|b^c"', '"https://example.com/%zz"',
    '"https://example.com/it''s"', '"https://a.b/?q=👍"']);

-- ## Refused

SELECT * FROM put_each('links', ARRAY['"example.com"', '"www.example.com/a"', '"//example.com"', '"/a/b"', '"http:"', '"http://"',
    '"http:example.com"', '"http:/example.com"', '"https:\\\\example.com"', '"https://example.com\\a"', '"https://exa mple.com"',
    '"https://example.com/a b"', '" https://example.com"', '"https://example.com\n"', '"https://example.com/\ta"', '"https://example.com/\u0001"',
    '"https://example.com/\u00a0"', '"https://example.com/\u202efdp.exe"', '"https://1.2.3.999"', '"https://example.com:99999"', '"https://[::1"',
    '"https://xn--a"', '"https://"', '"javascript:alert(1)"', '"data:text/html,x"', '"mailto:jane@example.com"', '"ftp://example.com"',
    '"file:///etc/passwd"']) AS g(given, fault);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('links');

-- ## Config schemes replaces http and https

SELECT dt_add_column('links', 'any', 'url', '{"config": {"schemes": ["ftp", "mailto", "git+ssh"]}}') -> 'config' AS config;
SELECT * FROM put_each('links', ARRAY['"ftp://example.com/a"', '"FTP://example.com/a"', '"mailto:jane@example.com"',
    '"git+ssh://git@example.com/a.git"', '"https://example.com"', '"ftp:example.com"'], 'any');

-- ## Bad config

SELECT config, try_config('links', 'url', config) AS error
FROM unnest(ARRAY['{"schemes": []}', '{"schemes": "https"}', '{"schemes": ["HTTPS"]}', '{"schemes": ["https:"]}', '{"schemes": ["https", "https"]}',
    '{"scheme": ["https"]}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Long values, required, unique, default, filters

SELECT dt_create_table('Sites', '{"columns": [{"key": "v", "type": "url", "required": true, "unique": true},
    {"key": "home", "type": "url", "default": "https://example.com/"}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('sites', ARRAY['"https://a.example/"', '"https://a.example/"', '"https://A.example/"', '""', 'null']);
SELECT data FROM dt_query('sites') ORDER BY data ->> 'v' COLLATE "C";
SELECT filter, dt_count('sites', filter::jsonb) FROM unnest(ARRAY['{"v": "https://a.example/"}', '{"v": {"contains": "EXAMPLE"}}',
    '{"v": {"starts_with": "https:"}}', '{"home": {"in": ["https://example.com/"]}}']) WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT length(data ->> 'v') FROM dt_insert('links', jsonb_build_object('v', 'https://example.com/' || repeat('ä', 5000000)));
SELECT try($$SELECT dt_add_column('sites', 'bad', 'url', '{"default": "example.com"}')$$);

CALL drop_tables();

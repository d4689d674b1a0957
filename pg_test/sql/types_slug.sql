-- A slug is a name for URLs, of lower-case letters, digits and single hyphens.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Posts', '{"columns": [{"key": "v", "type": "slug"}]}') ->> 'slug' AS slug;

-- ## Accepted, and stored as given

SELECT * FROM put_each('posts', ARRAY['"a"', '"0"', '"annual-report-2026"', '"1-2-3"']);

-- ## Refused

SELECT * FROM put_each('posts', ARRAY['"-"', '"-a"', '"a-"', '"a--b"', '"A"', '"Annual Report"', '"a_b"', '"a.b"', '"ä"', '"日本"', '"a "', '"a\n"',
    '"a/b"', '"a\u202e"', '"👍"']) AS g(given, fault);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('posts');
SELECT length(data ->> 'v') FROM dt_insert('posts', jsonb_build_object('v', repeat('a-', 5000000) || 'a'));

-- ## Bad config

SELECT config, try_config('posts', 'slug', config) AS error
FROM unnest(ARRAY['{"max_length": 5}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default, filters

SELECT dt_create_table('Pages',
    '{"columns": [{"key": "v", "type": "slug", "required": true, "unique": true}, {"key": "section", "type": "slug", "default": "main"}]}') ->> 'slug' AS slug;
SELECT * FROM put_each('pages', ARRAY['"home"', '"home"', '"about-us"', '""', 'null']);
SELECT data FROM dt_query('pages', '{"sort": "v"}');
SELECT filter, dt_count('pages', filter::jsonb) FROM unnest(ARRAY['{"v": "home"}', '{"v": {"in": ["home", "x"]}}', '{"v": {"starts_with": "about"}}',
    '{"v": {"neq": "home"}}']) WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_add_column('pages', 'bad', 'slug', '{"default": "Main"}')$$);

CALL drop_tables();

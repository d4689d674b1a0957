-- types_slug: a name for URLs: lower-case letters, digits and single hyphens.
\pset format unaligned
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all

SELECT dt_create_table('Posts', '{"columns": [{"key": "v", "type": "slug"}]}') ->> 'slug' AS slug;

-- ## Accepted, and stored as given

SELECT given, put('posts', given) AS stored
FROM unnest(ARRAY['"a"',
    '"0"',
    '"annual-report-2026"',
    '"1-2-3"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Refused

SELECT given, put('posts', given) AS fault
FROM unnest(ARRAY['"-"',
    '"-a"',
    '"a-"',
    '"a--b"',
    '"A"',
    '"Annual Report"',
    '"a_b"',
    '"a.b"',
    '"ä"',
    '"日本"',
    '"a "',
    '"a\n"',
    '"a/b"',
    '"a\u202e"',
    '"👍"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Wrong JSON kinds, and empty

SELECT given, put('posts', given) AS fault
FROM unnest(ARRAY['null',
    '""',
    '1',
    '1.5',
    'true',
    '[]',
    '["a"]',
    '{}',
    '{"a": 1}']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT length(data ->> 'v') FROM dt_insert('posts', jsonb_build_object('v', repeat('a-', 5000000) || 'a'));

-- ## Bad config

SELECT config, try(format('SELECT dt_add_column(''posts'', ''bad'', ''slug'', %L)', '{"config": ' || config || '}')) AS error
FROM unnest(ARRAY['{"max_length": 5}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, unique, default, filters

SELECT dt_create_table('Pages', '{"columns": [{"key": "v", "type": "slug", "required": true, "unique": true}, {"key": "section", "type": "slug", "default": "main"}]}') ->> 'slug' AS slug;
SELECT given, put('pages', given) AS stored
FROM unnest(ARRAY['"home"',
    '"home"',
    '"about-us"',
    '""',
    'null']) WITH ORDINALITY AS g(given, n) ORDER BY n;
SELECT data FROM dt_query('pages', '{"sort": "v"}');
SELECT filter, dt_count('pages', filter::jsonb) FROM unnest(ARRAY['{"v": "home"}', '{"v": {"in": ["home", "x"]}}', '{"v": {"starts_with": "about"}}', '{"v": {"neq": "home"}}']) WITH ORDINALITY AS f(filter, n) ORDER BY n;
SELECT try($$SELECT dt_add_column('pages', 'bad', 'slug', '{"default": "Main"}')$$);

CALL drop_tables();

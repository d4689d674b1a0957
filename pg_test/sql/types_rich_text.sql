-- types_rich_text: formatted text of any number of lines, Markdown, kept as it is.
\pset format unaligned
\getenv dir PG_ABS_SRCDIR
\set try :dir /lib/try.sql
\set ECHO none
\i :try
\set ECHO all

SELECT dt_create_table('Pages', '{"columns": [{"key": "v", "type": "rich_text", "config": {"max_length": 12}}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted, and stored as given

SELECT given, put('pages', given) AS stored
FROM unnest(ARRAY['"# Title"',
    '"- a\n- **b**\n"',
    '"<b>no</b>"',
    '"[a](http://b)"',
    '" "',
    '"\u202eabc\u202c"',
    '"e\u0301"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Length: in characters, not bytes

SELECT given, put('pages', given) AS stored
FROM unnest(ARRAY['"😀😀😀😀😀😀😀😀😀😀😀😀"',
    '"😀😀😀😀😀😀😀😀😀😀😀😀😀"',
    '"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"',
    '"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301."']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Wrong JSON kinds, and empty

SELECT given, put('pages', given) AS fault
FROM unnest(ARRAY['null',
    '""',
    '1',
    '1.5',
    'true',
    '[]',
    '["a"]',
    '{}',
    '{"a": 1}']) WITH ORDINALITY AS g(given, n) ORDER BY n;

-- ## Ten megabytes go in and come out

SELECT dt_add_column('pages', 'body', 'rich_text') ->> 'type' AS type;
SELECT length(data ->> 'body'), md5(data ->> 'body') = md5(repeat('# 0123456789abc
', 655360)) AS same
FROM dt_insert('pages', jsonb_build_object('body', repeat('# 0123456789abc
', 655360)));
SELECT dt_count('pages', '{"body": {"starts_with": "# 01"}}');

-- ## Bad config

SELECT config, try(format('SELECT dt_add_column(''pages'', ''bad'', ''rich_text'', %L)', '{"config": ' || config || '}')) AS error
FROM unnest(ARRAY['{"max_length": 0}', '{"min_length": 1}', '{"max_length": "9"}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, default

SELECT dt_create_table('Posts', '{"columns": [{"key": "v", "type": "rich_text", "required": true, "default": "_empty_"}]}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('posts', '{}');
SELECT given, put('posts', given) AS stored
FROM unnest(ARRAY['null',
    '""',
    '"x"']) WITH ORDINALITY AS g(given, n) ORDER BY n;

CALL drop_tables();

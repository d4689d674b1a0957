-- A rich_text is formatted text of any number of lines, in Markdown. It is kept as it is.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned

SELECT dt_create_table('Pages', '{"columns": [{"key": "v", "type": "rich_text", "config": {"max_length": 12}}]}') #>> '{columns,0,type}' AS type;

-- ## Accepted, and stored as given

SELECT * FROM put_each('pages', ARRAY['"# Title"', '"- a\n- **b**\n"', '"<b>no</b>"', '"[a](http://b)"', '" "', '"\u202eabc\u202c"', '"e\u0301"']);

-- ## Length: in characters, not bytes

SELECT * FROM put_each('pages', ARRAY['"😀😀😀😀😀😀😀😀😀😀😀😀"', '"😀😀😀😀😀😀😀😀😀😀😀😀😀"', '"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"',
    '"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301."']);

-- ## Wrong JSON kinds, and empty

SELECT * FROM put_each_kind('pages');

-- ## Ten megabytes go in and come out

SELECT dt_add_column('pages', 'body', 'rich_text') ->> 'type' AS type;
SELECT length(data ->> 'body'), md5(data ->> 'body') = md5(repeat('# 0123456789abc
', 655360)) AS same
FROM dt_insert('pages', jsonb_build_object('body', repeat('# 0123456789abc
', 655360)));
SELECT dt_count('pages', '{"body": {"starts_with": "# 01"}}');

-- ## Bad config

SELECT config, try_config('pages', 'rich_text', config) AS error
FROM unnest(ARRAY['{"max_length": 0}', '{"min_length": 1}', '{"max_length": "9"}']) WITH ORDINALITY AS g(config, n) ORDER BY n \gx

-- ## Required, default

SELECT dt_create_table('Posts', '{"columns": [{"key": "v", "type": "rich_text", "required": true, "default": "_empty_"}]}') ->> 'slug' AS slug;
SELECT data FROM dt_insert('posts', '{}');
SELECT * FROM put_each('posts', ARRAY['null', '""', '"x"']);

CALL drop_tables();

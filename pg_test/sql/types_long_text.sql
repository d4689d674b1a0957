-- A long_text is text of any number of lines (alias textarea).

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Notes', '{"columns": [{"key": "v", "type": "textarea", "config": {"max_length": 10}}]}') #>> '{columns,0,type}' AS type;

SELECT * FROM put_each('notes', ARRAY['"one"', '"one\ntwo\r\n"', '""', '"1234567890"', '"12345678901"', '"😀😀😀😀😀😀😀😀😀😀"', '"😀😀😀😀😀😀😀😀😀😀😀"', 'null', '1',
    'false', '[]', '{}']);

-- Without a limit, a megabyte goes in and comes out. A fault quotes at most 100 characters in its message and 1,000 in DETAIL.

SELECT dt_add_column('notes', 'body', 'long_text') ->> 'type' AS type;
SELECT length(data ->> 'body'), md5(data ->> 'body') = md5(repeat('0123456789abcdef', 65536)) AS same
FROM dt_insert('notes', jsonb_build_object('body', repeat('0123456789abcdef', 65536)));
DO $$
DECLARE
    detail text;
BEGIN
    PERFORM dt_insert('notes', jsonb_build_object('v', repeat('ü', 5000)));
EXCEPTION WHEN check_violation THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RAISE NOTICE 'message: % characters, value in DETAIL: %', length(SQLERRM), length(detail::jsonb #>> '{0,value}');
END
$$;

SELECT try($$SELECT dt_add_column('notes', 'bad', 'long_text', '{"config": {"pattern": "a"}}')$$);

CALL drop_tables();

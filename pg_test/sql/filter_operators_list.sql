-- dt_operators() lists the operators of filters, from the one list that filters are read by.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT * FROM dt_operators();
-- dt_column_types() has the same operators for each type.
SELECT name FROM dt_column_types() t WHERE operators <> ARRAY(SELECT operator FROM dt_operators() WITH ORDINALITY AS o(operator, a, types, i, d, at)
    WHERE t.name = ANY (types) ORDER BY at);
-- Every name and every alias is one that a filter takes.
SELECT dt_create_table('T', '{"columns": [{"key": "t", "type": "text"}]}') ->> 'slug';
SELECT name, try_count('t', json_build_object('t', json_build_object(name, 'x'))::text) FROM dt_operators(), unnest(operator || aliases) name
WHERE try_count('t', json_build_object('t', json_build_object(name, 'x'))::text) LIKE '%unknown operator%';

CALL drop_tables();

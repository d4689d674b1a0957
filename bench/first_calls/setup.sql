-- The database `first`: tables of 20 columns and three indexes, each with a twin made by hand. Variable: tables.

CREATE EXTENSION pg_dyntables;
CREATE PROCEDURE create_tables(first int, last int) LANGUAGE plpgsql AS $$
DECLARE
    types text[] := '{text,number,text,select,date,checkbox,email,url,integer,decimal,datetime,long_text,percent,rating,phone,multi_select,uuid,time,json,text}';
    columns jsonb := (SELECT jsonb_agg(jsonb_build_object('key', 'c' || n, 'type', type, 'index', n IN (2, 5), 'unique', n = 3,
        'config', CASE WHEN type LIKE '%select' THEN '{"options": ["a", "b", "c"]}' ELSE '{}' END::jsonb)) FROM unnest(types) WITH ORDINALITY x(type, n));
BEGIN
    FOR i IN first..last LOOP
        PERFORM dt_create_table('Table ' || i, jsonb_build_object('slug', 't' || i, 'columns', columns));
        EXECUTE format('CREATE TABLE hand_%s (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), c1 text, c2 float8, c3 text UNIQUE, c4 text CHECK (c4 IN (''a'', ''b'', ''c'')),
            c5 date, c6 bool, c7 text, c8 text, c9 bigint, c10 numeric, c11 timestamptz, c12 text, c13 float8, c14 int, c15 text, c16 text[], c17 uuid, c18 time, c19 jsonb, c20 text,
            created_at timestamptz NOT NULL DEFAULT now(), created_by text, updated_at timestamptz, updated_by text, deleted_at timestamptz)', i);
        EXECUTE format('CREATE INDEX ON hand_%s (c2, id)', i);
        EXECUTE format('CREATE INDEX ON hand_%s (c5, id)', i);
    END LOOP;
END $$;
CALL create_tables(1, :tables);
SELECT dt_insert_many('t1', jsonb_agg(jsonb_build_object('c1', 'n' || i, 'c2', i, 'c3', 'u' || i, 'c4', 'a'))) FROM generate_series(1, 100) i \g /dev/null
INSERT INTO hand_1 (c1, c2, c3, c4) SELECT 'n' || i, i, 'u' || i, 'a' FROM generate_series(1, 100) i;
-- Tables like the others, but for the 10,000 options of c4.
SELECT dt_create_table('Options ' || n, jsonb_build_object('slug', 'o' || n, 'columns', (
    SELECT jsonb_agg(CASE c ->> 'key' WHEN 'c4' THEN jsonb_set(c, '{config,options}', options) ELSE c END)
    FROM jsonb_array_elements(dt_describe('t1') -> 'columns') c)))
FROM generate_series(1, 20) n,
    (SELECT jsonb_agg(jsonb_build_object('value', 'option ' || i, 'label', 'The option ' || i)) AS options FROM generate_series(1, 10000) i) o \g /dev/null

-- Every object of the extension has a comment, and that of a function has an example.

-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;

-- From PostgreSQL 18 on the row types of tables are members, too.
CREATE TEMP VIEW members AS
SELECT i.type, i.schema, i.identity, d.classid, d.objid, c.description
FROM pg_extension AS e
JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
CROSS JOIN pg_identify_object(d.classid, d.objid, 0) AS i
LEFT JOIN pg_description AS c ON c.classoid = d.classid AND c.objoid = d.objid AND c.objsubid = 0
WHERE e.extname = 'pg_dyntables' AND i.type <> 'type';

-- ## The objects

SELECT type, schema, count(*) > 1 AS several FROM members GROUP BY 1, 2 ORDER BY 1, 2;

-- ## Every object and every column of a table has a comment

SELECT type, identity AS "without a comment" FROM members WHERE description IS NULL ORDER BY 1, 2;

SELECT a.attrelid::regclass AS "table", a.attname AS "column without a comment" FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = 'dt'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped
    AND col_description(a.attrelid, a.attnum) IS NULL ORDER BY 1, a.attnum;

-- ## The comment of a function is one line, with an example that names the function

SELECT m.identity AS "without an example" FROM members AS m JOIN pg_proc AS p ON p.oid = m.objid
WHERE m.classid = 'pg_proc'::regclass AND m.description !~ ('^[A-Z][^\n]+\. Example: [^\n]*\m' || p.proname || '\M') ORDER BY 1;

-- ## The comment of an internal function says what calls it

SELECT identity AS "called by whom?" FROM members WHERE type = 'function' AND schema = 'dt' AND description !~ '\. Called by .+\. Example: ' ORDER BY 1;

-- ## An example is one statement, and ends the comment

SELECT identity AS "not one example" FROM members WHERE type IN ('function',
    'procedure') AND (description ~ ' Example: .* Example: ' OR description ~ ';\s*$') ORDER BY 1;

-- ## Storage has the dynamic table's name, so that clients which know nothing of dynamic tables show it; it follows a new name

CREATE FUNCTION pg_temp.of_storage(table_name text) RETURNS text RETURN obj_description((dt_describe(table_name) ->> 'storage')::regclass, 'pg_class');
SELECT dt_create_table('Offers & "Deals": O''Brien\n $1 %s', '{"slug": "offers", "columns": [{"key": "name", "type": "text"}]}') ->> 'slug';
SELECT pg_temp.of_storage('offers');
SELECT dt_alter_table('offers', '{"description": "What we offer"}') ->> 'name';
SELECT pg_temp.of_storage('offers');
SELECT dt_alter_table('offers', '{"name": "Angebote"}') ->> 'name', dt_alter_table('offers', '{"name": "Angebote für Ölmühlen"}') ->> 'name';
SELECT pg_temp.of_storage('offers');
BEGIN;
SELECT dt_alter_table('offers', '{"name": "Quotes", "slug": "quotes"}') ->> 'name';
SELECT pg_temp.of_storage('quotes');
ROLLBACK;
SELECT pg_temp.of_storage('offers');
SELECT dt_drop_table('offers'), dt_restore_table('offers') ->> 'name';
SELECT pg_temp.of_storage('offers');

-- ## So has each of its columns

SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute AS a
WHERE a.attrelid = (dt_describe('offers') ->> 'storage')::regclass AND a.attnum > 0 ORDER BY a.attnum;

SELECT dt_drop_table('offers', true);
SELECT count(*) FROM pg_description AS d WHERE d.classoid = 'pg_class'::regclass AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = d.objoid);

-- Every object of the extension has a comment, and that of a function has an example.

-- The settings of the session must not change what PostgreSQL prints here.
SET quote_all_identifiers = off;
SET search_path = public;

CREATE TEMP VIEW members AS
SELECT i.type, i.schema, i.identity, d.classid, d.objid, c.description
FROM pg_extension AS e
JOIN pg_depend AS d ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND d.deptype = 'e'
CROSS JOIN pg_identify_object(d.classid, d.objid, 0) AS i
LEFT JOIN pg_description AS c ON c.classoid = d.classid AND c.objoid = d.objid AND c.objsubid = 0
WHERE e.extname = 'pg_dyntables';

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

SELECT identity AS "not one example" FROM members WHERE type = 'function' AND (description ~ ' Example: .* Example: ' OR description ~ ';\s*$') ORDER BY 1;

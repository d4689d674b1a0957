-- The generated part of docs/reference.md, for pg_test/scripts/reference.sh: run in a database without the extension, from the top folder.
CREATE EXTENSION pg_dyntables;
CREATE TEMP TABLE list (at bigint GENERATED ALWAYS AS IDENTITY, family text, name text, errors text, see text);
\copy list (family, name, errors, see) FROM 'docs/reference.tsv'

CREATE TEMP VIEW functions AS
SELECT l.at, l.family, l.name, l.see,
    regexp_replace(replace(replace(pg_get_function_arguments(p.oid), ' DEFAULT ', ' = '), 'NULL::', 'null::'), '::[a-z]+|\mIN ', '', 'g') AS arguments,
    coalesce(replace(replace(pg_get_function_result(p.oid), 'timestamp with time zone', 'timestamptz'), '"', ''), 'CALL') AS result,
    concat(CASE p.provolatile WHEN 'v' THEN 'Writes.' ELSE 'Reads.' END, ' Capability: ', k.capability, '.') AS effect,
    regexp_replace(c.description, ' Example: .*$', '') AS does,
    regexp_replace(c.description, '^.* Example: ', '') AS example,
    concat_ws(', ', CASE WHEN p.proargnames[1] = 'table_name' AND l.name <> 'dt_create_table' THEN '42P01' END,
        replace(nullif(l.errors, ''), ' ', ', ')) AS errors
FROM list AS l
JOIN pg_proc AS p ON p.proname = l.name AND p.pronamespace <> 'dt'::regnamespace
JOIN dt.capabilities() AS k ON k.function_name = l.name
JOIN pg_description AS c ON c.classoid = 'pg_proc'::regclass AND c.objoid = p.oid AND c.objsubid = 0;

CREATE TEMP VIEW parts AS
SELECT min(at) AS at, concat(E'\n## ', family, E'\n\n| function | |\n|---|---|\n',
    string_agg(format('| [%s](#%1$s) | %s |', name, does), E'\n' ORDER BY at)) AS part
FROM functions GROUP BY family
UNION ALL
SELECT at + 0.5, concat(E'\n### ', name, E'\n\n```text\n', name, '(', arguments, ') → ', result, E'\n```\n\n', does, ' ', effect,
    ' Errors: ' || nullif(errors, '') || '.', format(' See [%1$s](%1$s).', see), E'\n\n```sql\n', example, E';\n```')
FROM functions;

SELECT string_agg(part, E'\n' ORDER BY at) FROM parts;
SELECT '';

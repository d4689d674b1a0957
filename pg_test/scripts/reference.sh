#!/usr/bin/env bash
# docs/reference.md has every public function as pg_proc and its COMMENT tell of it, in the order and with the errors of
# docs/reference.tsv. `make docs` writes it (UPDATE_DOCS=1). Run it with `pg_test/run script reference`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"
cd "$root" || exit 1
document=docs/reference.md
database=docs_reference

"$BIN/psql" -X -q -d postgres -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database TEMPLATE template0" || exit 1
succeeds 'the functions are listed' "$BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d $database -f pg_test/lib/reference.sql -o "$work/functions"
{
    sed '/^<!-- functions -->$/q' $document
    cat "$work/functions"
    sed -n '/^<!-- end of functions -->$/,$p' $document
} >"$work/reference.md"
[ -z "${UPDATE_DOCS:-}" ] || cp "$work/reference.md" $document
same_file $document "$work/reference.md" 'docs/reference.md is what the server says: else run `make docs`'

sql $database 'CREATE TABLE list (family text, name text, errors text, see text)' >/dev/null
"$BIN/psql" -X -q -d $database -c "\copy list FROM 'docs/reference.tsv'"
functions="SELECT p.proname FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension AS e ON e.oid = d.refobjid WHERE e.extname = 'pg_dyntables' AND p.pronamespace <> 'dt'::regnamespace"
is "$(sql $database "$functions EXCEPT SELECT name FROM list")" '' 'every function is in docs/reference.tsv'
is "$(sql $database "SELECT name FROM list EXCEPT ($functions)")" '' 'and no other'
# What docs/errors.md does not explain is no error of a function.
unexplained=$(for code in $(sql $database "SELECT DISTINCT unnest(string_to_array(errors, ' ')) FROM list"); do
    grep -q "\`$code\`" docs/errors.md || echo "$code"
done)
is "$unexplained" '' 'their SQLSTATEs are those of docs/errors.md'
is "$(for page in $(sql $database 'SELECT DISTINCT see FROM list'); do [ -e "docs/$page" ] || echo "$page"; done)" '' 'their pages are there'
"$BIN/psql" -X -q -d postgres -c "DROP DATABASE $database"
finish

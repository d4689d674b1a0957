#!/usr/bin/env bash
# Every ```sql block of README.md and docs/*.md runs as printed: each document in a database of its own, from top to bottom. A ```text
# block that follows a ```sql block is what psql prints, where `…` stands for anything; an error that no such block announces is a fault.
# Also: README's size, what each document begins with, and links between documents. Run it with `pg_test/run script docs`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"
. "$here/lib/docs.sh"
cd "$root" || exit 1
documents=(README.md docs/*.md)
database=docs_blocks

"$BIN/psql" -X -q -A -t -d postgres -c 'SELECT rolname FROM pg_roles' -o "$work/roles"
for document in "${documents[@]}"; do
    rm -rf "$work/blocks" && mkdir "$work/blocks"
    docs_blocks "$document" "$work/blocks"
    compgen -G "$work/blocks/*.sql" >/dev/null || continue
    "$BIN/psql" -X -q -d postgres -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database TEMPLATE template0" || exit 1
    grep -q '^CREATE EXTENSION pg_dyntables' "$work/blocks"/*.sql || sql $database 'CREATE EXTENSION pg_dyntables' >/dev/null
    for block in $(cd "$work/blocks" && printf '%s\n' *.sql | sort -n); do
        at=${block%.sql}
        # Not every PostgreSQL comes with contrib.
        if grep -qE 'pg_trgm|"trigram"' "$work/blocks/$block" && ! has_extension pg_trgm; then
            continue
        fi
        printf '\\echo @@ %s\n' "$at"
        cat "$work/blocks/$block"
        printf '\\echo @@ end\n'
    done >"$work/script.sql"
    "$BIN/psql" -X -q -d $database <"$work/script.sql" >"$work/printed" 2>&1
    docs_compare "$document" "$work/blocks" "$work/printed"
    # Roles belong to the whole server.
    sql postgres "DROP DATABASE $database" >/dev/null
    while read -r role; do sql postgres "DROP ROLE $role" >/dev/null; done < <(
        "$BIN/psql" -X -q -A -t -d postgres -c 'SELECT rolname FROM pg_roles' | grep -vxFf "$work/roles")
done

size=$(wc -c <README.md)
[ "$size" -le 14336 ]
report $? "README.md has at most 14 KB ($size bytes)"
for document in "${documents[@]}"; do
    [[ $(sed -n 1p "$document") == '# '* && -z $(sed -n 2p "$document") && $(sed -n 3p "$document") == [A-Z]*. ]]
    report $? "$document begins with a title and the sentence that says what it is for"
    is "$(docs_broken_links "$document")" '' "$document: its links lead somewhere"
done
finish

#!/usr/bin/env bash
# An import of 300,000 rows: another session sees how far it is, Ctrl-C leaves nothing behind, memory stays level whatever the size
# of the file, and two sessions that import into one table do not disturb each other.
# Run it with `pg_test/run script import`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

db=import
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1
succeeds 'a table, a file of 300,000 rows in chunks, and one of 30,000' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $db <<'SQL'
CREATE EXTENSION pg_dyntables;
SELECT dt_create_table('Sheet', '{"columns": [{"key": "n", "type": "integer", "index": true}, {"key": "name", "type": "text"},
    {"key": "at", "type": "datetime"}]}');
CREATE TABLE imports (rows int, id uuid);
INSERT INTO imports SELECT r, dt_import_begin('sheet') FROM unnest(ARRAY[30000, 300000]) r;
SELECT dt_import_chunk(id, 0, E'n,name,at\n') FROM imports;
SELECT count(dt_import_chunk(i.id, c, (SELECT string_agg(n || ',row number ' || n || ',2026-01-28T10:00:00Z', E'\n') || E'\n'
    FROM generate_series(c * 10000 - 9999, c * 10000) n)::bytea)) FROM imports i, generate_series(1, i.rows / 10000) c;
SQL
large=$(sql $db "SELECT id FROM imports WHERE rows = 300000")
small=$(sql $db "SELECT id FROM imports WHERE rows = 30000")

# Runs an import in a session of its own, and watches it: its memory, and what dt.progress says of it.
run() { # run STATEMENT...: sets peak (kB more than before), seen (the rows of dt.progress), answer
    local before now line part pending=''
    coproc session { PGOPTIONS='-c work_mem=4MB' "$BIN/psql" -X -q -A -t -d $db 2>&1; }
    echo "SELECT pg_backend_pid(); SELECT dt_import('sheet', 'n', '{\"dry_run\": true}') IS NULL;" >&"${session[1]}"
    read -r pid <&"${session[0]}"
    read -r line <&"${session[0]}"
    before=$(awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status") peak=0 seen='' answer=''
    printf '%s\n' "$@" "SELECT 'done';" >&"${session[1]}"
    until [ "$line" = done ]; do
        # A read that runs out of time takes what has come of the line.
        if IFS= read -r -t 0.02 part <&"${session[0]}"; then
            line=$pending$part pending=''
            [ "$line" = done ] || answer+=$line
            continue
        fi
        pending+=$part
        now=$(awk '/^RssAnon:/ { print $2 }' "/proc/$pid/status")
        [ $((now - before)) -le "$peak" ] || peak=$((now - before))
        now=$(sql $db "SELECT table_name, command, records > 0, bytes BETWEEN 1 AND bytes_total, skipped FROM dt.progress")
        [[ $'\n'$seen == *$'\n'"$now"$'\n'* ]] || seen+=$now$'\n'
    done
    printf '\\q\n' >&"${session[1]}"
    # shellcheck disable=SC2154
    wait "$session_PID" 2>/dev/null
}

run "SELECT dt_import_run('$small') ->> 'inserted';"
is "$answer" 30000 '30,000 rows are imported'
few=$peak
run "BEGIN; SELECT dt_import_run('$large') ->> 'inserted'; ROLLBACK;"
is "$answer" 300000 '300,000 rows are imported'
report "$(awk -v few="$few" -v many="$peak" 'BEGIN { print !(many < few + 8192) }')" "ten times the rows take no more memory: $peak kB, and $few kB"
report "$([[ $seen == *'sheet|import|t|t|0'* ]]; echo $?)" 'another session sees how far it is'
is "$(sql $db 'SELECT count(*) FROM dt.progress')" 0 'afterwards nothing is seen'

# Cancelled in the middle: nothing of it stays, and it can be run again.
is "$(sqlstate $db "SET statement_timeout = '300ms'; SELECT dt_import_run('$large')")" 57014 'it can be cancelled'
is "$(sql $db "SELECT dt_count('sheet')")" 30000 'nothing of it stays'
is "$(sql $db 'SELECT count(*) FROM dt.progress')" 0 'and nothing is seen of it'
sql $db "CREATE TABLE wide AS SELECT (string_agg('c' || n, ',') || repeat(E'\n' || repeat('7,', 899) || '7', 9000))::bytea AS content
    FROM generate_series(1, 900) n" >/dev/null
is "$(sqlstate $db "SET statement_timeout = '100ms'; SELECT dt_infer(content) FROM wide")" 57014 \
    'a look at a file can be cancelled'

# A role that is not the importer's sees nothing of what others do, but that somebody does it.
sql $db "CREATE ROLE import_other LOGIN; SELECT dt_grant('import_other', 'reader')" >/dev/null
"$BIN/psql" -X -q -At -d $db -c "SELECT dt_import_run('$large') ->> 'inserted'" >"$work/first" 2>&1 &
importer=$!
for _ in {1..200}; do
    [ "$(sql $db 'SELECT count(*) FROM dt.progress')" = 0 ] || break
    sleep 0.02
done
is "$(PGUSER=import_other "$BIN/psql" -X -q -At -d $db -c 'SELECT records, bytes FROM dt.progress')" '' 'to another role it shows nothing'
# Meanwhile others write and read, as the table has no columns of options.
is "$(sql $db "SELECT dt_insert('sheet', '{\"n\": -1}') IS NOT NULL")" t 'others write meanwhile'
is "$(sql $db "SELECT dt_import('sheet', E'n\n-2\n-3\n') ->> 'inserted'")" 2 'others import meanwhile'
wait $importer
is "$(cat "$work/first")" 300000 'the import ends well'
is "$(sql $db "SELECT dt_count('sheet'), (SELECT count(*) FROM dt.file_chunks)")" '330003|0' 'all records are there, and no chunk'
sql $db "DROP OWNED BY import_other; DROP ROLE import_other" >/dev/null
finish

#!/usr/bin/env bash
# A large file goes in by chunks, and out by dt_file_read, in little memory, and comes out as it went in.
# FILES_MB says how large it is: `make test-files` takes 2048. Run it with `pg_test/run script files_memory`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

db=files_memory
megabytes=${FILES_MB:-50}
most=20480 # kB
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1
succeeds 'a table' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $db <<'SQL'
CREATE EXTENSION pg_dyntables;
ALTER DATABASE files_memory SET dt.max_file_size = '4GB';
SELECT dt_create_table('Films', '{"columns": [{"key": "files", "type": "file"}]}');
CREATE TABLE f (what text, id uuid);
INSERT INTO f SELECT 'small', (dt_file_create('small.bin', convert_to(repeat('small', 300000), 'UTF8')) ->> 'id')::uuid;
INSERT INTO f SELECT 'large', dt_file_begin('large.bin');
SQL

# One session does all of it. What it says it has done is waited for, while its memory is looked at.
coproc session { "$BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d $db 2>&1; }
exec 3>&"${session[1]}"
ask() { # ask STATEMENT: the first line of the answer
    local line
    echo "$1;" >&3
    read -r -t 3600 line <&"${session[0]}"
    echo "$line"
}
pid=$(ask 'SELECT pg_backend_pid()')
anonymous() { awk '/^RssAnon/ { print $2 }' "/proc/$pid/status" 2>/dev/null || echo 0; }

peak=0
measured() { # measured STATEMENT: runs it; `peak` is the most memory in the meantime, beyond what there was before
    local before now line
    before=$(anonymous)
    peak=0
    echo "$1;" >&3
    while ! read -r -t 0.05 line <&"${session[0]}"; do
        now=$(anonymous)
        [ "$now" -le $((before + peak)) ] || peak=$((now - before))
        [ -e "/proc/$pid" ] || break
    done
    now=$(anonymous)
    [ "$now" -le $((before + peak)) ] || peak=$((now - before))
    answer=$line
}
flat() { # flat NAME
    report "$([ "$peak" -lt $most ]; echo $?)" "$1: $peak kB more"
}

# The session is warm.
entries() { # entries NAME: SQL for the value of the column
    echo "jsonb_build_object('files', (SELECT jsonb_agg(jsonb_build_object('id', id)) FROM f WHERE what = '$1'))"
}
chunks() { # chunks FROM TO: SQL that sends them
    echo "dt_file_chunk(id, n, convert_to(repeat(md5(n::text), 32768), 'UTF8'))) FROM f, generate_series($1, $2) AS n WHERE what = 'large'"
}
ask "SELECT dt_insert('films', $(entries small)) IS NOT NULL" >/dev/null
ask "SELECT count(*) FROM f, dt_file_read(id) AS p WHERE what = 'small'" >/dev/null
ask "SELECT count($(chunks 0 0)" >/dev/null

measured "SELECT count($(chunks 1 $((megabytes - 1)))"
is "$answer" $((megabytes - 1)) 'the chunks are sent'
flat 'sending chunks takes little memory'
measured "SELECT dt_file_finish(id) ->> 'sha256' FROM f WHERE what = 'large'"
digest=$answer
is "${#digest}" 64 'the upload is finished'
flat 'finishing takes little memory'
is "$(ask "SELECT (data #>> '{files,0,size}')::bigint / 1048576 FROM dt_insert('films', $(entries large))")" "$megabytes" "it has $megabytes MiB"

measured "COPY (SELECT dt_file_read(id) FROM f WHERE what = 'large') TO '/dev/null' (FORMAT binary); SELECT 'read'"
is "$answer" read 'it is read'
flat 'reading takes little memory'
measured "SELECT sum(length(p)) / 1048576 FROM f, dt_file_read(id) AS p WHERE what = 'large'"
is "$answer" "$megabytes" 'all of it is there'
flat 'reading it in FROM takes little memory'
echo '\q' >&3
exec 3>&-
wait

if command -v xxd >/dev/null; then
    hex="COPY (SELECT encode(p, 'hex') FROM f, dt_file_read(id) AS p WHERE what = 'large') TO STDOUT"
    is "$("$BIN/psql" -X -q -d $db -c "$hex" | xxd -r -p | sha256sum | cut -d' ' -f1)" "$digest" 'it is what was sent'
fi
part="SELECT sum(length(p)) FROM f, dt_file_read(id, ($megabytes - 2)::bigint * 1048576 - 5, 1048576 + 10) AS p WHERE what = 'large'"
is "$(sql $db "$part")" 1048586 'a part of it is read'
sql $db "SELECT dt_drop_table('films', true)" >/dev/null
is "$(sql $db "SELECT dt_clean_files('0'); SELECT count(*) FROM dt.file_chunks")" "$(printf '2\n0')" 'it is removed'
"$BIN/psql" -X -q -c "DROP DATABASE $db"
finish

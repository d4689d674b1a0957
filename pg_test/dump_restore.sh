#!/usr/bin/env bash
# pg_dump and pg_restore carry everything: tables, columns, records to the last digit, indexes, triggers and the next table number.
# The restored database goes on working. Run it with `pg_test/run script dump_restore`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib/tap.sh"

forty=1234567890123456789012345678901234567.890
whole=9999999999999999999999999999999999999999
tiny=0.0000000000000000000000000000000000000001
huge=1$(printf '0%.0s' {1..400})

for db in dump_source dump_plain dump_custom; do
    "$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1
done

# One table has a column of every type, rules, defaults, indexes, hostile labels and trash. There are a document table, a dropped table, and
# numbers that no binary floating point can hold.
succeeds 'a database with dynamic tables' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -v tiny=$tiny -v huge=1e400 -v forty=$forty -v whole=$whole \
    -d dump_source -f "$here/lib/dump_source.sql"

is "$(sql dump_source "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"name\": \"Forty\"}}')")" $forty '40 digits are stored as given'
is "$(sql dump_source "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"name\": \"Huge\"}}')")" "$huge" '1e400 is stored exactly'

facts() { # facts DATABASE FILE: everything that a restore must give back, as text
    succeeds "$1: its facts can be read" "$BIN/psql" -X -q -A -v ON_ERROR_STOP=1 -d "$1" -f "$here/lib/dump_facts.sql" -o "$2"
    # This is pg_dump's own description, without the random key of newer versions.
    "$BIN/pg_dump" --no-sync -d "$1" | grep -vE '^\\(un)?restrict ' >"$2.dump"
}

is_the_same() { # is_the_same DATABASE LABEL
    facts "$1" "$work/$1"
    same_file "$work/$1" "$work/source" "$2: tables, columns, records, indexes and triggers are the same"
    same_file "$work/$1.dump" "$work/source.dump" "$2: a dump of it is the same dump"
}

goes_on() { # goes_on DATABASE LABEL: the restored database works
    local db=$1 label=$2 last number

    is "$(sql "$db" "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"exact\": $forty}}')")" $forty "$label: 40 digits survive and are found"
    is "$(sql "$db" "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"exact\": $tiny}}')")" $tiny "$label: 40 digits after the point survive"
    is "$(sql "$db" "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"exact\": $whole}}')")" $whole "$label: 40 digits before the point survive"
    is "$(sql "$db" "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"name\": \"Huge\"}}')")" "$huge" "$label: 1e400 survives"

    is "$(sqlstate "$db" "SELECT dt_insert('deals', '{\"name\": \"Bad\", \"stage\": \"nowhere\", \"amount\": -1}')")" 23514 "$label: inserts are validated"
    is "$(sqlstate "$db" "SELECT dt_insert('deals', '{\"amount\": 1}')")" 23514 "$label: required values are asked for"
    is "$(sqlstate "$db" "SELECT dt_insert('deals', '{\"name\": \"Forty\", \"code\": \"A-1\"}')")" 23505 "$label: unique values are guarded"
    is "$(sql "$db" "SELECT data->>'stage' FROM dt_insert('deals', '{\"name\": \"New\", \"exact\": $forty}')")" open "$label: defaults are applied"
    is "$(sql "$db" "SELECT data->>'exact' FROM dt_query('deals', '{\"filter\": {\"name\": \"New\"}}')")" $forty "$label: 40 digits survive default-filling"
    is "$(sql "$db" "SELECT string_agg(data->>'name', ',') FROM (
            SELECT data FROM dt_query('deals', '{\"sort\": \"-no\", \"trash\": \"include\"}') LIMIT 1) r WHERE data->>'no' > '1005'")" \
        New "$label: numbering goes on after the last number"
    is "$(sql "$db" "SELECT u.data->>'exact', u.version
        FROM dt_query('deals', '{\"filter\": {\"name\": \"Forty\"}}') r, dt_update('deals', r.id, '{\"amount\": 7}') u")" \
        "$forty|3" "$label: 40 digits survive an update"

    is "$(sql "$db" "SET enable_seqscan = off;
        SELECT dt_explain('deals', '{\"filter\": {\"amount\": 12.5}, \"sort\": \"amount\"}')
        ->>'plan' ~ i.name FROM dt_indexes('deals') i WHERE i.columns = '{amount}'")" \
        t "$label: the index is used"

    is "$(sql "$db" "SELECT encode(sha256(string_agg(p, '')), 'hex') FROM dt_query('papers', '{\"filter\": {\"name\": \"Large\"}}') r,
            dt_file_read((r.data #>> '{files,0,id}')::uuid) p")" \
        "$(printf '0123456789%.0s' {1..150000} | sha256sum | cut -d' ' -f1)" "$label: the bytes of files survive"
    is "$(sql "$db" "SELECT length(dt_thumbnail((data #>> '{logo,id}')::uuid, 'small')) > 0 FROM dt_query('papers', '{\"filter\": {\"name\": \"Large\"}}')")" \
        t "$label: thumbnails are made again"
    is "$(sql "$db" "SELECT r.version FROM dt_query('papers', '{\"filter\": {\"name\": \"Old\"}}') o,
            dt_revert('papers', o.id, 1) r")" 3 "$label: the history brings files back"
    sql "$db" "SELECT dt_delete_where('papers', '{\"name\": \"Old\"}', true)" >/dev/null
    sql "$db" "SELECT dt_prune_history('papers', '0')" >/dev/null
    is "$(sql "$db" "SELECT dt_clean_files('0'); SELECT count(*), sum(size) FROM dt.files")" "$(printf '2\n3|1500075')" \
        "$label: files that nothing refers to are removed, others stay"

    # The grants of capabilities are rights on functions, which are dumped.
    is "$(sqlstate "$db" "SET ROLE dt_dump_reader; SELECT dt_count('deals')")" 00000 "$label: a reader reads"
    is "$(sqlstate "$db" "SET ROLE dt_dump_reader; SELECT dt_delete_where('deals', '{\"name\": \"Nobody\"}')")" 42501 "$label: and does not write"
    is "$(sqlstate "$db" "SET ROLE \"dt_dump Writers\"; SELECT dt_delete_where('deals', '{\"name\": \"Nobody\"}')")" 00000 "$label: a group of writers writes"
    is "$(sqlstate "$db" "SET ROLE dt_dump_gone; SELECT FROM dt_tables()")" 42501 "$label: what was revoked stays revoked"
    is "$(sql "$db" "SELECT h.version, h.action, h.changes #>> '{amount,new}' FROM dt_query('deals', '{\"filter\": {\"name\": \"Forty\"}}') r,
            dt_history('deals', r.id, '{\"limit\": 2}') h")" "$(printf '3|update|7\n2|update|')" "$label: the history goes on"
    is "$(sql "$db" "SELECT h.changes #>> '{exact,new}' FROM dt_query('deals', '{\"filter\": {\"name\": \"Forty\"}}') r,
            dt_history('deals', r.id, '{\"action\": \"insert\"}') h")" $forty "$label: 40 digits survive in the history"
    is "$(sql "$db" "SELECT count(*) FROM (SELECT no FROM dt.history UNION ALL SELECT no FROM dt.audit) n GROUP BY no HAVING count(*) > 1")" '' \
        "$label: the next entry has the next number"

    last=$(sql "$db" "SELECT max(no) FROM dt.tables")
    number=$(sql "$db" "SELECT dt_create_table('After restore', '{\"columns\": [{\"key\": \"name\", \"type\": \"text\"}]}')->>'no'")
    [ "${number:-0}" -gt "$last" ] 2>/dev/null
    report $? "$label: the next table has the next number ($number after $last)"
    is "$(sql "$db" "SELECT data->>'name' FROM dt_insert('after_restore', '{\"name\": \"first\"}')")" first "$label: a new table takes records"

    is "$(sql "$db" "SELECT dt_restore_table('forgotten')->>'slug'; SELECT data->>'name' FROM dt_query('forgotten')")" "$(printf 'forgotten\nkept')" \
        "$label: a table in the trash comes back with its records"
    is "$(sql "$db" "SELECT dt_restore_column('deals', 'old_note')->>'key';
        SELECT data->>'old_note' FROM dt_query('deals', '{\"filter\": {\"name\": \"Tiny\"}}')")" \
        "$(printf 'old_note\nremember')" "$label: a column in the trash comes back with its values"
    is "$(sql "$db" "SELECT r.data->>'name' FROM dt_query('deals', '{\"trash\": \"only\"}') q, dt_restore('deals', q.id) r")" 'Thrown away' \
        "$label: a record in the trash comes back"
}

facts dump_source "$work/source"

"$BIN/pg_dump" --no-sync -d dump_source -f "$work/plain.sql"
succeeds 'plain: psql restores it without an error' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d dump_plain -f "$work/plain.sql"
is_the_same dump_plain plain
goes_on dump_plain plain

"$BIN/pg_dump" --no-sync -Fc -d dump_source -f "$work/custom.dump"
succeeds 'custom: pg_restore -j2 --exit-on-error restores it' "$BIN/pg_restore" -j2 --exit-on-error -d dump_custom "$work/custom.dump"
is_the_same dump_custom custom
goes_on dump_custom custom

# A dump without the bytes of files has all the rest: a file is known, and has no bytes.
"$BIN/pg_dump" --no-sync -Fc -d dump_source --exclude-table-data=dt.file_chunks -f "$work/lean.dump"
"$BIN/psql" -X -q -c 'DROP DATABASE IF EXISTS dump_lean' -c 'CREATE DATABASE dump_lean TEMPLATE template0'
succeeds 'lean: pg_restore -j2 --exit-on-error restores it' "$BIN/pg_restore" -j2 --exit-on-error -d dump_lean "$work/lean.dump"
is "$(sql dump_lean "SELECT (SELECT count(*) FROM dt.file_chunks), (SELECT count(*) FROM dt.files) > 3,
    (SELECT count(*) FROM dt.file_refs) > 3")" '0|t|t' 'lean: no bytes, all else'
is "$(sql dump_lean "SELECT data #>> '{files,0,size}', (SELECT count(*) FROM dt_file_read((data #>> '{files,0,id}')::uuid))
    FROM dt_query('papers', '{\"filter\": {\"name\": \"Large\"}}')")" '1500000|0' 'lean: a file is known, and read as nothing'
"$BIN/psql" -X -q -c 'DROP DATABASE dump_lean'

# --clean puts a database in the place of another.
sql dump_plain "SELECT dt_drop_table('after_restore', true)" >/dev/null
succeeds 'clean: pg_restore --clean --if-exists puts it in the place of the other' \
    "$BIN/pg_restore" --clean --if-exists --exit-on-error -d dump_plain "$work/custom.dump"
is_the_same dump_plain clean

# DROP EXTENSION protects the data.
for db in dump_source dump_custom; do
    is "$(sqlstate $db 'DROP EXTENSION pg_dyntables')" 2BP01 "$db: DROP EXTENSION refuses while there is data"
    message=$(sql $db 'DROP EXTENSION pg_dyntables')
    unnamed=$(sql $db "SELECT string_agg(c.relname, ' ') FROM pg_class c WHERE c.relnamespace = 'dt_data'::regnamespace AND c.relkind = 'r'
                       AND strpos(\$message\$$message\$message\$, c.relname) = 0")
    is "$unnamed" '' "$db: the refusal names every table"
done
is "$(sql dump_source "SELECT count(*) > 0 FROM dt_query('deals')")" t 'a refused DROP EXTENSION leaves the data'

succeeds 'without tables, DROP EXTENSION works' sql dump_custom "SELECT dt_drop_table(slug, true) FROM dt_tables('include'); DROP EXTENSION pg_dyntables"
succeeds 'and CREATE EXTENSION works again' sql dump_custom "CREATE EXTENSION pg_dyntables; SELECT dt_create_table('Again', '{}')"

"$BIN/psql" -X -q -c 'DROP DATABASE dump_source' -c 'DROP DATABASE dump_plain' -c 'DROP DATABASE dump_custom' \
    -c 'DROP ROLE dt_dump_reader, "dt_dump Writers", dt_dump_gone'
finish

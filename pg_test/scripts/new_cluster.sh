#!/usr/bin/env bash
# A dump goes into a new cluster without the role dt_owner. It needs no option, and works with the options that people use: without owners,
# over a database that exists (--clean), and data only. Run it with `pg_test/run script new_cluster`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

forty=1234567890123456789012345678901234567.890
"$BIN/psql" -X -q -c 'DROP DATABASE IF EXISTS to_move' -c 'CREATE DATABASE to_move TEMPLATE template0' || exit 1
succeeds 'a database with dynamic tables' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -v tiny=0.5 -v huge=1e400 -v forty=$forty -v whole=7 \
    -d to_move -f "$here/lib/dump_source.sql"
"$BIN/pg_dump" --no-sync -Fc -d to_move -f "$work/custom.dump"
"$BIN/pg_dump" --no-sync --clean --if-exists -d to_move -f "$work/clean.sql"
"$BIN/psql" -X -q -A -v ON_ERROR_STOP=1 -d to_move -f "$here/lib/dump_facts.sql" -o "$work/source"

"$BIN/pg_dumpall" --no-sync --roles-only -f "$work/roles.sql"
"$BIN/psql" -X -q -c 'DROP DATABASE to_move' -c 'DROP ROLE dt_dump_reader, "dt_dump Writers", dt_dump_gone'

own_cluster <<<"fsync = off"

works() { # works DATABASE LABEL: everything is there, belongs to dt_owner, and goes on working
    succeeds "$2: its facts can be read" "$BIN/psql" -X -q -A -v ON_ERROR_STOP=1 -d "$1" -f "$here/lib/dump_facts.sql" -o "$work/$1"
    same_file "$work/$1" "$work/source" "$2: tables, columns, records, indexes and triggers are the same"
    is "$(sql "$1" "SELECT string_agg(c.relname, ' ') FROM pg_class c
        WHERE c.relnamespace IN ('dt'::regnamespace, 'dt_data'::regnamespace) AND c.relowner <> 'dt_owner'::regrole")" \
        '' "$2: all of it belongs to dt_owner"
    is "$(sql "$1" "SELECT data->>'name' FROM dt_insert('deals', '{\"name\": \"New\"}');
        SELECT dt_add_column('deals', 'more', 'text', '{\"index\": true}')->>'key';
        SELECT dt_alter_column('deals', 'notes', '{\"key\": \"remarks\"}')->>'key'; SELECT dt_alter_table('deals', '{\"slug\": \"offers\"}')->>'slug';
        SELECT dt_drop_column('offers', 'no', true); SELECT dt_drop_table('documents', true); SELECT count(*) FROM dt_tables()")" \
        "$(printf 'New\nmore\nremarks\noffers\n\n\n3')" "$2: records and definitions can be changed"
    is "$(sqlstate "$1" "SET ROLE dt_dump_reader; SELECT FROM dt_tables()")" 00000 "$2: a reader reads"
    is "$(sqlstate "$1" "SET ROLE dt_dump_reader; SELECT dt_insert('offers', '{}')")" 42501 "$2: and does not write"
    is "$(sqlstate "$1" "SELECT dt_insert('offers', '{\"name\": \"New\", \"code\": \"A-1\"}')")" 23505 "$2: unique values are guarded"
}

make_database() { "$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $1" -c "CREATE DATABASE $1 TEMPLATE template0"; }

is "$(sql postgres "SELECT count(*) FROM pg_roles WHERE rolname = 'dt_owner'")" 0 'the new cluster has no role dt_owner'
# Capabilities are rights of roles, which pg_dumpall carries into another cluster.
grep dt_dump "$work/roles.sql" >"$work/other_roles.sql"
succeeds 'the roles of applications' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -f "$work/other_roles.sql"
make_database plain
succeeds 'pg_restore -j2 --exit-on-error' "$BIN/pg_restore" -j2 --exit-on-error -d plain "$work/custom.dump"
works plain 'new cluster'
make_database ownerless
succeeds 'pg_restore --no-owner --no-privileges' "$BIN/pg_restore" --exit-on-error --no-owner --no-privileges -d ownerless "$work/custom.dump"
is "$(sqlstate ownerless "SET ROLE dt_dump_reader; SELECT FROM dt_tables()")" 42501 'without privileges nobody has a capability'
"$BIN/pg_restore" -l "$work/custom.dump" | grep ' ACL ' >"$work/privileges"
succeeds 'which can be restored afterwards' "$BIN/pg_restore" --exit-on-error -L "$work/privileges" -d ownerless "$work/custom.dump"
works ownerless 'without owners'
# The database has tables already.
for options in '--clean --if-exists' '--clean --if-exists --single-transaction'; do
    make_database again
    "$BIN/pg_restore" -d again "$work/custom.dump"
    # shellcheck disable=SC2086
    succeeds "pg_restore $options" "$BIN/pg_restore" $options --exit-on-error -d again "$work/custom.dump"
    works again "$options"
done
make_database again
"$BIN/pg_restore" -d again "$work/custom.dump"
succeeds 'psql of pg_dump --clean' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d again -f "$work/clean.sql"
works again 'pg_dump --clean'
make_database parts
succeeds 'the schema alone' "$BIN/pg_restore" --exit-on-error --schema-only -d parts "$work/custom.dump"
succeeds 'then the data, which were validated before' env PGOPTIONS='-c session_replication_role=replica' \
    "$BIN/pg_restore" --exit-on-error --data-only -d parts "$work/custom.dump"
works parts 'schema, then data'

# A role of that name with more rights than it should have is refused.
"$BIN/psql" -X -q -c 'DROP DATABASE plain' -c 'DROP DATABASE ownerless' -c 'DROP DATABASE again' -c 'DROP DATABASE parts' -c 'ALTER ROLE dt_owner LOGIN'
make_database plain
is "$(sqlstate plain 'CREATE EXTENSION pg_dyntables')" 55000 'a dt_owner that can log in is refused'
"$BIN/psql" -X -q -c 'ALTER ROLE dt_owner NOLOGIN'
is "$(sqlstate plain 'CREATE ROLE somebody; GRANT dt_owner TO somebody; CREATE EXTENSION pg_dyntables')" 55000 'so is one with members'
is "$(sqlstate plain 'CREATE EXTENSION pg_dyntables')" 00000 'and taken when it cannot, and has none'
finish

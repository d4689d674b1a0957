#!/usr/bin/env bash
# A logical subscriber gets the history that the publisher wrote, if dt.history is published, and writes none itself.
# Run it with `pg_test/run script history_replication`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

own_cluster <<'CONF'
fsync = off
wal_level = logical
CONF
id=00000000-0000-7000-8000-00000000000
list="SELECT version, action, actor, changes FROM dt_history('deals',
    options => '{\"action\": [\"update\", \"trash\", \"restore\", \"delete\", \"insert\"]}') ORDER BY at, version, record_id"

for db in publisher whole records_only; do "$BIN/psql" -X -q -d postgres -c "CREATE DATABASE $db TEMPLATE template0"; done
sql publisher "CREATE EXTENSION pg_dyntables" >/dev/null
sql publisher "SET dt.user_id = 'ada'; SELECT FROM dt_create_table('Deals', '{\"columns\": [{\"key\": \"name\", \"type\": \"text\"},
    {\"key\": \"n\", \"type\": \"integer\", \"index\": true}]}');
    SELECT FROM dt_insert('deals', '{\"name\": \"old\"}', '${id}1'); SELECT FROM dt_update('deals', '${id}1', '{\"n\": 1}')" >/dev/null
storage=$(sql publisher "SELECT dt_describe('deals') ->> 'storage'")
sql publisher "CREATE PUBLICATION whole FOR TABLE $storage, dt.history, dt.audit; CREATE PUBLICATION records_only FOR TABLE $storage" >/dev/null
for db in whole records_only; do sql publisher "SELECT pg_create_logical_replication_slot('$db', 'pgoutput')" >/dev/null; done
"$BIN/pg_dump" --no-sync -Fc -d publisher -f "$work/custom.dump"
for db in whole records_only; do
    "$BIN/pg_restore" --exit-on-error --no-publications -d $db "$work/custom.dump" || exit 1
    succeeds "$db subscribes" sql $db "CREATE SUBSCRIPTION s CONNECTION 'host=$PGHOST port=$PGPORT user=$PGUSER dbname=publisher' PUBLICATION $db
        WITH (create_slot = false, slot_name = '$db', copy_data = false)"
done

sql publisher "SET dt.user_id = 'bob';
    SELECT FROM dt_update('deals', '${id}1', '{\"n\": 2}'); SELECT FROM dt_insert('deals', '{\"name\": \"new\"}', '${id}2');
    SELECT FROM dt_update('deals', '${id}2', '{\"name\": \"newer\"}'); SELECT dt_delete('deals', '${id}2'); SELECT FROM dt_restore('deals', '${id}2');
    SELECT dt_delete('deals', '${id}1', true); SELECT FROM dt_revert('deals', '${id}1', 1);
    UPDATE $storage SET data = data || '{\"n\": 7}'; INSERT INTO $storage (id, data) VALUES ('${id}3', '{\"name\": \"third\"}');
    SELECT FROM dt_add_column('deals', 'more', 'text')" >/dev/null

caught_up() { # caught_up DATABASE: waits until the subscriber has what was written
    local at
    at=$(sql publisher 'SELECT pg_current_wal_lsn()')
    for _ in $(seq 200); do
        [ "$(sql publisher "SELECT confirmed_flush_lsn >= '$at' FROM pg_replication_slots WHERE slot_name = '$1'")" = t ] && return
        sleep 0.1
    done
}
caught_up whole
caught_up records_only

is "$(sql publisher "SELECT count(*) FROM dt.history")" 9 'the publisher wrote an entry for each change'
is "$(sql whole "SELECT data ->> 'n' FROM dt_query('deals', '{\"sort\": \"id\"}')")" "$(sql publisher "SELECT data ->> 'n' FROM dt_query('deals',
    '{\"sort\": \"id\"}')")" 'the records came'
is "$(sql whole "SELECT to_jsonb(h) FROM dt.history h ORDER BY no")" \
    "$(sql publisher "SELECT to_jsonb(h) FROM dt.history h ORDER BY no")" 'the subscriber has the entries, each once'
is "$(sql whole "$list")" "$(sql publisher "$list")" 'dt_history says the same'
is "$(sql whole "SELECT action FROM dt_audit()")" "$(sql publisher "SELECT action FROM dt_audit()")" 'dt_audit says the same'
is "$(sql records_only "SELECT count(*) FROM dt.history")" 1 'a subscriber of the records alone writes no entries'
is "$(sql records_only "SELECT count(*) FROM dt_query('deals')")" 3 'it has the records'

# A subscriber that is written to itself goes on with entries of its own, even if its sequence is behind.
sql whole "ALTER SUBSCRIPTION s DISABLE; ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s" >/dev/null
sql records_only "ALTER SUBSCRIPTION s DISABLE; ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s" >/dev/null
sql whole "SET dt.user_id = 'eve'; SELECT FROM dt_update('deals', '${id}3', '{\"n\": 1}'); SELECT FROM dt_update('deals', '${id}3', '{\"n\": 2}')" >/dev/null
is "$(sql whole "SELECT version, action, actor FROM dt_history('deals',
    '${id}3')")" "$(printf '3|update|eve\n2|update|eve\n1|insert|bob')" 'once it is on its own it writes its own'
finish

#!/usr/bin/env bash
# Ten sessions change one record at once: with expected_version one of them wins, without it all patches survive, and the history has each of
# them once. Run it with `pg_test/run script ten_writers`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

db=ten_writers
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1
sql $db 'CREATE EXTENSION pg_dyntables' >/dev/null
sql $db "SELECT FROM dt_create_table('Deals', jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', 'k' || i, 'type',
    'integer')) FROM generate_series(0, 9) i)))" >/dev/null
id=00000000-0000-4000-8000-000000000001
sql $db "SELECT FROM dt_insert('deals', '{}', '$id')" >/dev/null

# All ten wait for one lock, so that they begin together.
together() { # together STATEMENT: N stands for the number of the session
    local n
    sql $db "BEGIN; SELECT pg_advisory_xact_lock(1); SELECT pg_sleep(2); COMMIT" >/dev/null &
    sleep 0.5
    for n in 0 1 2 3 4 5 6 7 8 9; do
        sqlstate $db "SET dt.user_id = 'user$n'; SELECT pg_advisory_lock_shared(1); ${1//N/$n}" &
    done
    wait
}

got=$(together "SELECT FROM dt_update('deals', '$id', '{\"kN\": 1}', 1)" | sort | uniq -c | awk '{ print $1, $2 }' | paste -sd ' ')
is "$got" '1 00000 9 PT409' 'of ten that expect version 1 one wins, and nine are told of the conflict'
is "$(sql $db "SELECT version, (SELECT count(*) FROM jsonb_object_keys(data)) FROM dt_get('deals', '$id')")" '2|1' 'the record was changed once'

got=$(together "SELECT FROM dt_update('deals', '$id', '{\"kN\": N}')" | sort | uniq -c | awk '{ print $1, $2 }' | paste -sd ' ')
is "$got" '10 00000' 'ten patches of different keys all pass'
is "$(sql $db "SELECT version, (SELECT count(*) FROM jsonb_each_text(data) AS d WHERE key = 'k' || value) FROM dt_get('deals',
    '$id')")" '12|10' 'and all survive'
is "$(sql $db "SELECT count(*), count(DISTINCT version), count(DISTINCT actor) FROM dt_history('deals', '$id') WHERE action = 'update'")" '11|11|10' \
    'the history has each of them once, by whom it was'

finish

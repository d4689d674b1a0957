#!/usr/bin/env bash
# CALL dt_type_column while 8 clients write, cancelled in the middle, killed in the middle: nothing is lost, and nothing is out of step.
# Run it with `pg_test/run script type_column`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

db=type_column
"$BIN/psql" -X -q -c "DROP DATABASE IF EXISTS $db" -c "CREATE DATABASE $db TEMPLATE template0" || exit 1
succeeds 'a table of 40,000 records with indexes over data' "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d $db <<'SQL'
CREATE EXTENSION pg_dyntables;
SET dt.type_indexed_columns = off;
SELECT FROM dt_create_table('Deals', '{"columns": [{"key": "no", "type": "integer", "unique": true}, {"key": "stage", "type": "select",
    "config": {"options": ["s0", "s1", "s2"]}, "index": true}, {"key": "amount", "type": "number"}, {"key": "mail", "type": "email", "index": true},
    {"key": "n", "type": "integer"}]}');
INSERT INTO dt_data.deals_1 (data) SELECT jsonb_build_object('no', i, 'stage', 's' || i % 3, 'amount', i / 4.0, 'mail', 'M' || i || '@x.org', 'n', 0)
FROM generate_series(1, 40000) i;
SELECT dt_create_index('deals', '{stage,amount}');
CREATE TABLE log (inserted boolean);
CREATE VIEW out_of_step AS SELECT id FROM dt_data.deals_1 WHERE false;
SQL

# A client adds one to a record, gives it other values, or inserts one; it notes what it did in the same transaction.
cat >"$work/update.sql" <<'SQL'
\set no random(1, 40000)
BEGIN;
SELECT dt_update('deals', id, jsonb_build_object('n', (data -> 'n')::int + 1, 'stage', 's' || :no % 3, 'mail', 'U' || :no || '@x.org'))
    FROM (SELECT id, data FROM dt_data.deals_1 WHERE dt.get_int8(data, 'no') = :no AND deleted_at IS NULL FOR UPDATE) r;
INSERT INTO log VALUES (false);
COMMIT;
SQL
cat >"$work/raw.sql" <<'SQL'
\set no random(1, 40000)
BEGIN;
UPDATE dt_data.deals_1 SET data = data || jsonb_build_object('n', (data -> 'n')::int + 1, 'amount', :no / 2.0) WHERE dt.get_int8(data,
    'no') = :no AND deleted_at IS NULL;
INSERT INTO log VALUES (false);
COMMIT;
SQL
cat >"$work/insert.sql" <<'SQL'
BEGIN;
SELECT dt_insert('deals', jsonb_build_object('stage', 's1', 'amount', random(), 'mail', 'i@x.org'));
INSERT INTO log VALUES (true);
COMMIT;
SQL
"$BIN/pgbench" -n -c 8 -j 2 -T 600 -f "$work/update.sql@4" -f "$work/raw.sql@4" -f "$work/insert.sql@2" -d $db >"$work/clients" 2>&1 &
clients=$!
until [ "$(sql $db 'SELECT count(*) > 100 FROM log')" = t ]; do sleep 0.1; done

# The first call is cancelled, the second killed. Each time the column is there, and nobody reads it yet.
is "$(PGOPTIONS='-c statement_timeout=300ms' sqlstate $db "CALL dt_type_column('deals', 'stage')")" 57014 'a call is cancelled'
is "$(sql $db "SELECT typed FROM dt_columns('deals') WHERE key = 'stage'")" f 'the column is not typed yet'
is "$(sql $db "SELECT count(*) FROM dt_query('deals', '{\"filter\": {\"stage\": \"s1\", \"no\": {\"lte\": 3}}}')
    WHERE data ->> 'stage' <> 's1'")" 0 'queries are right meanwhile'
PGAPPNAME=killed "$BIN/psql" -X -q -d $db -c "CALL dt_type_column('deals', 'stage')" >"$work/killed" 2>&1 &
killed=$!
sleep 0.4
sql postgres "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'killed'" >"$work/output"
wait $killed
is "$(sql $db "SELECT typed FROM dt_columns('deals') WHERE key = 'stage'")" f 'a call is killed'

# Called again, it goes on; and the other columns.
for key in stage amount mail no; do
    is "$(sqlstate $db "CALL dt_type_column('deals', '$key')")" 00000 "$key is typed while others write"
    is "$(sql $db "SELECT typed FROM dt_columns('deals') WHERE key = '$key'")" t "$key is typed"
done
# Two at once: the second waits, and finds the work done.
"$BIN/psql" -X -q -d $db -c "CALL dt_type_column('deals', 'n')" >"$work/other" 2>&1 &
other=$!
is "$(sqlstate $db "CALL dt_type_column('deals', 'n')")" 00000 'two calls for one column'
wait $other
is "$(cat "$work/other")" '' 'both end well'
is "$(sqlstate $db "SELECT dt_add_column('deals', 'late', 'text', '{}')")" 00000 'a column is added meanwhile'
is "$(sqlstate $db "CALL dt_type_column('deals', 'late')")" 00000 'and typed'
kill $clients
wait $clients 2>/dev/null

is "$(grep -cE 'ERROR|aborted' "$work/clients")" 0 'no client was refused anything'
is "$(sql $db "SELECT count(*) FROM dt_data.deals_1 WHERE stage IS DISTINCT FROM data ->> 'stage' OR amount IS DISTINCT FROM (data ->> 'amount')::float8
    OR mail IS DISTINCT FROM data ->> 'mail' OR no IS DISTINCT FROM (data ->> 'no')::int8")" 0 'no record is out of step'
is "$(sql $db "SELECT sum((data -> 'n')::int) = (SELECT count(*) FROM log WHERE NOT inserted),
    count(*) = 40000 + (SELECT count(*) FROM log WHERE inserted) FROM dt_data.deals_1")" \
    't|t' 'no write is lost'
is "$(sql $db "SELECT string_agg(pg_get_indexdef(indexrelid) || indisvalid, E'\n' ORDER BY 1)
    FROM pg_index WHERE indrelid = 'dt_data.deals_1'::regclass AND NOT indisprimary" | sed 's/.* USING //' | sort)" \
    "$(printf '%s\n' 'btree (dt.folded(mail), id) INCLUDE (deleted_at)true' 'btree (no) WHERE (deleted_at IS NULL)true' \
        'btree (stage, amount, id) INCLUDE (deleted_at)true' 'btree (stage, id) INCLUDE (deleted_at)true' | sort)" 'the indexes are over the plain columns'
is "$(sql $db "SELECT string_agg(name, ' ' ORDER BY name) FROM dt_indexes('deals')")" \
    'deals_1_mail_idx deals_1_no_key deals_1_stage_amount_idx deals_1_stage_idx' 'they have the names of those they replaced'
is "$(sql $db "SELECT indexed::text || is_unique FROM dt_columns('deals') WHERE key IN ('no',
    'stage') ORDER BY key")" "$(printf 'falsetrue\ntruefalse')" 'the rules are kept'
is "$(sqlstate $db "SELECT dt_insert('deals', '{\"no\": 7}')")" 23505 'and hold'
is "$(sql $db "SELECT dt_count('deals', '{\"stage\": \"s1\"}') =
    (SELECT count(*) FROM dt_data.deals_1 WHERE deleted_at IS NULL AND data ->> 'stage' = 's1')")" t \
    'counts are those of data'

# Two calls for two columns wait for each other.
sql $db "SET dt.type_indexed_columns = off; SELECT FROM dt_create_table('Two', '{\"columns\": [{\"key\": \"a\", \"type\": \"text\", \"unique\": true},
    {\"key\": \"b\", \"type\": \"integer\", \"index\": true}]}');
    INSERT INTO dt_data.two_2 (data) SELECT jsonb_build_object('a', 'a' || i, 'b', i) FROM generate_series(1, 20000) i" >"$work/output"
"$BIN/psql" -X -q -d $db -c "CALL dt_type_column('two', 'b')" >"$work/other" 2>&1 &
other=$!
is "$(sqlstate $db "CALL dt_type_column('two', 'a')")" 00000 'two calls for two columns'
wait $other
is "$(cat "$work/other")" '' 'and both end well'
# A call that is cancelled while it builds an index leaves nothing behind that keeps a rule.
half_built() { # half_built TABLE INDEXES [TIMEOUT]: a call for its column a is cancelled while it builds an index, which leaves these
    coproc older { "$BIN/psql" -X -q -A -t -d $db 2>&1; }
    local older_pid=$older_PID
    echo "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1;" >&"${older[1]}"
    read -r -u "${older[0]}" _
    is "$(PGOPTIONS='-c statement_timeout='${3:-3s} sqlstate $db "CALL dt_type_column('$1', 'a')")" 57014 "$1: a call is cancelled while it builds an index"
    is "$(indexes "$1")" "$2" "$1: an index is half-built"
    exec {older[1]}>&-
    wait "$older_pid" 2>/dev/null
}
indexes() { # indexes TABLE: its indexes but for the primary key, those that are not valid with an exclamation mark
    sql $db "SELECT string_agg(regexp_replace(indexrelid::regclass::text, '^.*_\d+_', '') || CASE WHEN indisvalid THEN '' ELSE '!' END, ' '
            ORDER BY indexrelid::regclass::text)
        FROM pg_index WHERE indrelid = (dt_describe('$1') ->> 'storage')::regclass AND NOT indisprimary" | sed 's/^dt_data\.//'
}
table() { # table NAME RULE: a table of two records whose column a has the rule
    sql $db "SET dt.type_indexed_columns = off; SELECT FROM dt_create_table('$1', '{\"columns\": [{\"key\": \"a\", \"type\": \"text\", \"$2\": true}]}');
        SELECT FROM dt_insert_many('$1', '[{\"a\": \"x\"}, {\"a\": \"y\"}]')" >"$work/output"
}
twice() { # twice TABLE: 00000 if a value may occur twice
    sqlstate $db "SELECT dt_insert('$1', '{\"a\": \"x\"}')"
}
sql $db "SELECT dt_alter_column('two', 'a', '{\"typed\": false}')" >"$work/output"
half_built two 'a_key a_key1! b_idx' 6s
is "$(sqlstate $db "SELECT dt_alter_column('two', 'a', '{\"unique\": false}')")" 00000 'the rule ends'
is "$(indexes two)" b_idx 'and the index with it'
is "$(sqlstate $db "SELECT dt_insert('two', '{\"a\": \"a77\"}')")" 00000 'so a value may occur twice'
# The rule ends with its index.
table dropped unique
half_built dropped 'a_key a_key1!'
is "$(sqlstate $db "DROP INDEX dt_data.$(sql $db "SELECT name FROM dt_indexes('dropped') WHERE valid")")" 00000 'DROP INDEX ends the rule'
is "$(indexes dropped)|$(twice dropped)" '|00000' 'the half-built index goes with it'
is "$(sqlstate $db "CALL dt_type_column('dropped', 'a')")|$(indexes dropped)|$(twice dropped)" '00000||00000' 'and does not come back'
table beside unique
half_built beside 'a_key a_key1!'
is "$(sqlstate $db "DROP INDEX CONCURRENTLY dt_data.$(sql $db "SELECT name FROM dt_indexes('beside') WHERE valid")")" 00000 'so does DROP INDEX CONCURRENTLY'
is "$(indexes beside)|$(twice beside)" '|00000' 'and the half-built index goes with it'
# So does one of which the extension was not told.
table untold index
half_built untold 'a_idx a_idx1!'
sql $db "SET session_replication_role = replica; DROP INDEX dt_data.$(sql $db "SELECT name FROM dt_indexes('untold') WHERE valid")" >"$work/output"
is "$(indexes untold)" 'a_idx1!' 'the half-built index is alone'
is "$(sqlstate $db "CALL dt_type_column('untold', 'a')")|$(indexes untold)" '00000|' 'it goes when the column is complete'
is "$(sql $db "SELECT typed::text || indexed FROM dt_columns('untold')")" truefalse 'the rule has ended'
# An index that REINDEX has finished keeps no rule that has ended.
table finished unique
half_built finished 'a_key a_key1!'
half=$(sql $db "SELECT name FROM dt_indexes('finished') WHERE NOT valid")
is "$(sqlstate $db "REINDEX INDEX dt_data.$half")|$(indexes finished)" '00000|a_key a_key1' 'REINDEX finishes a half-built index'
is "$(sqlstate $db "SELECT dt_alter_column('finished', 'a', '{\"unique\": false}')")|$(indexes finished)|$(twice finished)" \
    '00000||00000' 'it ends with its rule'
table reindexed unique
half_built reindexed 'a_key a_key1!'
half=$(sql $db "SELECT name FROM dt_indexes('reindexed') WHERE NOT valid")
is "$(sqlstate $db "REINDEX INDEX dt_data.$half")|$(indexes reindexed)" '00000|a_key a_key1' 'once more'
is "$(sqlstate $db "SELECT dt_alter_column('reindexed', 'a', '{\"unique\": false, \"typed\": true}')")|$(indexes reindexed)|$(twice reindexed)" \
    '00000||00000' 'it ends with its rule where the column becomes complete, too'

# The caller's lock_timeout is the time that a lock is waited for in all. To wait costs few transaction ids.
table locked index
coproc reader { "$BIN/psql" -X -q -A -t -d $db 2>&1; }
echo "BEGIN; SELECT count(*) FROM $(sql $db "SELECT dt_describe('locked') ->> 'storage'");" >&"${reader[1]}"
read -r -u "${reader[0]}" _
xids() { sql $db "SELECT pg_current_xact_id()"; }
before=$(xids)
SECONDS=0
is "$(PGOPTIONS='-c lock_timeout=4s' "$BIN/psql" -X -q -d $db -c '\set VERBOSITY verbose' -c "CALL dt_type_column('locked', 'a')" 2>&1 | head -n 1)" \
    'ERROR:  55P03: canceling statement due to lock timeout' 'a call gives up a lock after lock_timeout'
waited=$SECONDS
used=$(($(xids) - before))
is "$((waited >= 3 && waited < 15))" 1 "after that time (it was $waited s)"
is "$((used <= 24))" 1 "with few transaction ids ($used)"
exec {reader[1]}>&-
wait "$reader_PID" 2>/dev/null
is "$(PGOPTIONS='-c lock_timeout=30s' sqlstate $db "CALL dt_type_column('locked', 'a')")|$(indexes locked)" '00000|a_idx' 'the next one has it'

# A transaction that began before the column was complete reads no records without it.
sql $db "SELECT FROM dt_create_table('Old', '{\"columns\": [{\"key\": \"a\", \"type\": \"text\"}]}'); SELECT FROM dt_insert_many('old',
    '[{\"a\": \"x\"}, {\"a\": \"y\"}]')" >"$work/output"
coproc old { "$BIN/psql" -X -q -A -t -d $db 2>&1; }
echo "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1;" >&"${old[1]}"
read -r -u "${old[0]}" _
is "$(sqlstate $db "CALL dt_type_column('old', 'a')")" 00000 'a column is typed beside a transaction that is older'
echo "SELECT dt_count('old', '{\"a\": \"x\"}'); ROLLBACK; SELECT dt_count('old', '{\"a\": \"x\"}');" >&"${old[1]}"
exec {old[1]}>&-
out=$(cat <&"${old[0]}")
is "$(grep -c 'ERROR' <<<"$out")|$(tail -n 1 <<<"$out")" '1|1' 'it is told so, and reads nothing wrong'
finish

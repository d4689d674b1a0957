#!/usr/bin/env bash
# Sourced: what new connections and many connections cost. Appends lines `operation subject milliseconds` to $results, as measure.sh does.

first_tables=60

load_first_calls() { # the database `first`
    progress 'tables for first calls'
    "$BIN/createdb" first
    run_sql -d first -v tables=$first_tables -f "$root/bench/first_calls/setup.sql" -f "$root/bench/lib/vacuum.sql"
}

read_first_call() { # read_first_call FOLDER
    folder=$1
    name=${1##*/}
    name=${name#*_}
    title='' first=1 last=1 prefix=t at_most='' at_most_preloaded='' most_over='' at_least=''
    . "$folder/config"
}

first_call() { # first_call SUBJECT SCRIPT [DATABASE]: what a script takes in a new session, for each of the tables by turns; all of them but the first
    local at base=0 args=() skip=0
    [ $prefix = t ] || base=$first_tables
    for ((at = first; at <= last; at++)); do
        args+=(-c "\\set table $prefix$at" -c "\\set hand hand_$at" -c "\\set storage ${prefix}${at}_$((base + at))" -f "$folder/$2")
    done
    # Of several tables each further one counts, not those that warm the session up.
    [ "$first" = "$last" ] || skip=3
    "$BIN/psql" -X -q -d "${3:-first}" -o /dev/null -c '\timing on' "${args[@]}" |
        sed -nE 's/^Time: ([0-9.]+) ms.*/\1/p' | tail -n +$((skip + 1)) | middle | sed "s/^/$name $1 /" >>"$results"
}

measure_first_call() { # measure_first_call [SUFFIX]: dyn and hand
    local round subject
    for ((round = 0; round < rounds * 5; round++)); do
        for subject in $(in_turn $round dyn hand); do
            first_call "$subject$1" "$subject.sql"
        done
    done
}

first_call_row() { # first_call_row [SUFFIX]
    local dyn hand most=$at_most
    [ -z "$1" ] || most=$at_most_preloaded
    dyn=$(median "$name" "dyn$1") hand=$(median "$name" "hand$1")
    if [ -n "$most_over" ]; then
        row "$title${1:+, preloaded}" "$(time_text "$dyn")" "$(time_text "$hand")" "$(awk "BEGIN { printf \"%.2f ms over\", $dyn - $hand }")" "$most_over ms over"
    else
        row "$title${1:+, preloaded}" "$(time_text "$dyn")" "$(time_text "$hand")" "$(ratio_text "$(ratio "$name" "dyn$1" "hand$1")") times" "$most${most:+ times}"
    fi
}

# With 10,000 tables in the database (`this`) and with 10 (`that`): the first call of a session.
measure_first_of_many() {
    local round subject
    read_first_call "$root/bench/first_calls/40_many"
    for ((round = 0; round < rounds * 5; round++)); do
        for subject in $(in_turn $round this that); do
            first_call $subject both.sql many_$subject
        done
    done
}

# Eight and 32 clients that read, while somebody changes a label ten times a second (`this`), and while nobody does (`that`).
measure_labels() {
    local round subject clients changing out
    for clients in 8 32; do
        for ((round = 0; round < rounds; round++)); do
            for subject in $(in_turn $round this that); do
                if [ $subject = this ]; then
                    "$BIN/pgbench" -n -c 1 -T 6 -R 10 -f "$root/bench/labels/label.sql" bench >/dev/null 2>&1 &
                    changing=$!
                fi
                out=$("$BIN/pgbench" -n -M prepared -c $clients -j 2 -T 5 -f "$root/bench/labels/query.sql" bench 2>&1) || { echo "$out" >&2; return 1; }
                [ $subject = that ] || wait $changing
                sed -nE "s/^latency average = ([0-9.]+) ms$/labels_$clients $subject \1/p" <<<"$out" >>"$results"
            done
        done
    done
}

labels_rows() {
    for name in labels_8 labels_32; do
        title="${name#labels_} clients, a label changes ten times a second, against none" at_least=0.95
        pair_row
    done
}

# The server again, with the library preloaded.
preload() {
    cluster_stop
    echo "shared_preload_libraries = 'pg_dyntables'" | as_server tee -a "$cluster_dir/data/postgresql.conf" >/dev/null
    cluster_start
}

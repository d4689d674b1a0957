#!/usr/bin/env bash
# Sourced: reads operations and runs their scripts by turns. Appends lines `operation subject milliseconds` to $results.

started=$SECONDS
progress() { printf '%4d s  %s\n' $((SECONDS - started)) "$1" >&2; }

read_operation() { # read_operation FOLDER: sets name and what bench/README.md says that its config may set
    folder=$1
    name=${1##*/}
    name=${name#*_}
    title='' records=1 clients=1 transactions='' heap_transactions='' mode=prepared at_least='' at_least_of_hand='' at_least_of_heap=''
    . "$folder/config"
    heap_transactions=${heap_transactions:-$transactions}
    # Each may be arithmetic with `rows`. More than 3,000,000 rows make no operation disappear.
    records=$((records)) transactions=$((transactions)) heap_transactions=$((heap_transactions))
    [ $transactions -gt 0 ] || transactions=1
    [ $heap_transactions -gt 0 ] || heap_transactions=1
}

wanted() { [ -z "$only" ] || [[ ",$only," == *",$1,"* ]]; }

prepare_operation() { # what its setup.sql does, once
    [ ! -e "$folder/setup.sql" ] || run_sql -f "$folder/setup.sql"
}

session() { # session SCRIPT TRANSACTIONS ROUND [OPTION...]: prints what pgbench does
    local out
    # Batches are numbered on from round to round.
    out=$("$BIN/pgbench" -n -M "$mode" -c "$clients" -j $((clients < 2 ? 1 : 2)) -t $((($2 + clients - 1) / clients)) -D rows="$rows" -D b=$(($3 * $2)) -f "$folder/$1" "${@:4}" "$PGDATABASE" 2>&1) || {
        printf '%s\n' "$name, $1:" "$out" >&2
        return 1
    }
    echo "$out"
}

measure() { # measure SUBJECT SCRIPT TRANSACTIONS ROUND: the average time, or the time from one client's transaction to another's; nothing where the operation has no such script
    local out milliseconds
    [ -e "$folder/$2" ] || return 0
    out=$(session "$2" "$3" "$4")
    milliseconds=$(sed -nE 's/^latency average = ([0-9.]+) ms$/\1/p' <<<"$out" | awk -v clients="$clients" '{ print $1 / clients }')
    echo "$name $1 ${milliseconds:?}" >>"$results"
}

# Every other round goes the other way round: who comes first finds less of its table in memory, and who comes after it on the same table more.
in_turn() { # in_turn ROUND SUBJECT...: the subjects in the order of this round
    local turn subjects=("${@:2}")
    for ((turn = 0; turn < ${#subjects[@]}; turn++)); do
        echo "${subjects[$1 % 2 ? ${#subjects[@]} - 1 - turn : turn]}"
    done
}

rounds_for() { # rounds_for TRANSACTIONS: one transaction is a long one
    echo $(($1 == 1 ? few : rounds))
}

measure_operation() { # dyn, plain, hand and heap
    local round subject turns long_heap=0
    # Where the heap takes long it reads so much that the others' tables leave the memory: so it has its rounds for itself.
    [ $heap_transactions -ge 10 ] || [ $transactions = 1 ] || long_heap=1
    turns=$(rounds_for $transactions)
    for ((round = 0; round < turns; round++)); do
        for subject in $(in_turn $round dyn plain hand); do
            measure "$subject" "$subject.sql" $transactions $round
        done
        [ $long_heap = 1 ] || measure heap heap.sql $heap_transactions $round
    done
    for ((round = 0; long_heap && round < few; round++)); do
        measure heap heap.sql $heap_transactions $round
    done
}

measure_pair() { # this and that
    local round subject turns
    turns=$(rounds_for $transactions)
    for ((round = 0; round < turns; round++)); do
        for subject in $(in_turn $round this that); do
            measure "$subject" "$subject.sql" $transactions $round
        done
    done
}

measure_many_tables() { # the same script in two databases: `this` has 10,000 tables, `that` 10
    local round subject
    for ((round = 0; round < rounds; round++)); do
        for subject in $(in_turn $round this that); do
            PGDATABASE=many_$subject measure "$subject" both.sql $transactions $round
        done
    done
}

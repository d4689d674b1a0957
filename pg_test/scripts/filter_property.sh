#!/usr/bin/env bash
# Random nested filters over random records select what a naive evaluator in plain Rust says they do: see
# core/examples/filter_cases.rs, which also says how a failure is repeated. Run it with `pg_test/run script filter_property`.
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$here/lib/tap.sh"

filters=1500
for seed in 1 2 3; do
    cargo run --quiet --release -p dyntables_core --example filter_cases -- $seed 150 $filters >"$work/cases.sql" || exit 1
    # C: the evaluator compares texts by code points.
    "$BIN/psql" -X -q -c 'DROP DATABASE IF EXISTS filter_property' \
        -c "CREATE DATABASE filter_property TEMPLATE template0 LOCALE 'C' ENCODING UTF8" || exit 1
    succeeds "seed $seed: records and filters are made" \
        "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d filter_property -c 'CREATE EXTENSION pg_dyntables' -f "$work/cases.sql"
    is "$(sql filter_property "SELECT count(*) FROM cases")" $filters "seed $seed: there are $filters filters"
    is "$(sql filter_property "SELECT filter, expected, found FROM cases, LATERAL (SELECT ARRAY(
            SELECT (data->>'no')::int FROM dt_query('cases', jsonb_build_object('filter', filter)) ORDER BY 1) AS found) f
        WHERE expected <> found LIMIT 3")" '' "seed $seed: every filter selects what the evaluator does"
    is "$(sql filter_property "SELECT filter FROM cases
        WHERE dt_count('cases', filter) + dt_count('cases', jsonb_build_object('not', filter)) <> dt_count('cases') LIMIT 3")" '' \
        "seed $seed: a filter and its negation divide the records"
    is "$(sql filter_property "SELECT filter FROM cases
        WHERE dt_count('cases', filter) <> cardinality(expected) LIMIT 3")" '' "seed $seed: dt_count agrees"
done

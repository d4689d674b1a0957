#!/usr/bin/env bash
# Random nested filters over random records select what a naive evaluator in plain Rust selects.
# crates/sql/examples/filter_cases/ is the evaluator, and says how to repeat a failure. Run it with `pg_test/run script filter_property`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

filters=1000
seeds=(1 2 3 4)
case_maker filter_cases 100 $filters "${seeds[@]}" >"$work/cases.sql" || exit 1
# The locale is C, because the evaluator compares texts by code points.
"$BIN/psql" -X -q -c 'DROP DATABASE IF EXISTS filter_property' \
    -c "CREATE DATABASE filter_property TEMPLATE template0 LOCALE 'C' ENCODING UTF8" || exit 1
# Without pg_trgm there are no trigram indexes, and the filters select the same.
trgm=(-c 'CREATE EXTENSION pg_trgm')
has_extension pg_trgm || { trgm=(); sed -i '/^SELECT FROM dt_create_index.*"trigram"/d' "$work/cases.sql"; }
succeeds "records and filters are made" \
    "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d filter_property -c 'CREATE EXTENSION pg_dyntables' "${trgm[@]}" -f "$work/cases.sql"
wrong="SELECT query, expected, found FROM cases, LATERAL (SELECT ARRAY(
    SELECT (data->>'no')::int FROM dt_query(table_name, query) ORDER BY 1) AS found) f
    WHERE expected <> found AND table_name ="
for seed in "${seeds[@]}"; do
    is "$(sql filter_property "SELECT count(*) FROM cases WHERE table_name = 'cases_$seed'")" $filters "seed $seed: there are $filters filters"
    is "$(sql filter_property "$wrong 'cases_$seed' LIMIT 3")" '' "seed $seed: every filter selects what the evaluator does"
    is "$(sql filter_property "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan; $wrong 'cases_$seed' LIMIT 3")" '' \
        "seed $seed: also by the indexes, and by plans for any value"
done
# Filters that select all or nothing would prove little.
is "$(sql filter_property "SELECT count(*) FILTER (WHERE cardinality(expected) BETWEEN 1 AND 99) * 2 > count(*) FROM cases")" t \
    'most filters select some records and not others'
is "$(sql filter_property "SELECT query FROM (SELECT *, row_number() OVER () AS n FROM cases) AS c
    WHERE n % 20 = 0 AND dt_page(table_name, query || '{\"limit\": 0}') ->> 'total' <> cardinality(expected)::text LIMIT 3")" '' 'totals agree'
finish

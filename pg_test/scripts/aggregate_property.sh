#!/usr/bin/env bash
# Random aggregate queries over random records return the groups that a naive evaluator in plain Rust computes.
# crates/sql/examples/aggregate_cases.rs is the evaluator, and says how to repeat a failure. Run it with `pg_test/run script aggregate_property`.
set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../lib/tap.sh"

queries=1000
for seed in 1 2 3; do
    case_maker aggregate_cases $seed 120 $queries >"$work/cases.sql" || exit 1
    # The locale is C, because the evaluator compares texts by code points.
    "$BIN/psql" -X -q -c 'DROP DATABASE IF EXISTS aggregate_property' \
        -c "CREATE DATABASE aggregate_property TEMPLATE template0 LOCALE 'C' ENCODING UTF8" || exit 1
    succeeds "seed $seed: records and queries are made" \
        "$BIN/psql" -X -q -v ON_ERROR_STOP=1 -d aggregate_property -c 'CREATE EXTENSION pg_dyntables' -f "$work/cases.sql"
    is "$(sql aggregate_property "SELECT count(*) FROM cases")" $queries "seed $seed: there are $queries queries"
    # Quotients are rounded on both sides. The evaluator's are exact, PostgreSQL's have 16 digits or more.
    is "$(sql aggregate_property "
        CREATE FUNCTION rounded(g jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS \$\$
            SELECT jsonb_object_agg(key, CASE jsonb_typeof(value)
                WHEN 'number' THEN to_jsonb(round(value::numeric, CASE WHEN abs(value::numeric) < 1000 THEN 12 ELSE 3 END))
                ELSE value END) FROM jsonb_each(g) \$\$;
        SELECT query, expected, found FROM cases, LATERAL (
            SELECT coalesce(jsonb_agg(rounded(g)), '[]') AS found FROM dt_aggregate('cases', query) g) f
        WHERE (SELECT coalesce(jsonb_agg(rounded(e)), '[]') FROM jsonb_array_elements(expected) e) <> found LIMIT 2")" '' \
        "seed $seed: every query has the groups that the evaluator says"
done
finish

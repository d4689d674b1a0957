-- An export whose statement is planned with parallel workers, and whose rows do not fit work_mem: they wait in a temporary file.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SELECT dt_create_table('Deals', '{"columns": [{"key": "n", "type": "integer"}, {"key": "name", "type": "text"}]}') ->> 'slug';
SELECT count(*) FROM dt_insert_many('deals', (SELECT jsonb_agg(jsonb_build_object('n', n, 'name', repeat('x', 100))) FROM generate_series(1, 20000) n));
SET work_mem = '64kB';
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SET max_parallel_workers_per_gather = 2;
SELECT dt_explain('deals', '{"columns": ["n"]}') ->> 'plan' LIKE '%Gather%' AS is_parallel;
-- In a select list, one by one; in FROM, all at once; half read.
SELECT count(*), count(DISTINCT line), min(length(line)), max(length(line)) FROM (SELECT dt_export_lines('deals') AS line) AS lines;
SELECT sum(length(piece)) FROM (SELECT dt_export('deals') AS piece) AS pieces;
SELECT count(*) FROM dt_export_lines('deals', '{}', '{"format": "jsonl"}');
SELECT length(line) FROM (SELECT dt_export_lines('deals') AS line LIMIT 3) AS lines;
BEGIN;
DECLARE lines CURSOR FOR SELECT dt_export_lines('deals') AS line;
MOVE 10000 IN lines;
CLOSE lines;
COMMIT;
RESET work_mem;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET max_parallel_workers_per_gather;
CALL drop_tables();

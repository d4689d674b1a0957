-- The demo's flights by hand and in a heap, beside the dynamic table that 3_load.sql has loaded.

CREATE TABLE public.by_hand (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), date date NOT NULL, carrier text NOT NULL, flight bigint NOT NULL, tailnum text, origin text NOT NULL, dest text NOT NULL,
    sched_dep_time bigint NOT NULL, dep_time bigint, dep_delay bigint, sched_arr_time bigint NOT NULL, arr_time bigint, arr_delay bigint, air_time bigint,
    distance float8 NOT NULL, time_hour timestamptz NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
    created_by text DEFAULT current_user, updated_by text DEFAULT current_user, version bigint NOT NULL DEFAULT 1, deleted_at timestamptz
);
INSERT INTO by_hand (date, carrier, flight, tailnum, origin, dest, sched_dep_time, dep_time, dep_delay, sched_arr_time, arr_time, arr_delay, air_time, distance, time_hour)
SELECT date, carrier, flight, tailnum, origin, dest, sched_dep_time, dep_time, dep_delay, sched_arr_time, arr_time, arr_delay, air_time, distance, time_hour FROM staging.flights;
CREATE INDEX ON by_hand (dest, dep_delay, id) WHERE deleted_at IS NULL;
CREATE INDEX ON by_hand (tailnum, id) WHERE deleted_at IS NULL;

CREATE TABLE public.heap (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), table_no int NOT NULL, data jsonb NOT NULL);
INSERT INTO heap (table_no, data) SELECT 1, record FROM staging.batches, jsonb_array_elements(records) AS record WHERE slug = 'flights';
INSERT INTO heap (table_no, data) SELECT 2, record FROM staging.batches, jsonb_array_elements(records) AS record WHERE slug <> 'flights';
CREATE INDEX ON heap (table_no);
CREATE INDEX ON heap USING gin (data jsonb_path_ops);

-- Ends every setup: what is read afterwards is frozen, and index-only scans need no look into a table.
--
-- VACUUM only calls a page all-visible where the commits of its rows are on disk. With synchronous_commit off the last ones are not yet,
-- which in small tables is most of them. So load() runs the setups with it on, and a page that is left over ends the bench here.

VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
DO $$
DECLARE
    missing text;
BEGIN
    SELECT string_agg(format('%s (%s of %s pages)', oid::regclass, relallvisible, relpages), ', ') INTO missing FROM pg_class
    WHERE relkind = 'r' AND relallvisible < relpages AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace);
    IF missing IS NOT NULL THEN
        RAISE 'not all-visible after VACUUM: %', missing;
    END IF;
END
$$;

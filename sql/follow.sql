-- What SQL does to storage tables is refused, or followed by the catalog in the same transaction.

CREATE FUNCTION dt.guard_ddl() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_guard_ddl';
COMMENT ON FUNCTION dt.guard_ddl() IS
    'Refuses DDL on storage tables that the catalog would not know of. Called by the event trigger dt_guard_ddl. Example: SELECT evtname FROM pg_event_trigger WHERE evtfoid = ''dt.guard_ddl''::regproc';

CREATE FUNCTION dt.watch_drops() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_watch_drops';
COMMENT ON FUNCTION dt.watch_drops() IS
    'Remembers whose index is about to be dropped. Called by the event trigger dt_watch_drops. Example: SELECT evtname FROM pg_event_trigger WHERE evtfoid = ''dt.watch_drops''::regproc';

CREATE FUNCTION dt.follow_drops() RETURNS event_trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_follow_drops';
COMMENT ON FUNCTION dt.follow_drops() IS
    'Removes a dynamic table from the catalog when its storage is dropped, and a rule when its index is. Called by the event trigger dt_follow_drops. Example: SELECT evtname FROM pg_event_trigger WHERE evtfoid = ''dt.follow_drops''::regproc';

CREATE EVENT TRIGGER dt_guard_ddl ON ddl_command_end
    WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE', 'CREATE TRIGGER', 'ALTER TRIGGER', 'CREATE RULE', 'ALTER RULE', 'ALTER INDEX',
        'CREATE SEQUENCE', 'ALTER SEQUENCE', 'ALTER VIEW', 'ALTER MATERIALIZED VIEW', 'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE',
        'CREATE SCHEMA', 'ALTER SCHEMA')
    EXECUTE FUNCTION dt.guard_ddl();
COMMENT ON EVENT TRIGGER dt_guard_ddl IS 'Keeps storage tables as pg_dyntables made them';

CREATE EVENT TRIGGER dt_watch_drops ON ddl_command_start
    WHEN TAG IN ('DROP INDEX')
    EXECUTE FUNCTION dt.watch_drops();
COMMENT ON EVENT TRIGGER dt_watch_drops IS 'With dt_follow_drops: a rule ends with its index';

CREATE EVENT TRIGGER dt_follow_drops ON sql_drop
    EXECUTE FUNCTION dt.follow_drops();
COMMENT ON EVENT TRIGGER dt_follow_drops IS 'A dynamic table goes with its storage';

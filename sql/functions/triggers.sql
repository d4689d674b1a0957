-- What the triggers of storage tables call.

CREATE FUNCTION dt.validate_record() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_validate_record';
COMMENT ON FUNCTION dt.validate_record() IS
    'Validates and normalises a record, whoever writes it. Called by the trigger dt_validate of every storage table. Example: SELECT tgrelid::regclass FROM pg_trigger WHERE tgfoid = ''dt.validate_record''::regproc';

CREATE FUNCTION dt.limit_records() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_limit_records';
COMMENT ON FUNCTION dt.limit_records() IS
    'Refuses a record beyond the setting max_records. Called by the triggers dt_limit and dt_limit_restored of storage tables with that setting. Example: SELECT tgrelid::regclass FROM pg_trigger WHERE tgfoid = ''dt.limit_records''::regproc';

CREATE FUNCTION dt.keep_file_refs() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_keep_file_refs';
COMMENT ON FUNCTION dt.keep_file_refs() IS
    'Keeps in dt.file_refs which records refer to which files. Called by the triggers dt_files and dt_files_truncate of storage tables with columns for files. Example: SELECT tgrelid::regclass FROM pg_trigger WHERE tgfoid = ''dt.keep_file_refs''::regproc';

CREATE FUNCTION dt.record_history() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_record_history';
COMMENT ON FUNCTION dt.record_history() IS
    'Writes changes of records into dt.history. Called by the triggers dt_history and dt_history_truncate of storage tables, unless the setting enable_revisions is false. Example: SELECT tgrelid::regclass FROM pg_trigger WHERE tgfoid = ''dt.record_history''::regproc';

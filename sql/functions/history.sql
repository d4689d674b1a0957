-- What the statements that read the history call for each entry.

CREATE FUNCTION dt.shown_changes(changes jsonb, entry_no bigint, past jsonb) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_shown_changes';
COMMENT ON FUNCTION dt.shown_changes(jsonb, bigint, jsonb) IS
    'Returns the changes of an entry by the keys of today, without those of columns that are not shown. Called by dt_history. Example: SELECT dt.shown_changes(''{"a": {"old": 1}}'', 5, ''{"shown": ["b"], "steps": [[7, {"from": "a", "to": "b"}]]}'')';

CREATE FUNCTION dt.changes_of(data jsonb, side text) RETURNS jsonb
    IMMUTABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_changes_of';
COMMENT ON FUNCTION dt.changes_of(jsonb, text) IS
    'Returns the whole of a record''s data as changes: as new values, or as old ones. Called by dt_history. Example: SELECT dt.changes_of(''{"a": 1}'', ''new'')';

CREATE FUNCTION dt.roll_back(data jsonb, entry_no bigint, entries jsonb, past jsonb) RETURNS jsonb
    STABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_roll_back';
COMMENT ON FUNCTION dt.roll_back(jsonb, bigint, jsonb, jsonb) IS
    'Returns the data of a record before the changes of some entries, newest first, as it would be read today. entry_no is the number of the entry that has the data; NULL for a record of today. Called by dt_history, dt_as_of and dt_revert. Example: SELECT dt.roll_back(''{"a": 2}'', NULL, ''[[5, {"a": {"old": 1, "new": 2}}]]'', ''{}'')';

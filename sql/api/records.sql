-- Records, one at a time and by filter.

CREATE FUNCTION dt_insert(
    table_name text,
    data jsonb,
    id uuid DEFAULT NULL,
    options jsonb DEFAULT '{}'
) RETURNS dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_insert';
COMMENT ON FUNCTION dt_insert(text, jsonb, uuid, jsonb) IS
    'Validates and stores a record. Options: typecast and those that say how it reads. Example: SELECT * FROM dt_insert(''deals'', ''{"name": "Acme", "amount": 1200}'')';

CREATE FUNCTION dt_validate(
    table_name text,
    data jsonb,
    options jsonb DEFAULT '{}'
) RETURNS jsonb
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_validate';
COMMENT ON FUNCTION dt_validate(text, jsonb, jsonb) IS
    'Returns what dt_insert would store, and every fault; writes nothing. Example: SELECT dt_validate(''deals'', ''{"amount": -1}'')';

CREATE FUNCTION dt_get(
    table_name text,
    id uuid
) RETURNS SETOF dt.record
    STABLE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_get';
COMMENT ON FUNCTION dt_get(text, uuid) IS
    'Returns a record by its id: one row or none. Example: SELECT data FROM dt_get(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'')';

CREATE FUNCTION dt_update(
    table_name text,
    id uuid,
    patch jsonb,
    expected_version bigint DEFAULT NULL,
    options jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_update';
COMMENT ON FUNCTION dt_update(text, uuid, jsonb, bigint, jsonb) IS
    'Merges a patch into a record: null removes a key, the rest stays. Options as dt_insert. Example: SELECT data FROM dt_update(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'', ''{"amount": 5}'')';

CREATE FUNCTION dt_replace(
    table_name text,
    id uuid,
    data jsonb,
    expected_version bigint DEFAULT NULL,
    options jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_replace';
COMMENT ON FUNCTION dt_replace(text, uuid, jsonb, bigint, jsonb) IS
    'Replaces the whole data of a record. Options as dt_insert. Example: SELECT data FROM dt_replace(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'', ''{"name": "Globex", "stage": "open"}'')';

CREATE FUNCTION dt_delete(
    table_name text,
    id uuid,
    permanently boolean DEFAULT false
) RETURNS boolean
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_delete';
COMMENT ON FUNCTION dt_delete(text, uuid, boolean) IS
    'Moves a record to the trash, or deletes it if permanently is true; returns false if there is none. Example: SELECT dt_delete(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'')';

CREATE FUNCTION dt_restore(
    table_name text,
    id uuid,
    options jsonb DEFAULT '{}'
) RETURNS SETOF dt.record
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_restore';
COMMENT ON FUNCTION dt_restore(text, uuid, jsonb) IS
    'Takes a record out of the trash; refuses one that breaks rules made since. Options: patch is merged into the record first; typecast and its reading options say how the patch is read. Example: SELECT data FROM dt_restore(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'')';

CREATE FUNCTION dt_delete_many(
    table_name text,
    ids uuid[],
    permanently boolean DEFAULT false
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_delete_many';
COMMENT ON FUNCTION dt_delete_many(text, uuid[], boolean) IS
    'Moves records to the trash, or deletes them if permanently is true; returns how many. Example: SELECT dt_delete_many(''deals'', ARRAY[''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'']::uuid[])';

CREATE FUNCTION dt_update_where(
    table_name text,
    filter jsonb,
    patch jsonb
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_update_where';
COMMENT ON FUNCTION dt_update_where(text, jsonb, jsonb) IS
    'Merges a patch into the records of a filter; returns how many. Example: SELECT dt_update_where(''deals'', ''{"stage": "open"}'', ''{"stage": "lost"}'')';

CREATE FUNCTION dt_delete_where(
    table_name text,
    filter jsonb,
    permanently boolean DEFAULT false
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_delete_where';
COMMENT ON FUNCTION dt_delete_where(text, jsonb, boolean) IS
    'Moves the records of a filter to the trash, or deletes them if permanently is true; returns how many. Example: SELECT dt_delete_where(''deals'', ''{"stage": "lost"}'')';

CREATE FUNCTION dt_empty_trash(
    table_name text,
    older_than interval DEFAULT '30 days'
) RETURNS bigint
    VOLATILE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_empty_trash';
COMMENT ON FUNCTION dt_empty_trash(text, interval) IS
    'Deletes the records that have been in the trash for longer than an interval; returns how many. Example: SELECT dt_empty_trash(''deals'', ''7 days'')';

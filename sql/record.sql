-- What every storage table is made of: the functions that the defaults of a record call, and the row type.

CREATE FUNCTION dt.uuid7() RETURNS uuid
    VOLATILE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_uuid7';
COMMENT ON FUNCTION dt.uuid7() IS
    'Returns the next record id, a UUIDv7: ids sort by time, also within a millisecond of one session. Called by the default of id. Example: SELECT dt.uuid7()';

CREATE FUNCTION dt.caller() RETURNS text
    STABLE PARALLEL SAFE
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_caller';
COMMENT ON FUNCTION dt.caller() IS
    'Returns the calling user''s id: the setting dt.user_id, else the JWT claim sub, else the role that logged in. Called by the defaults of created_by and updated_by, and by updates. Example: SELECT dt.caller()';

-- The row type of every function that returns records, and the template of storage tables.
-- It never holds a row.

CREATE TABLE dt.record (
    id         uuid        NOT NULL DEFAULT dt.uuid7(),
    data       jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    updated_at timestamptz NOT NULL DEFAULT pg_catalog.now(),
    created_by text        DEFAULT dt.caller(),
    updated_by text        DEFAULT dt.caller(),
    version    bigint      NOT NULL DEFAULT 1
);
COMMENT ON TABLE dt.record IS 'The row type of records; the template of the tables in dt_data; never holds a row itself';
COMMENT ON COLUMN dt.record.id IS 'The id of the record, a UUIDv7: ids sort by creation';
COMMENT ON COLUMN dt.record.data IS 'The values, by column key';
COMMENT ON COLUMN dt.record.created_at IS 'When the record was created';
COMMENT ON COLUMN dt.record.updated_at IS 'When the record was last changed';
COMMENT ON COLUMN dt.record.created_by IS 'Who created the record: an id of dt.caller()';
COMMENT ON COLUMN dt.record.updated_by IS 'Who changed the record last: an id of dt.caller()';
COMMENT ON COLUMN dt.record.version IS '1 at first, one more with every change';

-- What the triggers of storage tables call.

CREATE FUNCTION dt.validate_record() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_validate_record';
COMMENT ON FUNCTION dt.validate_record() IS
    'Trigger of every storage table: validates and normalises a record. Example: CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON dt_data.deals_1 FOR EACH ROW EXECUTE FUNCTION dt.validate_record()';

CREATE FUNCTION dt.limit_records() RETURNS trigger
    LANGUAGE c AS 'MODULE_PATHNAME', 'dt_limit_records';
COMMENT ON FUNCTION dt.limit_records() IS
    'Trigger of storage tables with the setting max_records. Example: CREATE TRIGGER dt_limit AFTER INSERT ON dt_data.deals_1 FOR EACH ROW WHEN (NEW.deleted_at IS NULL) EXECUTE FUNCTION dt.limit_records()';

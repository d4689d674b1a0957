-- A dry run foretells everything that would refuse the change, and changes nothing.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Deals', '{"columns": [{"key": "v", "type": "text"}, {"key": "mail", "type": "text"}, {"key": "w", "type": "text"}, {"key": "u", "type": "integer"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('deals', '[{"v": "1", "mail": "a@b.de", "w": "x", "u": 1}, {"v": "1.0", "mail": "A@b.de", "w": "", "u": 2}, {"v": "abc", "mail": "none", "w": "2", "u": 3}]');

-- The same error twice: foretold, and met. Ids differ from run to run.

CREATE FUNCTION foreseen(key text, changes jsonb) RETURNS TABLE (foretold text, met text) LANGUAGE plpgsql AS $$
DECLARE
    dry text := regexp_replace(try(format('SELECT dt_alter_column(''deals'', %L, %L)', key, changes || '{"dry_run": true}')), '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', 'g');
    wet text;
BEGIN
    BEGIN
        wet := regexp_replace(try(format('SELECT dt_alter_column(''deals'', %L, %L)', key, changes)), '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', 'g');
        RAISE EXCEPTION 'undo' USING ERRCODE = 'ZZ000';
    EXCEPTION WHEN SQLSTATE 'ZZ000' THEN NULL;
    END;
    RETURN QUERY SELECT left(dry, 90), CASE WHEN left(wet, 60) = left(dry, 60) THEN 'the same' ELSE left(wet, 90) END;
END $$;
SELECT changes, b.* FROM unnest(ARRAY['{"unique": true}', '{"type": "number"}', '{"type": "number", "unique": true, "on_failure": "null"}', '{"type": "number", "unique": true, "on_failure": "keep"}',
    '{"type": "number", "required": true, "on_failure": "null"}', '{"type": "number", "required": true, "on_failure": "keep"}', '{"type": "number", "on_failure": "keep"}',
    '{"type": "decimal", "unique": true, "on_failure": "null", "key": "renamed"}', '{"type": "number", "required": true, "on_failure": "null", "default": 5, "backfill": true}']::jsonb[]) AS changes, foreseen('v', changes) AS b \gx
SELECT changes, b.* FROM unnest(ARRAY['{"type": "email", "unique": true, "on_failure": "keep"}', '{"unique": true}']::jsonb[]) AS changes, foreseen('mail', changes) AS b \gx
SELECT changes, b.* FROM unnest(ARRAY['{"required": true}', '{"required": true, "default": "y", "backfill": true}', '{"unique": true, "default": "x", "backfill": true}', '{"backfill": true}']::jsonb[]) AS changes, foreseen('w', changes) AS b \gx

-- A unique index over several columns is foretold, too.

SELECT dt_create_index('deals', ARRAY['v', 'w'], '{"unique": true}') IS NOT NULL AS made;
SELECT FROM dt_update_where('deals', '{"w": ""}', '{"w": "x"}');
SELECT b.* FROM foreseen('v', '{"type": "number", "on_failure": "null"}') AS b;
SELECT key, type, required, is_unique FROM dt_columns('deals');
BEGIN READ ONLY;
SELECT try($$SELECT dt_alter_column('deals', 'v', '{"type": "number", "unique": true, "on_failure": "null", "dry_run": true}')$$) ~ '^23505' AS refused;
COMMIT;

DROP FUNCTION foreseen;
CALL drop_tables();

-- Exports: what there is of a table for the caller, and nothing else. A reader may export.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\pset format unaligned
\t on
SET row_security = on;
SET dt.user_id = 'boss';
SELECT dt_create_table('Staff', '{"row_access": "owner", "columns": [{"key": "name", "type": "text"}, {"key": "salary", "type": "integer",
    "permissions": {"read": "admin"}},
    {"key": "old", "type": "text"}]}') ->> 'slug';
SELECT dt_share('staff', 'viewer', 'view'), dt_share('staff', 'editor', 'edit');
SELECT count(*) FROM dt_insert_many('staff', '[{"name": "Ada", "salary": 100, "old": "x"}]');
SET dt.user_id = 'editor';
SELECT count(*) FROM dt_insert_many('staff', '[{"name": "Ed", "old": "y"}]');
SET dt.user_id = 'boss';
SELECT dt_drop_column('staff', 'old') IS NOT NULL;
SELECT dt_export_lines('staff');
SELECT dt_export_lines('staff', '{"sort": "name"}', '{"format": "jsonl"}');
SET dt.user_id = 'editor';
SELECT dt_export_lines('staff');
SELECT dt_export_lines('staff', '{}', '{"format": "jsonl"}');
SELECT convert_from(dt_export('staff', '{}', '{"format": "json"}'), 'UTF8');
SELECT try($q$SELECT dt_export_lines('staff', '{}', '{"columns": ["salary"]}')$q$);
SELECT try($q$SELECT dt_export_lines('staff', '{"columns": ["old"]}')$q$);
SELECT try($q$SELECT dt_export_lines('staff', '{"filter": {"salary": 100}}')$q$);
SET dt.user_id = 'stranger';
SELECT dt_export_lines('staff');

-- ## Rights of roles
RESET dt.user_id;
CREATE ROLE test_export_reader;
SELECT dt_grant('test_export_reader', 'reader');
SELECT dt_create_table('Open', '{"columns": [{"key": "name", "type": "text"}]}') IS NOT NULL;
SELECT count(*) FROM dt_insert_many('open', '[{"name": "a"}]');
SET ROLE test_export_reader;
SELECT dt_export_lines('open');
SELECT convert_from(dt_export('open'), 'UTF8');
RESET ROLE;
SELECT dt_revoke('test_export_reader', 'reader');
SET ROLE test_export_reader;
SELECT dt_export_lines('open');
RESET ROLE;
DROP ROLE test_export_reader;
-- Values that could not be converted stay behind; they are in an export that asks for them.
SELECT dt_alter_column('open', 'name', '{"type": "integer", "on_failure": "keep"}') -> 'failed';
SELECT dt_export_lines('open', '{}', o) FROM unnest(ARRAY['{}', '{"format": "jsonl"}', '{"format": "jsonl", "columns": ["_unconverted"]}',
    '{"columns": ["name", "_unconverted"]}']::jsonb[]) AS o;
CALL drop_tables();

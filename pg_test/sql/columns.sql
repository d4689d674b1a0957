-- Columns are added, altered, dropped, restored, reordered and listed. The records follow.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Deals', '{"columns": [{"key": "name", "type": "text"}]}') ->> 'slug' AS slug;
SELECT count(*) FROM dt_insert_many('deals', '[{"name": "Acme"}, {"name": "Globex"}, {"name": "Initech"}]');

-- ## Add

SELECT jsonb_pretty(dt_add_column('deals', 'stage', 'select', '{"label": "Stage ★", "config": {"options": ["open", "won"]},
    "default": "open", "index": true, "description": "How far", "width": 200, "visible": false}')) AS "column";
SELECT dt_add_column('deals', 'amount', 'number');
SELECT key, label, type, config, required, is_unique, indexed, default_value, description, position, width, visible, deleted_at FROM dt_columns('deals') \gx
SELECT bool_and(created_at = updated_at) AS times FROM dt_columns('deals');

-- Records that exist do not change. A default applies to later writes.

SELECT data, version FROM dt_query('deals', '{"sort": "name"}');
SELECT data FROM dt_insert('deals', '{"name": "Umbrella"}');

-- ## Keys

SELECT key, split_part(try(format('SELECT dt_add_column(''deals'', %L, ''text'')', key)), E'\n', 1) AS error
FROM unnest(ARRAY['a', '_', '_x1', '__proto__', 'constructor', 'select', 'filter', 'name2', repeat('k', 63)]) AS key;
SELECT left(key, 40) AS key, try(format('SELECT dt_add_column(''deals'', %L, ''text'')', key)) AS error
FROM unnest(ARRAY['', 'Name', '1a', 'a b', 'a-b', 'a.b', 'größe', '💥', 'a"b', '''; drop table x; --', repeat('k', 64), repeat('k', 300), 'id', 'data',
    'version', 'created_at', 'updated_by']) AS key \gx
SELECT data FROM dt_insert('deals', '{"name": "Vodd", "__proto__": "p", "select": "s", "constructor": "c"}');
SELECT dt_count('deals', '{"__proto__": "p", "select": "s"}') AS found;
SELECT count(dt_drop_column('deals', key, true)::text) AS dropped FROM dt_columns('deals') WHERE key NOT IN ('name', 'stage', 'amount');

-- Labels and descriptions may say anything.

SELECT dt_alter_column('deals', 'amount', jsonb_build_object('label', '''; drop table "x"; -- 💥' || repeat('!', 300),
    'description', E'two\nlines')) ->> 'label' = '''; drop table "x"; -- 💥' || repeat('!', 300) AS label;
SELECT dt_alter_column('deals', 'amount', '{"label": null, "description": null}') ->> 'label' AS label;

-- ## Rename: data, indexes and rules follow

SELECT dt_alter_column('deals', 'name', '{"unique": true}') -> 'unique' AS unique;
SELECT dt_create_index('deals', ARRAY['stage', 'name']) ~ '^deals_\d+_stage_name' AS index;
SELECT c ->> 'key' AS key, c ->> 'label' AS label FROM dt_alter_column('deals', 'name', '{"key": "title"}') AS c;
SELECT data FROM dt_query('deals', '{"sort": "title"}');
SELECT columns, kind, is_unique, valid FROM dt_indexes('deals') ORDER BY columns;
SELECT try($$SELECT dt_insert('deals', '{"title": "Acme"}')$$);
SELECT try($$SELECT dt_insert('deals', '{"name": "Acme"}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'title', '{"key": "stage"}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'title', '{"key": "No Key"}')$$);

-- A label of its own stays as it is.

SELECT c ->> 'key' AS key, c ->> 'label' AS label FROM dt_alter_column('deals', 'stage', '{"key": "phase"}') AS c;
SELECT c ->> 'key' AS key, c ->> 'label' AS label FROM dt_alter_column('deals', 'phase', '{"key": "stage", "label": "Stage"}') AS c;

-- ## Required: every record must have a value

SELECT count(*) FROM dt_insert_many('deals', '[{}, {}, {"title": ""}]');
SELECT regexp_replace(try($$SELECT dt_alter_column('deals', 'title', '{"required": true}')$$), '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', 'g') AS error;
SELECT required FROM dt_columns('deals') WHERE key = 'title';

-- The error names the first five ids.

DO $$
DECLARE
    detail jsonb;
BEGIN
    PERFORM dt_insert_many('deals', (SELECT jsonb_agg('{}'::jsonb) FROM generate_series(1, 10)));
    PERFORM dt_alter_column('deals', 'title', '{"required": true}');
EXCEPTION WHEN not_null_violation THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RAISE NOTICE 'count %, ids %', detail #> '{0,count}', jsonb_array_length(detail #> '{0,ids}');
END
$$;
SELECT try($$SELECT dt_add_column('deals', 'must', 'text', '{"required": true, "default": "x"}')$$) ~ '^23502 ' AS "nor can a column be added as required";

-- Records in the trash do not count.

SELECT dt_delete_where('deals', '{"title": {"is_empty": true}}') AS trashed;
SELECT dt_alter_column('deals', 'title', '{"required": true}') -> 'required' AS required;
SELECT try($$SELECT dt_insert('deals', '{}')$$) LIKE '23514%required%' AS required;
SELECT dt_alter_column('deals', 'title', '{"required": false}') -> 'required' AS required;
SELECT dt_empty_trash('deals', '0') AS deleted;

-- ## Backfill: the default is written into the records that lack the key, in one call with required

SELECT data, version FROM dt_query('deals', '{"sort": "title"}');
SELECT c -> 'required' AS required FROM dt_alter_column('deals', 'stage', '{"backfill": true, "required": true}') AS c;
SELECT data, version FROM dt_query('deals', '{"sort": "title"}');
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"backfill": true}')$$);
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"backfill": "yes"}')$$);
SELECT c -> 'default' AS default FROM dt_alter_column('deals', 'amount', '{"default": 0.50, "backfill": true}') AS c;
SELECT data -> 'amount' AS amount, count(*) FROM dt_query('deals') GROUP BY 1;

-- A unique column cannot be filled with one value.

SELECT dt_add_column('deals', 'code', 'text', '{"unique": true, "default": "x"}') -> 'unique' AS unique;
SELECT try($$SELECT dt_alter_column('deals', 'code', '{"backfill": true}')$$);
SELECT dt_drop_column('deals', 'code', true);

-- ## A default must be a valid value, and null removes it

SELECT changes, try(format('SELECT dt_alter_column(''deals'', ''stage'', %L)', changes)) AS error
FROM unnest(ARRAY['{"default": "lost"}', '{"default": 5}', '{"default": ["open"]}', '{"default": ""}']) AS changes \gx
SELECT dt_alter_column('deals', 'stage', '{"default": null}') -> 'default' AS default;

-- A change that makes the default invalid is refused, too.

SELECT dt_alter_column('deals', 'amount', '{"default": 5}') -> 'default' AS default;
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"max": 4}}')$$);

-- ## A config that stored values do not satisfy

SELECT dt_alter_column('deals', 'amount', '{"default": null, "config": {"max": 100}}') -> 'config' AS config;
SELECT regexp_replace(try($$SELECT dt_alter_column('deals', 'amount', '{"config": {"max": 0.25}}')$$), '[0-9a-f]{8}-[0-9a-f-]{27}', 'ID', 'g') AS error;
SELECT config FROM dt_columns('deals') WHERE key = 'amount';
SELECT dt_alter_column('deals', 'amount', '{"config": null}') -> 'config' AS config;

-- ## Unique and index: made and removed

SELECT dt_update_where('deals', '{"all": true}', '{"amount": 7}') AS updated;
SELECT try($$SELECT dt_alter_column('deals', 'amount', '{"unique": true}')$$);
SELECT dt_alter_column('deals', 'amount', '{"index": true}') -> 'index' AS index;
SELECT columns, is_unique FROM dt_indexes('deals') WHERE columns = '{amount}';
SELECT dt_alter_column('deals', 'amount', '{"index": false}') -> 'index' AS index;
SELECT columns, is_unique FROM dt_indexes('deals') WHERE columns = '{amount}';

-- ## Type: convert_values.sql and its neighbours show what happens to the values

SELECT dt_alter_column('deals', 'amount', '{"type": "number", "width": 90}') -> 'width' AS "the same type is no change";

-- ## Drop to the trash: the values stay in the records, and come back

SELECT dt_alter_column('deals', 'title', '{"required": true}') -> 'required' AS required;
SELECT dt_drop_column('deals', 'title');
SELECT key FROM dt_columns('deals');
SELECT key, deleted_at IS NOT NULL AS deleted FROM dt_columns('deals', 'only');
SELECT key FROM dt_columns('deals', 'include');
SELECT data FROM dt_query('deals', '{"limit": 1}');
SELECT columns FROM dt_indexes('deals');
SELECT f AS call, split_part(try(f), E'\n', 1) AS error
FROM unnest(ARRAY['SELECT dt_insert(''deals'', ''{"stage": "won", "title": "x"}'')', 'SELECT dt_count(''deals'', ''{"title": "Acme"}'')',
    'SELECT dt_alter_column(''deals'', ''title'', ''{"width": 1}'')', 'SELECT dt_drop_column(''deals'', ''title'')',
    'SELECT dt_update_where(''deals'', ''{"all": true}'', ''{"title": "x"}'')',
    'SELECT dt_update_where(''deals'', ''{"all": true}'', ''{"title": null}'')']) AS f;
SELECT try($$SELECT dt_add_column('deals', 'title', 'number')$$);
SELECT try($$SELECT dt_alter_column('deals', 'stage', '{"key": "title"}')$$);
SELECT dt_update_where('deals', '{"all": true}', '{"amount": 8}') AS "other columns can be written";
SELECT id FROM dt_query('deals', '{"sort": "id", "limit": 1}') \gset
SELECT data FROM dt_replace('deals', :'id', '{"stage": "won"}');
SELECT dt_restore_column('deals', 'title') ->> 'key' AS key;
SELECT data FROM dt_query('deals', '{"sort": "title"}');
SELECT columns, is_unique FROM dt_indexes('deals') ORDER BY columns;
SELECT try($$SELECT dt_restore_column('deals', 'title')$$);

-- A required column cannot come back while newer records lack it.

SELECT dt_drop_column('deals', 'title');
SELECT data FROM dt_insert('deals', '{"stage": "open"}');
SELECT try($$SELECT dt_restore_column('deals', 'title')$$)
    ~ '^23502 column "title" of table "deals" cannot be required: 1 record has no value for it' AS refused;
SELECT dt_delete_where('deals', '{"stage": "open", "amount": {"is_empty": true}}', true) AS deleted;
SELECT dt_restore_column('deals', 'title') ->> 'key' AS key;

-- ## Drop permanently: the values are gone

SELECT dt_drop_column('deals', 'amount', true);
SELECT format('SELECT data FROM %s ORDER BY id', dt_describe('deals') ->> 'storage') AS stored \gset
:stored;
SELECT dt_drop_column('deals', 'title');
SELECT dt_drop_column('deals', 'title', true);
:stored;
SELECT key FROM dt_columns('deals', 'include');
SELECT dt_add_column('deals', 'title', 'integer') ->> 'type' AS type;

-- ## Order

SELECT count(dt_add_column('deals', k, 'text')) FROM unnest(ARRAY['a', 'b', 'c']) AS k;
SELECT dt_reorder_columns('deals', ARRAY['c', 'stage']);
SELECT string_agg(key, ' ' ORDER BY position) AS order FROM dt_columns('deals');
SELECT string_agg(c ->> 'key', ' ') AS order FROM jsonb_array_elements(dt_describe('deals') -> 'columns') AS c;
SELECT dt_reorder_columns('deals', ARRAY[]::text[]);
SELECT string_agg(key, ' ' ORDER BY position) AS order FROM dt_columns('deals');
SELECT try($$SELECT dt_reorder_columns('deals', ARRAY['a', 'a'])$$);
SELECT try($$SELECT dt_reorder_columns('deals', ARRAY['a', 'z'])$$);
SELECT try($$SELECT dt_reorder_columns('deals', ARRAY['a', NULL])$$);

CALL drop_tables();

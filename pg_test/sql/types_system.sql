-- created_at, updated_at, created_by and updated_by are fields of the record. They are shown in data where such a column exists.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`

SELECT dt_create_table('Visits', '{"columns": [{"key": "v", "type": "text"}]}') ->> 'slug' AS slug;
SET dt.user_id = 'ann';
SELECT id FROM dt_insert('visits', '{"v": "one"}') \gset

-- ## A new column shows at once for existing records, and its key may differ from the type

SELECT dt_add_column('visits', 'created_at', 'created_at') ->> 'type' AS type;
SELECT dt_add_column('visits', 'changed', 'updated_at', '{"label": "Last change"}') ->> 'key' AS key;
SELECT dt_add_column('visits', 'created_by', 'created_by') ->> 'type' AS type;
SELECT dt_add_column('visits', 'by', 'updated_by') ->> 'type' AS type;

SELECT r.data ->> 'v' AS v, r.data ->> 'created_at' = dt.iso_timestamp(r.created_at) AS created_at,
    r.data ->> 'changed' = dt.iso_timestamp(r.updated_at) AS changed,
    r.data ->> 'created_by' AS created_by, r.data ->> 'by' AS by
FROM dt_get('visits', :'id') AS r;

-- The fields are not stored in data.

SELECT format('SELECT data FROM %s', dt_describe('visits') ->> 'storage') AS query \gset
:query;

-- ## They follow the record

SET dt.user_id = 'bob';
SELECT r.data ->> 'created_by' AS created_by, r.data ->> 'by' AS by, r.updated_by, r.version FROM dt_update('visits', :'id', '{"v": "two"}') AS r;
SELECT data ->> 'by' AS by FROM dt_query('visits', '{"filter": {"by": "bob", "created_by": "ann"}, "columns": ["by"]}');
RESET dt.user_id;

-- ## Nobody can write them

SELECT key, given, put('visits', given, key) AS fault
FROM (VALUES ('created_at', '"2020-01-01T00:00:00Z"'), ('changed', 'null'), ('created_by', '"eve"'), ('by', '5')) AS g(key, given);
SELECT try(format('SELECT dt_update(''visits'', %L, ''{"by": "eve"}'')', :'id'));
SELECT try(format('SELECT dt_replace(''visits'', %L, (SELECT data FROM dt_get(''visits'', %1$L)))',
    :'id')) LIKE '23514 %"created_at": it is read-only (and 3 more faults)%' AS "what was read cannot be written back whole";

-- ## They have no rules of their own

SELECT changes, try(format('SELECT dt_alter_column(''visits'', ''by'', %L)', changes)) AS error
FROM unnest(ARRAY['{"required": true}', '{"unique": true}', '{"default": "me"}', '{"config": {"format": "x"}}']) AS changes;

-- A reserved key is free only for the type of its name.

SELECT try($$SELECT dt_add_column('visits', 'updated_at', 'datetime')$$);
SELECT try($$SELECT dt_add_column('visits', 'updated_by', 'created_by')$$);

-- ## Renamed, dropped, indexed: the field itself stays

SELECT dt_alter_column('visits', 'by', '{"key": "editor", "index": true}') ->> 'key' AS key;
SELECT columns, kind FROM dt_indexes('visits');
SELECT data ->> 'editor' AS editor FROM dt_get('visits', :'id');
SELECT dt_drop_column('visits', 'editor', true);
SELECT data ? 'editor' AS shown, updated_by FROM dt_get('visits', :'id');

CALL drop_tables();

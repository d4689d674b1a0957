-- What each public function does, in one line with one example; \df+ shows it.

COMMENT ON FUNCTION dt_create_table(text, jsonb) IS
    'Creates a dynamic table; returns its description. Example: SELECT dt_create_table(''Deals'', ''{"columns": [{"key": "name", "type": "text", "required": true}]}'')';

COMMENT ON FUNCTION dt_tables(text) IS
    'Lists the tables of the caller''s organisation and the global ones. Example: SELECT slug, record_estimate FROM dt_tables()';

COMMENT ON FUNCTION dt_describe(text) IS
    'The table with its columns in order, indexes and settings. Example: SELECT dt_describe(''deals'')';

COMMENT ON FUNCTION dt_alter_table(text, jsonb) IS
    'Changes a table''s name, slug, settings or presentation. Example: SELECT dt_alter_table(''deals'', ''{"name": "Opportunities"}'')';

COMMENT ON FUNCTION dt_drop_table(text, boolean) IS
    'Moves a table to the trash; or permanently removes it with its records. Example: SELECT dt_drop_table(''deals'')';

COMMENT ON FUNCTION dt_restore_table(text) IS
    'Takes a table out of the trash. Example: SELECT dt_restore_table(''deals'')';

COMMENT ON FUNCTION dt_json_schema(text) IS
    'The JSON Schema (2020-12) that a record''s data must satisfy. Example: SELECT dt_json_schema(''deals'')';

COMMENT ON FUNCTION dt_add_column(text, text, text, jsonb) IS
    'Adds a column; returns its document. Example: SELECT dt_add_column(''deals'', ''amount'', ''number'', ''{"config": {"min": 0}}'')';

COMMENT ON FUNCTION dt_alter_column(text, text, jsonb) IS
    'Changes a column; key renames it, type converts its values (dry_run, on_failure, create_options), backfill writes its default into the records that lack it. Example: SELECT dt_alter_column(''deals'', ''amount'', ''{"type": "decimal", "on_failure": "keep"}'')';

COMMENT ON FUNCTION dt_drop_column(text, text, boolean) IS
    'Moves a column to the trash, values kept; or permanently removes it with its values. Example: SELECT dt_drop_column(''deals'', ''amount'')';

COMMENT ON FUNCTION dt_restore_column(text, text) IS
    'Takes a column out of the trash. Example: SELECT dt_restore_column(''deals'', ''amount'')';

COMMENT ON FUNCTION dt_reorder_columns(text, text[]) IS
    'Puts the named columns first, in that order. Example: SELECT dt_reorder_columns(''deals'', ARRAY[''stage'', ''name''])';

COMMENT ON FUNCTION dt_columns(text, text) IS
    'Lists the columns of a table in their order. Example: SELECT key, type FROM dt_columns(''deals'')';

COMMENT ON FUNCTION dt_column_types() IS
    'The column types there are: what they store, the JSON Schema of their config, operators, kinds of index, an example. Where the config can have allow_multiple, operators and index_kinds are those of one value and those of a set together. Example: SELECT name, config_schema FROM dt_column_types()';

COMMENT ON FUNCTION dt_insert(text, jsonb, uuid) IS
    'Validates and stores a record. Example: SELECT * FROM dt_insert(''deals'', ''{"name": "Acme", "amount": 1200}'')';

COMMENT ON FUNCTION dt_insert_many(text, jsonb, jsonb) IS
    'Stores an array of records, all or nothing; returns their ids in order. Options: typecast, create_options, date_order, decimal_mark, time_zone, on_error (with skip a bad record has no id, and its errors). Example: SELECT id, errors FROM dt_insert_many(''deals'', ''[{"name": "Acme", "amount": "1,234.50"}]'', ''{"typecast": true}'')';

COMMENT ON FUNCTION dt_upsert(text, jsonb, text[]) IS
    'Updates the records that agree in unique columns, inserts the others. Example: SELECT * FROM dt_upsert(''deals'', ''[{"name": "Acme", "amount": 5}]'', ARRAY[''name''])';

COMMENT ON FUNCTION dt_validate(text, jsonb, jsonb) IS
    'What dt_insert would store, and every fault; writes nothing. Example: SELECT dt_validate(''deals'', ''{"amount": -1}'')';

COMMENT ON FUNCTION dt_get(text, uuid) IS
    'A record by its id: one row or none. Example: SELECT data FROM dt_get(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'')';

COMMENT ON FUNCTION dt_update(text, uuid, jsonb, bigint) IS
    'Merges a patch into a record: null removes a key, the rest stays. Example: SELECT data FROM dt_update(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'', ''{"amount": 5}'')';

COMMENT ON FUNCTION dt_replace(text, uuid, jsonb, bigint) IS
    'Replaces the whole data of a record. Example: SELECT data FROM dt_replace(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'', ''{"name": "Acme"}'')';

COMMENT ON FUNCTION dt_delete(text, uuid, boolean) IS
    'Moves a record to the trash, or deletes it; false if there is none. Example: SELECT dt_delete(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'')';

COMMENT ON FUNCTION dt_restore(text, uuid, jsonb) IS
    'Takes a record out of the trash; one that breaks rules made since is refused with its faults. Options: patch, with which it is right again, typecast and its reading options. Example: SELECT data FROM dt_restore(''deals'', ''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'')';

COMMENT ON FUNCTION dt_delete_many(text, uuid[], boolean) IS
    'Moves records to the trash, or deletes them; how many. Example: SELECT dt_delete_many(''deals'', ARRAY[''0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c'']::uuid[])';

COMMENT ON FUNCTION dt_update_where(text, jsonb, jsonb) IS
    'Merges a patch into the records of a filter; how many. Example: SELECT dt_update_where(''deals'', ''{"stage": "open"}'', ''{"stage": "lost"}'')';

COMMENT ON FUNCTION dt_delete_where(text, jsonb, boolean) IS
    'Moves the records of a filter to the trash, or deletes them; how many. Example: SELECT dt_delete_where(''deals'', ''{"stage": "lost"}'')';

COMMENT ON FUNCTION dt_empty_trash(text, interval) IS
    'Deletes the records that have been in the trash for longer than an interval; how many. Example: SELECT dt_empty_trash(''deals'', ''7 days'')';

COMMENT ON FUNCTION dt.query_rows(internal) IS
    'How many rows the planner expects of dt_query: the limit of a constant document. Example: dt_query is declared with SUPPORT dt.query_rows';

COMMENT ON FUNCTION dt_query(text, jsonb) IS
    'The records of a query document. Example: SELECT data FROM dt_query(''deals'', ''{"filter": {"amount": {"gt": 1000}}, "sort": "-amount", "limit": 10}'')';

COMMENT ON FUNCTION dt_page(text, jsonb) IS
    'A page of records with their total and the cursors of the pages after and before it, as one JSON document. Example: SELECT dt_page(''deals'', ''{"sort": "name", "limit": 20}'')';

COMMENT ON FUNCTION dt_count(text, jsonb) IS
    'How many records a filter selects. Example: SELECT dt_count(''deals'', ''{"stage": "won"}'')';

COMMENT ON FUNCTION dt_aggregate(text, jsonb) IS
    'Groups records; returns one object per group with what its functions make of it. Example: SELECT * FROM dt_aggregate(''deals'', ''{"group_by": ["stage"], "aggregates": {"n": "count", "total": {"sum": "amount"}}, "sort": "-total"}'')';

COMMENT ON FUNCTION dt_explain(text, jsonb, boolean) IS
    'The SQL, parameters, plan and indexes of a query, with notes on indexes it lacks. Example: SELECT dt_explain(''deals'', ''{"filter": {"stage": "won"}}'') -> ''indexes''';

COMMENT ON FUNCTION dt_create_index(text, text[], jsonb) IS
    'Makes an index over columns; returns its name. kind: btree, trigram, set, search or prefix; unique. Example: SELECT dt_create_index(''deals'', ARRAY[''stage'', ''amount''])';

COMMENT ON FUNCTION dt_index_ddl(text, text[], jsonb) IS
    'The CREATE INDEX CONCURRENTLY statement of an index, to be run outside of a transaction: no write waits for it. Example: SELECT dt_index_ddl(''deals'', ARRAY[''name''], ''{"kind": "search"}'')';

COMMENT ON FUNCTION dt_drop_index(text, text) IS
    'Drops an index. Example: SELECT dt_drop_index(''deals'', ''deals_1_stage_amount_idx'')';

COMMENT ON FUNCTION dt_indexes(text) IS
    'Lists the indexes of a table. Example: SELECT * FROM dt_indexes(''deals'')';

COMMENT ON FUNCTION dt_suggest_indexes(text) IS
    'The indexes that the queries seen would have used, and the statements that make them. Example: SELECT columns, calls, ddl FROM dt_suggest_indexes(''deals'')';

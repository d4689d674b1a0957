-- Two tables of the same columns and records. The caller is a collaborator of one, and has created the records.
SET dt.user_id = 'boss';
SELECT dt_create_table(name, jsonb_build_object('columns', jsonb_agg(column_))
    || CASE WHEN name = 'Guarded' THEN '{"visibility": "private", "row_access": "owner"}' ELSE '{}' END::jsonb)
FROM (VALUES ('Guarded'), ('Unguarded')) AS t(name), jsonb_array_elements(dt_describe('items') -> 'columns') AS column_ GROUP BY name \g /dev/null
SELECT dt_share('guarded', 'member', 'edit') \g /dev/null
SELECT dt_create_index(name, '{stage,amount}') FROM unnest('{guarded,unguarded}'::text[]) name \g /dev/null
SET dt.user_id = 'member';
SELECT count(*) FROM unnest('{guarded,unguarded}'::text[]) name, generate_series(0, 49) batch,
    LATERAL dt_insert_many(name, (SELECT jsonb_agg(document(s)) FROM source s WHERE n BETWEEN batch * 1000 + 1 AND batch * 1000 + 1000)) \g /dev/null
SELECT format('VACUUM ANALYZE %s', dt_describe(name) ->> 'storage') FROM unnest('{guarded,unguarded}'::text[]) name \gexec

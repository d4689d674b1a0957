-- Two empty tables of the 20 columns without indexes.
SELECT dt_create_table(name, jsonb_build_object('columns', jsonb_agg(column_ - 'typed' || CASE WHEN name = 'Three typed' AND column_ ->> 'key' IN ('stage', 'amount', 'priority')
    THEN '{"typed": true}' ELSE '{}' END::jsonb))) FROM (VALUES ('Three typed'), ('None typed')) AS t(name), jsonb_array_elements(dt_describe('items') -> 'columns') AS column_ GROUP BY name \g /dev/null

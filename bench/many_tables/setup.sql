-- A database with many dynamic tables. Variable: tables.

CREATE EXTENSION pg_dyntables;
-- Five columns, as small applications have; one unique.
CREATE PROCEDURE create_tables(first int, last int) LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN first..last LOOP
        PERFORM dt_create_table('Table ' || i, '{"columns": [{"key": "name", "type": "text", "required": true}, {"key": "code", "type": "text", "unique": true},
            {"key": "amount", "type": "number"}, {"key": "due", "type": "date"}, {"key": "stage", "type": "select", "config": {"options": ["a", "b"]}}]}');
        IF i % 50 = 0 THEN COMMIT; END IF;
    END LOOP;
END $$;
CALL create_tables(1, :tables);
SELECT count(*) FROM dt_insert_many('table_1', (SELECT jsonb_agg(jsonb_build_object('name', 'n' || i, 'amount', i, 'stage', 'a')) FROM generate_series(1, 10000) i)) \g /dev/null
SELECT dt_create_index('table_1', '{amount}') \g /dev/null

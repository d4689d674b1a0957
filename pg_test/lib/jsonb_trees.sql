-- scripts/jsonb_roundtrip.sh runs this. It makes random trees, always the same ones, and reads them with PostgreSQL's own functions.

CREATE EXTENSION pg_dyntables;
SELECT setseed(0.25);

CREATE FUNCTION scalar() RETURNS jsonb VOLATILE LANGUAGE sql AS $$
    SELECT (ARRAY['null', 'true', 'false', '0', '-0.0', '""', '[]', '{}', (random() * 1000)::int::text, (random() - 0.5)::numeric::text,
        round((random() * 1e15)::numeric * 1e30)::text, '-1e' || (random() * 300)::int, '1e-' || (random() * 200)::int,
        repeat('9', (random() * 600)::int + 1), to_json(repeat(chr(97 + (random() * 20)::int), (random() * 400)::int))::text, to_json(repeat('🎉',
            (random() * 40)::int))::text, to_json(md5(random()::text))::text])[1 + (random() * 16)::int]::jsonb
$$;
-- Containers have up to 70 elements, because every 32nd entry is written in another way.
CREATE FUNCTION tree(levels int) RETURNS jsonb VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    count_ int := CASE WHEN random() < 0.15 THEN 70 ELSE 6 END * random();
BEGIN
    IF levels <= 0 OR random() < 0.3 THEN
        RETURN scalar();
    ELSIF random() < 0.5 THEN
        RETURN (SELECT coalesce(jsonb_agg(tree(levels - 1 - i % 2)), '[]') FROM generate_series(1, CASE WHEN levels <= 1 THEN count_ * 2 ELSE count_ END) i);
    END IF;
    RETURN (SELECT coalesce(jsonb_object_agg(repeat(chr(97 + i % 26), 1 + i % 7) || i, tree(levels - 1 - i % 2)), '{}') FROM generate_series(1, count_) i);
END
$$;
CREATE TABLE trees (no bigint PRIMARY KEY, tree jsonb);
INSERT INTO trees SELECT i, tree(least(i % 4, 3)::int) FROM generate_series(1, 1500) i;
INSERT INTO trees SELECT 2000 + i, tree FROM generate_series(1, 40) i, LATERAL (SELECT jsonb_object_agg('k' || j, scalar()) FROM generate_series(1,
    i * 9) j) o(tree);
INSERT INTO trees VALUES (3000, to_jsonb(repeat('x', 70000))), (3001, to_jsonb(repeat('9', 5000)::numeric)), (3002, '1e-16000'), (3003, (repeat('[',
    500) || repeat(']', 500))::jsonb);
CREATE VIEW objects AS SELECT * FROM trees WHERE jsonb_typeof(tree) = 'object';

-- Returns whether everything that reads a jsonb reads the value that is due.
CREATE FUNCTION is_read_as(written jsonb, due jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN written = due AND written::text = due::text AND written::text::jsonb = written AND jsonb_send(written) = jsonb_send(due) AND
        pg_column_size(written || '{}') = pg_column_size(due || '{}')
        AND CASE jsonb_typeof(due)
            WHEN 'object' THEN ARRAY(SELECT jsonb_each(written)::text) = ARRAY(SELECT jsonb_each(due)::text) AND (SELECT bool_and(written -> key = value)
                IS NOT false FROM jsonb_each(due))
            WHEN 'array' THEN ARRAY(SELECT jsonb_array_elements(written)) = ARRAY(SELECT jsonb_array_elements(due)) AND written -> -1 IS NOT DISTINCT FROM
                due -> -1
            ELSE written #>> '{}' IS NOT DISTINCT FROM due #>> '{}' END;
EXCEPTION WHEN OTHERS THEN
    RETURN false;
END
$$;

-- A record has no null under a free key, and none of the columns' keys.
CREATE FUNCTION is_record(tree jsonb) RETURNS boolean IMMUTABLE LANGUAGE sql AS $$SELECT NOT EXISTS (SELECT FROM jsonb_each(tree) WHERE value = 'null')$$;
SELECT dt_create_table('Plain', '{"open": true, "columns": []}'), dt_create_table('Changed',
    '{"open": true, "columns": [{"key": "e", "type": "color"}, {"key": "filled", "type": "text", "default": "x"}, {"key": "gone", "type": "text"}]}');
SELECT count(dt_insert('plain', tree)) FROM objects WHERE is_record(tree) AND no < 700;
CREATE VIEW patched AS SELECT q.id, q.data, o.tree AS patch FROM (SELECT *, row_number() OVER (ORDER BY id) AS at FROM dt_query('plain')) q JOIN (SELECT
    tree, row_number() OVER (ORDER BY no DESC) AS at FROM objects WHERE no < 1500) o USING (at);

-- Whatever is done to records in whatever order, dt_as_of returns what dt_query returned at the time, and the history of each record leads
-- from its insert to what it is.

\i `echo "$PG_ABS_SRCDIR/lib/try.sql"`
\i `echo "$PG_ABS_SRCDIR/lib/history.sql"`

SELECT dt_create_table('Many', '{"open": true, "columns": [{"key": "a", "type": "text"}, {"key": "b", "type": "number", "typed": true}, {"key": "c",
    "type": "json"}]}') ->> 'storage' AS storage \gset
CREATE TEMP TABLE moments (n integer PRIMARY KEY, at timestamptz, records jsonb, trash jsonb);

CREATE FUNCTION pg_temp.state(trash text) RETURNS jsonb LANGUAGE sql
RETURN (SELECT jsonb_agg(to_jsonb(q) ORDER BY q.id) FROM dt_query('many', jsonb_build_object('trash', trash)) AS q);

-- Data of few keys and values, so that changes overlap.
CREATE FUNCTION pg_temp.data() RETURNS jsonb LANGUAGE sql VOLATILE
RETURN jsonb_strip_nulls(jsonb_build_object('a', CASE WHEN random() < 0.7 THEN 'text ' || floor(random() * 3) END,
    'b', CASE WHEN random() < 0.7 THEN floor(random() * 5) END, 'c', CASE WHEN random() < 0.5 THEN jsonb_build_object('old', floor(random() * 2),
    'new', '[]'::jsonb) END,
    'free' || floor(random() * 2), CASE WHEN random() < 0.5 THEN random() < 0.5 END));

CREATE FUNCTION pg_temp.act(storage text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    record uuid := id(1 + floor(random() * 6)::integer);
    latest bigint;
BEGIN
    PERFORM set_config('dt.user_id', 'user ' || floor(random() * 3), true);
    CASE floor(random() * 11)::integer
    WHEN 0, 1, 2 THEN
        IF NOT EXISTS (SELECT FROM dt_query('many', jsonb_build_object('filter', jsonb_build_object('id', record), 'trash', 'include'))) THEN
            PERFORM dt_insert('many', pg_temp.data(), record);
        ELSE
            PERFORM dt_update('many', record, pg_temp.data());
        END IF;
    WHEN 3, 4 THEN PERFORM dt_update('many', record, pg_temp.data() || '{"b": null}');
    WHEN 5 THEN PERFORM dt_replace('many', record, pg_temp.data());
    WHEN 6 THEN PERFORM dt_delete('many', record);
    WHEN 7 THEN PERFORM dt_restore('many', record, jsonb_build_object('patch', pg_temp.data()));
    WHEN 8 THEN
        PERFORM dt_delete('many', record, true);
        -- Another record may get the id in the same transaction.
        IF random() < 0.4 THEN
            PERFORM dt_insert('many', pg_temp.data(), record);
        END IF;
    WHEN 9 THEN EXECUTE format('UPDATE %s SET data = data || %L WHERE id >= %L', storage, pg_temp.data(), record);
    ELSE
        SELECT max(version) INTO latest FROM dt_history('many', record, '{"limit": 1}');
        BEGIN
            PERFORM dt_revert('many', record, 1 + floor(random() * latest)::bigint) WHERE latest IS NOT NULL;
        EXCEPTION WHEN invalid_parameter_value THEN
            -- It has no such version: it was inserted anew.
        END;
    END CASE;
END
$$;

SELECT setseed(0.42);
SELECT set_config('test.storage', :'storage', false) \g /dev/null
DO $$
BEGIN
    FOR n IN 1 .. 400 LOOP
        -- Several things in one transaction, too.
        FOR i IN 1 .. 1 + floor(random() * random() * 4)::integer LOOP
            PERFORM pg_temp.act(current_setting('test.storage'));
        END LOOP;
        IF random() < 0.1 THEN
            ROLLBACK;
        ELSE
            COMMIT;
        END IF;
        INSERT INTO moments VALUES (n, clock_timestamp(), pg_temp.state('exclude'), pg_temp.state('only'));
        COMMIT;
    END LOOP;
END
$$;
SELECT count(*) AS moments, count(DISTINCT records) > 100 AS many, max(jsonb_array_length(records)) AS most, count(trash) > 100 AS trash FROM moments;
SELECT action, count(*) > 10 AS some FROM dt.history GROUP BY action ORDER BY action;

-- ## As it was

SELECT count(*) AS differing FROM moments AS m
WHERE records IS DISTINCT FROM (SELECT jsonb_agg(to_jsonb(q) ORDER BY q.id) FROM dt_as_of('many', m.at) AS q)
    OR trash IS DISTINCT FROM (SELECT jsonb_agg(to_jsonb(q) ORDER BY q.id) FROM dt_as_of('many', m.at, '{"trash": "only"}') AS q);
SELECT count(*) AS differing FROM moments AS m
WHERE (SELECT jsonb_agg(to_jsonb(q) ORDER BY q.id) FROM jsonb_to_recordset(records) AS q(id uuid, data jsonb) WHERE (q.data ->> 'b')::float8 >= 2)
    IS DISTINCT FROM (SELECT jsonb_agg(jsonb_build_object('id', q.id, 'data', q.data) ORDER BY q.id) FROM dt_as_of('many', m.at,
    '{"filter": {"b": {"gte": 2}}, "sort": "-b", "limit": 1000}') AS q);

-- ## From the insert to what it is: the changes of a record, one after the other, lead to its data

CREATE FUNCTION pg_temp.after(data jsonb, changes jsonb) RETURNS jsonb LANGUAGE sql
RETURN (SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM (
    SELECT * FROM jsonb_each(data) AS d WHERE NOT changes ? d.key
    UNION ALL SELECT c.key, c.value -> 'new' FROM jsonb_each(changes) AS c WHERE c.value ? 'new') AS all_keys);
DO $$
DECLARE
    record uuid;
    entry record;
    data jsonb;
BEGIN
    FOR record IN SELECT DISTINCT h.record_id FROM dt_history('many', NULL, '{"limit": 100000}') AS h LOOP
        data := NULL;
        FOR entry IN SELECT h.* FROM dt_history('many', record, '{"limit": 100000}') WITH ORDINALITY AS h ORDER BY h.ordinality DESC LOOP
            IF entry.action = 'insert' THEN
                data := '{}';
            END IF;
            IF data IS NOT NULL THEN
                ASSERT NOT EXISTS (SELECT FROM jsonb_each(entry.changes) AS c WHERE (c.value -> 'old') IS DISTINCT FROM (data -> c.key)
                    AND entry.xid IS NOT NULL), format('%s %s: old values', record, entry.version);
                data := pg_temp.after(data, entry.changes);
            END IF;
        END LOOP;
        ASSERT data IS NOT DISTINCT FROM coalesce((SELECT q.data FROM dt_query('many', jsonb_build_object('filter', jsonb_build_object('id', record),
    'trash', 'include')) AS q), '{}'),
            format('%s ends differently', record);
    END LOOP;
END
$$;
CALL drop_tables();

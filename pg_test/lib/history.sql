\set ECHO none
-- The tests of the history include this file.

-- What is listed, without what differs from run to run.
CREATE OR REPLACE FUNCTION history(table_name text, id uuid DEFAULT NULL, options jsonb DEFAULT '{}')
RETURNS TABLE (record text, version bigint, action text, actor text, changes jsonb) LANGUAGE sql BEGIN ATOMIC
    SELECT right(h.record_id::text, 2), h.version, h.action, h.actor, h.changes
    FROM dt_history(table_name, id, options) WITH ORDINALITY AS h ORDER BY h.ordinality;
END;

-- The records of a query as they were.
CREATE OR REPLACE FUNCTION as_of(table_name text, at timestamptz, query jsonb DEFAULT '{"sort": "id"}')
RETURNS TABLE (record text, version bigint, created_by text, updated_by text, data jsonb) LANGUAGE sql BEGIN ATOMIC
    SELECT right(a.id::text, 2), a.version, a.created_by, a.updated_by, a.data
    FROM dt_as_of(table_name, at, query) WITH ORDINALITY AS a ORDER BY a.ordinality;
END;

CREATE OR REPLACE FUNCTION id(n integer) RETURNS uuid RETURN format('00000000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid;
\set ECHO all

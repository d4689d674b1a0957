\set ECHO none
-- The tests of typecast include this file. Their table is called Sheet.

-- The value that a text is read as, NULL where the key is left out, or its faults as `code: message`.
CREATE OR REPLACE FUNCTION read_as(key text, given jsonb, options jsonb DEFAULT '{}') RETURNS text
BEGIN ATOMIC
    SELECT CASE WHEN v -> 'valid' = 'true' THEN (v -> 'data' -> key)::text
        ELSE (SELECT string_agg((f ->> 'code') || ': ' || (f ->> 'message'), '; ') FROM jsonb_array_elements(v -> 'errors') AS f) END
    FROM dt_validate('sheet', jsonb_build_object(key, given), '{"typecast": true}' || options) AS v;
END;
CREATE OR REPLACE FUNCTION read_as(key text, given text, options jsonb DEFAULT '{}') RETURNS text
    RETURN read_as(key, to_jsonb(given), options);
\set ECHO all

\set ECHO none
-- The tests that need the extension pg_trgm include this file. Not every PostgreSQL comes with it, and :lacking says whether this one does not.
SELECT count(*) = 0 AS lacking FROM pg_available_extensions WHERE name = 'pg_trgm' \gset
\if :lacking
\echo 'there is no pg_trgm'
\else
CREATE EXTENSION pg_trgm;
\endif
\set ECHO all

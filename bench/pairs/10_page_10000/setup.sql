-- Walks to page 10,000 by cursors, as a client does, and keeps the query for it. The sort is indexed.
CREATE TABLE page_10000 (query jsonb);
DO $$
DECLARE
    query jsonb := '{"sort": "due", "limit": 50, "total": "none"}';
    page jsonb;
    pages int := 1;
BEGIN
    LOOP
        page := dt_page('items', query);
        -- With fewer records than 10,000 pages: the last page but one.
        EXIT WHEN page -> 'next' = 'null' OR pages = 10000;
        query := query || jsonb_build_object('after', page -> 'next');
        pages := pages + 1;
    END LOOP;
    INSERT INTO page_10000 VALUES (query);
    RAISE NOTICE 'page %', pages;
END
$$;
VACUUM ANALYZE page_10000;

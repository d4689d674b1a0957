-- All columns of the file, as COPY takes them.
SELECT dt_create_table('Imported', jsonb_build_object('columns', (SELECT jsonb_agg(jsonb_build_object('key', key, 'type', CASE
    WHEN key IN ('carrier', 'tailnum', 'origin', 'dest') THEN 'text' WHEN key = 'time_hour' THEN 'datetime' ELSE 'integer' END) ORDER BY n)
    FROM unnest('{year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,flight,tailnum,origin,dest,air_time,distance,hour,minute,time_hour}'::text[])
        WITH ORDINALITY AS c(key, n)))) ->> 'slug' AS slug;
SELECT dt_create_index('imported', '{dest,dep_delay}'), dt_create_index('imported', '{tailnum}');
CREATE TABLE copied (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), year int, month int, day int, dep_time int, sched_dep_time int, dep_delay int, arr_time int,
    sched_arr_time int, arr_delay int, carrier text, flight int, tailnum text, origin text, dest text, air_time int, distance int, hour int, minute int, time_hour timestamptz);
CREATE INDEX ON copied (dest, dep_delay);
CREATE INDEX ON copied (tailnum);

\set n random(1, 20000)
\set v random(1, 1000)
SELECT * FROM dt_update('unkept', item_id(:n), jsonb_build_object('priority', :v::int));

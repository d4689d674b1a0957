-- What 4_measure.sql measured: medians, and what dt_insert_many takes of each hand-made table's time.
\pset footer off
WITH medians AS (
    SELECT part, how, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::numeric AS seconds, how LIKE 'dt_%' AS dynamic
    FROM staging.figures GROUP BY part, how)
SELECT m.how, round(m.seconds, 2) AS seconds, CASE WHEN NOT m.dynamic THEN round(d.seconds / m.seconds, 2) END AS "dt_insert_many takes times as long"
FROM medians m JOIN medians d ON d.part = m.part AND d.dynamic
ORDER BY m.part, m.dynamic DESC, m.how;

-- What 2_measure.sql measured: medians, and what dt_import takes of COPY's time.
\pset footer off
WITH medians AS (
    SELECT indexes, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE how = 'dt_import')::numeric AS import,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FILTER (WHERE how <> 'dt_import')::numeric AS copy
    FROM figures GROUP BY indexes)
SELECT indexes AS "indexes beside the key", round(import, 2) AS "dt_import, s", round(copy, 2) AS "COPY into a table by hand, s", round(import / copy, 2) AS "times as long"
FROM medians ORDER BY 1;

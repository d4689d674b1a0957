SELECT sum(length(piece)) FROM (SELECT dt_export('flights') AS piece) AS pieces;

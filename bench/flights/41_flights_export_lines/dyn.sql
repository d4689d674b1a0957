COPY (SELECT dt_export_lines('flights')) TO '/dev/null';

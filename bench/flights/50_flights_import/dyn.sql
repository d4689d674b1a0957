SELECT dt_import('imported', pg_read_binary_file('copy/flights.csv'), '{"null_values": ["", "NA"]}');

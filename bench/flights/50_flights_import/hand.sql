COPY copied (year, month, day, dep_time, sched_dep_time, dep_delay, arr_time, sched_arr_time, arr_delay, carrier, flight, tailnum, origin, dest, air_time, distance,
    hour, minute, time_hour) FROM 'copy/flights.csv' (FORMAT csv, HEADER, NULL 'NA');

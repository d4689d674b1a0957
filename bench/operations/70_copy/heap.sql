COPY heap (table_no, data) FROM 'copy/heap.copy';

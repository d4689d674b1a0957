COPY dt_data.items_1 (data) FROM 'copy/documents.copy';

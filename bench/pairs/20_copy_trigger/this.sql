COPY dt_data.checked_2 (data) FROM 'copy/documents.copy';

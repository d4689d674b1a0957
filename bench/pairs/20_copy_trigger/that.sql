SET session_replication_role = replica;
COPY dt_data.unchecked_3 (data) FROM 'copy/documents.copy';
RESET session_replication_role;

//! Statements about the files that records refer to.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::Trash;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::rows::condition;
use crate::writer::{Sql, Text, from_fn, list};
use crate::{fragment, statement, write_sql};

/// Whether a record refers to a file that there is for the caller, in a column of this table. `$1` is the file.
pub fn is_seen(table: &Table, key: &str, file: uuid::Uuid, visible: &Predicate) -> Sql {
    statement!(
        "SELECT EXISTS (SELECT FROM dt.file_refs r WHERE r.file_id OPERATOR(pg_catalog.=) {file} \
           AND r.table_no OPERATOR(pg_catalog.=) {no} AND r.column_key OPERATOR(pg_catalog.=) {key} AND r.detached_at IS NULL \
           AND EXISTS (SELECT FROM {table} WHERE id OPERATOR(pg_catalog.=) r.record_id AND {condition}))",
        file = Param::Uuid(*file.as_bytes()),
        no = Param::Int8(table.no),
        key = Text(key),
        table,
        condition = condition(visible, Trash::Include)
    )
}

/// Lets go of the files that no record refers to in a column any more. With `is_kept` the history refers to them.
pub fn lost(table: &Table, key: &ColumnKey, is_kept: bool) -> Sql {
    let change = from_fn(move |sql| match is_kept {
        true => write_sql!(sql, "UPDATE dt.file_refs AS r SET detached_at = pg_catalog.clock_timestamp()"),
        false => write_sql!(sql, "DELETE FROM dt.file_refs AS r"),
    });
    statement!(
        "{change} WHERE r.table_no OPERATOR(pg_catalog.=) {no} AND r.column_key OPERATOR(pg_catalog.=) {name} AND r.detached_at IS NULL \
           AND NOT EXISTS (SELECT FROM {table} WHERE id OPERATOR(pg_catalog.=) r.record_id \
             AND r.file_id::pg_catalog.text OPERATOR(pg_catalog.=) ANY (dt.get_file_ids(data, {key})))",
        change,
        no = Param::Int8(table.no),
        name = Text(key.as_str()),
        table,
        key
    )
}

/// Refers to the files that records have in a column: to finished ones of the table's organisation.
pub fn found(table: &Table, key: &ColumnKey) -> Sql {
    let org = table.sharing.org.as_deref();
    let of_org = from_fn(move |sql| match org {
        Some(org) => write_sql!(sql, "f.org_id OPERATOR(pg_catalog.=) {org}", org = Text(org)),
        None => write_sql!(sql, "true"),
    });
    statement!(
        "INSERT INTO dt.file_refs (file_id, table_no, record_id, column_key) \
         SELECT f.id, {no}, s.id, {name} FROM {table} AS s \
           CROSS JOIN LATERAL pg_catalog.unnest(dt.get_file_ids(s.data, {key})) AS i(id) \
           JOIN dt.files f ON f.id OPERATOR(pg_catalog.=) i.id::pg_catalog.uuid \
         WHERE f.content_id IS NOT NULL AND {of_org} FOR KEY SHARE OF f \
         ON CONFLICT (file_id, table_no, column_key, record_id) DO UPDATE SET detached_at = NULL",
        no = Param::Int8(table.no),
        name = Text(key.as_str()),
        table,
        key,
        of_org
    )
}

/// The files elsewhere that records refer to: bucket, path, table, column, record. `bucket` is the only one that is asked for.
pub fn elsewhere(places: &[(Table, Vec<String>)], bucket: Option<&str>, limit: Option<i64>) -> Sql {
    let of_column = |table, key| {
        let of_bucket = bucket.map(|bucket| {
            fragment!(
                " AND e.entry OPERATOR(pg_catalog.->>) 'bucket' OPERATOR(pg_catalog.=) {bucket}",
                bucket = Text(bucket)
            )
        });
        from_fn(move |sql| {
            let table: &Table = table;
            let key: &String = key;
            write_sql!(
                sql,
                "SELECT e.entry OPERATOR(pg_catalog.->>) 'bucket', e.entry OPERATOR(pg_catalog.->>) 'path', {slug}::pg_catalog.text, \
                   {key}::pg_catalog.text, s.id FROM {table} AS s CROSS JOIN LATERAL pg_catalog.jsonb_array_elements( \
                     CASE pg_catalog.jsonb_typeof(s.data OPERATOR(pg_catalog.->) {key}) WHEN 'array' THEN s.data OPERATOR(pg_catalog.->) {key} \
                     WHEN 'object' THEN pg_catalog.jsonb_build_array(s.data OPERATOR(pg_catalog.->) {key}) ELSE '[]' END) AS e(entry) \
                 WHERE e.entry OPERATOR(pg_catalog.->>) 'path' IS NOT NULL{of_bucket}",
                slug = Text(table.slug.as_str()),
                key = Text(key),
                table,
                of_bucket = &of_bucket
            );
        })
    };
    let parts: Vec<_> =
        places.iter().flat_map(|(table, keys)| keys.iter().map(move |key| (table, key))).collect();
    let parts = parts.into_iter().map(|(table, key)| of_column(table, key));
    let limit = limit.map(|limit| fragment!(" LIMIT {limit}", limit = Param::Int8(limit)));
    if places.iter().all(|(_, keys)| keys.is_empty()) {
        return statement!(
            "SELECT NULL::pg_catalog.text, NULL::pg_catalog.text, NULL::pg_catalog.text, NULL::pg_catalog.text, NULL::pg_catalog.uuid WHERE false"
        );
    }
    statement!("{parts}{limit}", parts = list(" UNION ALL ", parts), limit)
}

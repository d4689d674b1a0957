//! Which records refer to which files? A trigger keeps it, and the steps of changes of columns.
//!
//! Attaching locks the row of the file; removing files locks it, too, and looks once more (`clean_files`). So nothing
//! attached is ever removed, whatever the isolation level.

use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_sql::{files as sql, statement};
use dyntables_values::Error;
use pgrx::pg_sys;
use uuid::Uuid;

use crate::catalog::file_columns::types;
use crate::catalog::names::relation;
use crate::server::execute::{Access, execute, execute_sql, run_ddl};
use crate::server::param::Value as Param;

/// A column of a record.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The number of the table.
    pub table: i64,
    /// The record.
    pub record: Uuid,
    /// The key of the column.
    pub key: &'a str,
}

impl Place<'_> {
    fn values(self, files: &[Uuid]) -> Vec<Param> {
        vec![files.into(), self.table.into(), self.record.into(), self.key.into()]
    }
}

/// Lets a column of a record refer to files. An error if one of them is gone.
pub fn attach(slug: &str, place: Place<'_>, files: &[Uuid]) -> Result<(), Error> {
    const LOCK: &str = "SELECT f.id FROM dt.files f WHERE f.id OPERATOR(pg_catalog.=) ANY ($1) AND f.content_id IS NOT NULL \
        ORDER BY f.id FOR KEY SHARE";
    const ATTACH: &str = "INSERT INTO dt.file_refs (file_id, table_no, record_id, column_key) \
        SELECT f, $2, $3, $4 FROM pg_catalog.unnest($1) AS f \
        ON CONFLICT (file_id, table_no, column_key, record_id) DO UPDATE SET detached_at = NULL";
    let there: Vec<Uuid> = execute(LOCK, &[files.into()], Access::WriteLatest, |rows| {
        (0..rows.len()).filter_map(|row| rows.uuid(row, 1)).collect()
    });
    let gone: Vec<String> = files.iter().filter(|file| !there.contains(file)).map(Uuid::to_string).collect();
    if !gone.is_empty() {
        return Err(Error::files_gone(slug, place.key, &gone));
    }
    execute(ATTACH, &place.values(files), Access::WriteLatest, |_| ());
    Ok(())
}

/// Lets a column of a record refer again to files that its history refers to. Others stay as they are.
pub fn attach_again(place: Place<'_>, files: &[Uuid]) {
    const ATTACH: &str = "UPDATE dt.file_refs SET detached_at = NULL WHERE file_id OPERATOR(pg_catalog.=) ANY ($1) \
        AND table_no OPERATOR(pg_catalog.=) $2 AND record_id OPERATOR(pg_catalog.=) $3 AND column_key OPERATOR(pg_catalog.=) $4";
    execute(ATTACH, &place.values(files), Access::WriteLatest, |_| ());
}

/// Lets a column of a record not refer to files any more. With an instant, its history does from then on.
pub fn detach(place: Place<'_>, files: &[Uuid], since: Option<i64>) {
    const FORGET: &str = "DELETE FROM dt.file_refs WHERE file_id OPERATOR(pg_catalog.=) ANY ($1) \
        AND table_no OPERATOR(pg_catalog.=) $2 AND record_id OPERATOR(pg_catalog.=) $3 AND column_key OPERATOR(pg_catalog.=) $4";
    const KEEP: &str = "UPDATE dt.file_refs SET detached_at = $5 WHERE file_id OPERATOR(pg_catalog.=) ANY ($1) \
        AND table_no OPERATOR(pg_catalog.=) $2 AND record_id OPERATOR(pg_catalog.=) $3 AND column_key OPERATOR(pg_catalog.=) $4 \
        AND detached_at IS NULL";
    let mut values = place.values(files);
    match since {
        Some(since) => {
            values.push(Param::Datum(Some(since.into()), pg_sys::TIMESTAMPTZOID));
            execute(KEEP, &values, Access::WriteLatest, |_| ());
        }
        None => execute(FORGET, &values, Access::WriteLatest, |_| ()),
    }
}

/// Detaches all files of a table, or of one of its columns. Those of a table with a history stay with that.
pub fn detach_all(table: &Table, key: Option<&ColumnKey>) {
    const FORGET: &str = "DELETE FROM dt.file_refs WHERE table_no OPERATOR(pg_catalog.=) $1 \
        AND ($2 IS NULL OR column_key OPERATOR(pg_catalog.=) $2)";
    const KEEP: &str = "UPDATE dt.file_refs SET detached_at = pg_catalog.clock_timestamp() WHERE table_no OPERATOR(pg_catalog.=) $1 \
        AND ($2 IS NULL OR column_key OPERATOR(pg_catalog.=) $2) AND detached_at IS NULL";
    let text = if table.keeps_history() { KEEP } else { FORGET };
    let values = [table.no.into(), Param::from(key.map(ColumnKey::to_string))];
    execute(text, &values, Access::WriteLatest, |_| ());
}

/// Forgets the references that only the history of a table had before an instant.
pub fn prune(table: i64, before: i64) {
    const PRUNE: &str = "DELETE FROM dt.file_refs WHERE table_no OPERATOR(pg_catalog.=) $1 AND detached_at OPERATOR(pg_catalog.<) $2";
    let before = Param::Datum(Some(before.into()), pg_sys::TIMESTAMPTZOID);
    execute(PRUNE, &[table.into(), before], Access::WriteLatest, |_| ());
}

/// Follows a column that gets another key.
pub fn rename(table: &Table, from: &ColumnKey, to: &ColumnKey) {
    const RENAME: &str = "UPDATE dt.file_refs SET column_key = $3 \
        WHERE table_no OPERATOR(pg_catalog.=) $1 AND column_key OPERATOR(pg_catalog.=) $2";
    // What the history of a column has that had this key before gives way.
    const FORGET: &str = "DELETE FROM dt.file_refs o USING dt.file_refs n WHERE o.table_no OPERATOR(pg_catalog.=) $1 \
        AND o.column_key OPERATOR(pg_catalog.=) $3 AND n.table_no OPERATOR(pg_catalog.=) $1 AND n.column_key OPERATOR(pg_catalog.=) $2 \
        AND n.file_id OPERATOR(pg_catalog.=) o.file_id AND n.record_id OPERATOR(pg_catalog.=) o.record_id";
    let values = [table.no.into(), from.as_str().into(), to.as_str().into()];
    execute(FORGET, &values, Access::WriteLatest, |_| ());
    execute(RENAME, &values, Access::WriteLatest, |_| ());
}

/// Finds out anew which files the records refer to in a column, whose values were rewritten.
pub fn collect(table: &Table, key: &ColumnKey) {
    let since = table.keeps_history();
    execute_sql(&sql::lost(table, key, since), Access::WriteLatest, |_| ());
    execute_sql(&sql::found(table, key), Access::WriteLatest, |_| ());
}

/// The triggers that keep the references, each with its event.
const TRIGGERS: [(&str, &str, &str); 2] = [
    ("dt_files", "AFTER INSERT OR UPDATE OR DELETE", "ROW"),
    ("dt_files_truncate", "BEFORE TRUNCATE", "STATEMENT"),
];

/// Makes or drops the triggers that keep the references: a table has them while it has a column for files, which may be in
/// the trash.
pub fn keep_trigger(table: &Table) {
    const STATE: &str = "SELECT EXISTS (SELECT FROM dt.columns c WHERE c.table_no OPERATOR(pg_catalog.=) $1 \
          AND c.type OPERATOR(pg_catalog.=) ANY ($2)), \
        EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid OPERATOR(pg_catalog.=) $3 \
          AND g.tgname OPERATOR(pg_catalog.=) 'dt_files'::pg_catalog.name)";
    let storage = Param::Datum(Some(relation(table).into()), pg_sys::OIDOID);
    let values = [table.no.into(), types().as_slice().into(), storage];
    let (is_due, is_there) = execute(STATE, &values, Access::ReadLatest, |rows| {
        (rows.get::<bool>(0, 1).unwrap_or_default(), rows.get::<bool>(0, 2).unwrap_or_default())
    });
    if is_due == is_there {
        return;
    }
    for (name, event, each) in TRIGGERS {
        let sql = if is_due {
            statement!(
                "CREATE TRIGGER {name} {event} ON {table} FOR EACH {each} EXECUTE FUNCTION dt.keep_file_refs()",
                name,
                event,
                table,
                each
            )
        } else {
            statement!("DROP TRIGGER IF EXISTS {name} ON {table}", name, table)
        };
        run_ddl(sql.text());
    }
}

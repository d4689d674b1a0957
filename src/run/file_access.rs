//! May the caller read a file? Whoever may see a record that refers to it may.

use dyntables_ask::predicate::Predicate;
use dyntables_sql::files as sql;
use dyntables_values::Error;
use uuid::Uuid;

use crate::caller::identity;
use crate::catalog::{access, cache, load};
use crate::server::backend;
use crate::server::execute::{Access, execute, execute_sql};
use crate::storage::files::{self, File};

/// The columns that refer to a file, each once, whatever the number of records: of tables that are not in the trash.
const PLACES: &str = "WITH RECURSIVE places AS ( \
      (SELECT r.table_no, r.column_key FROM dt.file_refs r WHERE r.file_id OPERATOR(pg_catalog.=) $1 \
        ORDER BY r.table_no, r.column_key LIMIT 1) \
      UNION ALL SELECT n.table_no, n.column_key FROM places p CROSS JOIN LATERAL ( \
        SELECT r.table_no, r.column_key FROM dt.file_refs r WHERE r.file_id OPERATOR(pg_catalog.=) $1 \
          AND (r.table_no, r.column_key) OPERATOR(pg_catalog.>) (p.table_no, p.column_key) \
        ORDER BY r.table_no, r.column_key LIMIT 1) n) \
    SELECT p.table_no, p.column_key FROM places p JOIN dt.tables t ON t.no OPERATOR(pg_catalog.=) p.table_no \
    WHERE t.deleted_at IS NULL";

/// A file that the caller may read; `None` if there is none.
pub fn readable(id: Uuid) -> Result<Option<File>, Error> {
    backend::accept_messages();
    let Some(file) = files::find(id, Access::Read) else { return Ok(None) };
    let places: Vec<(i64, String)> = execute(PLACES, &[id.into()], Access::Read, |rows| {
        (0..rows.len()).filter_map(|row| Some((rows.get(row, 1)?, rows.get(row, 2)?))).collect()
    });
    for (table, key) in places {
        if is_seen(id, table, &key)? {
            return Ok(Some(file));
        }
    }
    Ok(None)
}

/// A file whose bytes the caller may take: one that they may read, or that they have uploaded. 42704 if there is none. It
/// stays there until the end of the transaction.
pub fn usable(id: Uuid) -> Result<File, Error> {
    let who = identity::current()?;
    let upload = files::lock(id, files::Lock::Chunk);
    let is_own =
        upload.is_some_and(|upload| upload.user.as_ref() == Some(&who.user) && upload.org == who.org);
    let found = if is_own { files::find(id, Access::Write) } else { readable(id)? };
    found.ok_or_else(|| Error::no_such_file(&id.to_string()))
}

/// Whether a record refers to a file in this column that there is for the caller.
fn is_seen(id: Uuid, table: i64, key: &str) -> Result<bool, Error> {
    let who = identity::current()?;
    let Some(definition) = load::storage_of(table)?.map_or(Ok(None), cache::find)? else { return Ok(false) };
    let Some(standing) = access::standing_of(&who, table, &definition.table.sharing) else {
        return Ok(false);
    };
    let seen = definition.seen_by(&who, standing);
    if seen.table.column(key).is_none_or(|column| !column.type_.holds_files()) {
        return Ok(false);
    }
    let sql = sql::is_seen(&seen.table, key, id, &seen.visible(Predicate::All));
    Ok(execute_sql(&sql, Access::Read, |rows| rows.get(0, 1)).unwrap_or(false))
}

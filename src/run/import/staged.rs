//! How does a file come in pieces? Each is kept as a chunk until the import is run or given up.

use dyntables_model::sharing::Level;
use dyntables_values::Error;
use pgrx::pg_sys;
use serde_json::Value;
use uuid::Uuid;

use crate::caller::identity;
use crate::catalog::cache;
use crate::run::import::options::ImportOptions;
use crate::server::backend;
use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;
use crate::storage::files::{self, drop_chunks};

/// What is not finished after so many microseconds is removed.
const DAY: i64 = 24 * 3_600 * 1_000_000;

/// The most bytes of a chunk.
pub const MOST_BYTES: usize = 64 << 20;

/// An import whose chunks are here.
pub struct Staged {
    /// The table, as it was named.
    pub table_name: String,
    /// Its options.
    pub options: Value,
}

/// Begins an import. Returns its id. What others have not finished within a day goes.
pub fn begin(table_name: &str, options: &Value) -> Result<Uuid, Error> {
    const BEGIN: &str =
        "INSERT INTO dt.imports (org_id, table_name, options) VALUES ($1, $2, $3) RETURNING id";
    backend::check_writes()?;
    let parsed = ImportOptions::parse(options)?;
    if !parsed.create {
        cache::by_name_at(table_name, pg_sys::AccessShareLock, Level::Edit)?.check_writable()?;
    }
    let yesterday = backend::transaction_time() - DAY;
    remove_before(Param::Datum(Some(yesterday.into()), pg_sys::TIMESTAMPTZOID));
    let values: [Param; 3] =
        [identity::current()?.org.clone().into(), table_name.into(), options.clone().into()];
    let id = execute(BEGIN, &values, Access::Write, |rows| rows.uuid(0, 1));
    id.ok_or_else(|| Error::bad("the import was not begun"))
}

/// Removes imports of anybody's that were begun before a moment, unless they are being run. Returns how many.
pub fn remove_before(moment: Param) -> i64 {
    const OLD: &str = "DELETE FROM dt.imports i USING ( \
          SELECT o.id FROM dt.imports o WHERE o.created_at OPERATOR(pg_catalog.<) $1 FOR UPDATE SKIP LOCKED) AS old \
        WHERE i.id OPERATOR(pg_catalog.=) old.id RETURNING i.id";
    let removed: Vec<Uuid> = execute(OLD, &[moment], Access::Write, |rows| {
        (0..rows.len()).filter_map(|row| rows.uuid(row, 1)).collect()
    });
    drop_chunks(&removed);
    removed.len() as i64
}

/// Locks the caller's import of an id. `is_alone` keeps others from sending chunks and from running it. An error if there
/// is none: that of somebody else is none.
pub fn lock(import: Uuid, is_alone: bool) -> Result<Staged, Error> {
    let lock = if is_alone { "UPDATE" } else { "KEY SHARE" };
    let found = format!(
        "SELECT i.table_name, i.options FROM dt.imports i WHERE i.id OPERATOR(pg_catalog.=) $1 \
           AND COALESCE(i.org_id OPERATOR(pg_catalog.=) $2, i.org_id IS NULL AND $2 IS NULL) \
           AND i.created_by OPERATOR(pg_catalog.=) dt.caller() FOR {lock}"
    );
    let values: [Param; 2] = [import.into(), identity::current()?.org.clone().into()];
    let found = execute(&found, &values, Access::Write, |rows| {
        Some((rows.get::<String>(0, 1)?, rows.jsonb(0, 2)?.to_value()))
    });
    let (table_name, options) = found.ok_or_else(|| Error::no_such_import(&import.to_string()))?;
    Ok(Staged { table_name, options: options? })
}

/// Keeps a chunk of the caller's import; one of the same number is replaced. Returns the bytes of all chunks so far.
pub fn chunk(import: Uuid, no: i32, content: Param) -> Result<i64, Error> {
    if no < 0 {
        return Err(Error::bad(format!("the number of a chunk must be at least 0, not {no}")));
    }
    lock(import, false)?;
    files::put(import, no, content);
    Ok(files::received(import))
}

/// Removes an import and its chunks.
pub fn remove(import: Uuid) {
    const IMPORT: &str = "DELETE FROM dt.imports i WHERE i.id OPERATOR(pg_catalog.=) $1";
    execute(IMPORT, &[import.into()], Access::Write, |_| ());
    drop_chunks(&[import]);
}

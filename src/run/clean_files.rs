//! How are files removed that no record refers to?
//!
//! A candidate's row is locked, which a session that attaches it locks, too, and then it is looked for references once more,
//! by a snapshot that is taken after the lock. So a file is either attached first and stays, or removed first, and whoever
//! attaches it is told. The same holds for bytes that several files have in common.

use dyntables_values::Error;
use pgrx::pg_sys;
use uuid::Uuid;

use crate::catalog::file_columns;
use crate::run::import::staged;
use crate::server::backend;
use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;
use crate::server::rows::Rows;
use crate::storage::files::drop_chunks;

/// How many files are looked at together.
const BATCH: usize = 1_000;

/// The tables whose references are not kept, because somebody has dropped or disabled the trigger.
const UNKEPT: &str = "SELECT DISTINCT t.storage FROM dt.tables t JOIN dt.columns c ON c.table_no OPERATOR(pg_catalog.=) t.no \
    WHERE c.type OPERATOR(pg_catalog.=) ANY ($1) AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger g \
      JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) g.tgrelid \
      WHERE r.relnamespace OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.regnamespace AND r.relname OPERATOR(pg_catalog.=) t.storage::pg_catalog.name \
        AND g.tgname OPERATOR(pg_catalog.=) 'dt_files'::pg_catalog.name AND g.tgenabled OPERATOR(pg_catalog.=) ANY ('{O,A}'::\"char\"[]))";

const CANDIDATES: &str = "SELECT f.id FROM dt.files f WHERE COALESCE(f.finished_at, f.created_at) OPERATOR(pg_catalog.<) $1 \
      AND f.id OPERATOR(pg_catalog.>) $2 \
      AND NOT EXISTS (SELECT FROM dt.file_refs r WHERE r.file_id OPERATOR(pg_catalog.=) f.id) \
    ORDER BY f.id LIMIT 1000 FOR UPDATE SKIP LOCKED";

const REMOVE: &str = "DELETE FROM dt.files f WHERE f.id OPERATOR(pg_catalog.=) ANY ($1) \
      AND COALESCE(f.finished_at, f.created_at) OPERATOR(pg_catalog.<) $2 \
      AND NOT EXISTS (SELECT FROM dt.file_refs r WHERE r.file_id OPERATOR(pg_catalog.=) f.id) \
    RETURNING CASE WHEN f.content_id IS NULL THEN f.id END";

const UNUSED: &str = "SELECT c.id FROM dt.file_contents c \
    WHERE NOT EXISTS (SELECT FROM dt.files f WHERE f.content_id OPERATOR(pg_catalog.=) c.id) FOR UPDATE SKIP LOCKED";

const REMOVE_UNUSED: &str = "DELETE FROM dt.file_contents c WHERE c.id OPERATOR(pg_catalog.=) ANY ($1) \
      AND NOT EXISTS (SELECT FROM dt.files f WHERE f.content_id OPERATOR(pg_catalog.=) c.id) RETURNING c.id";

const REMOVE_THUMBNAILS: &str =
    "DELETE FROM dt.file_thumbnails WHERE content_id OPERATOR(pg_catalog.=) ANY ($1)";

/// Removes the files and uploads that are older and that nothing refers to. Returns how many.
pub fn clean(older_than: Param) -> Result<i64, Error> {
    backend::check_writes()?;
    let before = before(older_than)?;
    let unkept: Vec<String> =
        execute(UNKEPT, &[file_columns::types().as_slice().into()], Access::ReadLatest, |rows| {
            (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
        });
    if let Some(storage) = unkept.first() {
        return Err(Error::in_the_way(
            format!(
                "nobody knows which files dt_data.{storage} refers to: it lacks its trigger dt_files, or it is switched off"
            ),
            format!(
                "ALTER TABLE dt_data.\"{storage}\" ENABLE TRIGGER dt_files, or CREATE TRIGGER dt_files AFTER INSERT OR UPDATE OR DELETE ON dt_data.\"{storage}\" FOR EACH ROW EXECUTE FUNCTION dt.keep_file_refs()"
            ),
        ));
    }
    let mut removed = 0;
    let mut last = Uuid::nil();
    loop {
        let candidates = execute(CANDIDATES, &[before.clone(), last.into()], Access::WriteLatest, ids);
        let Some(end) = candidates.last() else { break };
        last = *end;
        let (count, unfinished) =
            execute(REMOVE, &[candidates.as_slice().into(), before.clone()], Access::WriteLatest, |rows| {
                (rows.processed(), ids(rows))
            });
        drop_chunks(&unfinished);
        removed += count;
        if candidates.len() < BATCH {
            break;
        }
    }
    clean_contents();
    Ok(removed + staged::remove_before(before))
}

/// Removes the bytes that no file has.
fn clean_contents() {
    let unused = execute(UNUSED, &[], Access::WriteLatest, ids);
    if unused.is_empty() {
        return;
    }
    let gone = execute(REMOVE_UNUSED, &[unused.as_slice().into()], Access::WriteLatest, ids);
    drop_chunks(&gone);
    execute(REMOVE_THUMBNAILS, &[gone.as_slice().into()], Access::WriteLatest, |_| ());
}

fn ids(rows: Rows) -> Vec<Uuid> {
    (0..rows.len()).filter_map(|row| rows.uuid(row, 1)).collect()
}

/// The instant so long ago. An error if it is not in the past.
fn before(older_than: Param) -> Result<Param, Error> {
    const BEFORE: &str = "SELECT pg_catalog.now() OPERATOR(pg_catalog.-) $1";
    let before = execute(BEFORE, &[older_than], Access::Read, |rows| rows.instant(0, 1));
    let before = before.filter(|before| *before <= backend::transaction_time());
    let before = before.ok_or_else(|| Error::bad("older_than must not be negative"))?;
    Ok(Param::Datum(Some(before.into()), pg_sys::TIMESTAMPTZOID))
}

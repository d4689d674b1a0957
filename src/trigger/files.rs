//! Which files does a record refer to? The trigger of tables with columns for files writes it down, whoever writes the
//! record.

use dyntables_model::table::Table;
use dyntables_values::Error;
use dyntables_values::files::attached;
use dyntables_values::jsonb::Part;
use uuid::Uuid;

use crate::catalog::cache;
use crate::server::backend;
use crate::server::call::Call;
use crate::server::jsonb::Jsonb;
use crate::server::returned::Returned;
use crate::server::types::Trigger;
use crate::server::write_mode::is_suspended;
use crate::storage::file_refs::{self, Place};
use crate::trigger::limit;
use crate::trigger::row::{Done, Row, UPDATED_AT, done};

crate::sql_functions! {
    dt_keep_file_refs() -> Trigger => keep_file_refs;
}

/// `AFTER INSERT OR UPDATE OR DELETE FOR EACH ROW`, and `BEFORE TRUNCATE`. What a change of a definition rewrites is followed
/// by a step of that change.
fn keep_file_refs(call: &Call) -> Result<Returned<Trigger>, Error> {
    let (relation, done) = done(call)?;
    if is_suspended(relation) {
        return Ok(().into());
    }
    let Some(definition) = cache::find(relation)? else { return Ok(().into()) };
    let table = &definition.table;
    match done {
        Done::Inserted(new) => follow(table, None, Some(new))?,
        Done::Updated(old, new) => follow(table, Some(old), Some(new))?,
        Done::Deleted(old) => follow(table, Some(old), None)?,
        Done::Truncated => file_refs::detach_all(table, None),
    }
    Ok(().into())
}

/// Brings the references of a record in line with what became of it.
fn follow(table: &Table, old: Option<Row>, new: Option<Row>) -> Result<(), Error> {
    let (was, is) = (old.and_then(Row::data), new.and_then(Row::data));
    if let (Some(was), Some(is)) = (&was, &is)
        && was.same_bytes(is)
    {
        return Ok(());
    }
    let Some(record) = new.or(old).and_then(Row::uuid) else { return Ok(()) };
    // The history has the files from the time of the entry on.
    let since = table.keeps_history().then(|| match (old, new) {
        (_, Some(new)) => new.int8(UPDATED_AT),
        (Some(old), None) => backend::time_of_change(old.int8(UPDATED_AT)),
        (None, None) => backend::transaction_time(),
    });
    let columns = table.columns.iter().filter(|column| column.type_.holds_files());
    let in_trash = table.trashed.iter().map(|key| (key.as_str(), false));
    for (key, is_known) in columns.map(|column| (column.key.as_str(), true)).chain(in_trash) {
        let place = Place { table: table.no, record: Uuid::from_bytes(record), key };
        let (before, after) = (files(was.as_ref(), key), files(is.as_ref(), key));
        let gone: Vec<Uuid> = before.iter().filter(|file| !after.contains(file)).copied().collect();
        let come: Vec<Uuid> = after.into_iter().filter(|file| !before.contains(file)).collect();
        if !gone.is_empty() {
            limit::unaffected(|| file_refs::detach(place, &gone, since));
        }
        match (come.is_empty(), is_known) {
            (true, _) => {}
            (false, true) => limit::unaffected(|| file_refs::attach(table.slug.as_str(), place, &come))?,
            // Of a column in the trash it is not known whether it is for files. If it is, these were there before.
            (false, false) => limit::unaffected(|| file_refs::attach_again(place, &come)),
        }
    }
    Ok(())
}

/// The files that a record refers to under a key.
fn files(data: Option<&Jsonb>, key: &str) -> Vec<Uuid> {
    let value = data.and_then(|data| Part::root(data.bytes())?.at(&[key.as_bytes()]));
    value.map(attached).unwrap_or_default()
}

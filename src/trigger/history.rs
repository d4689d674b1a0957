//! What was done to a record? The trigger of tables with a history writes it down, whoever did it.

use dyntables_model::sharing::{Level, RowAccess};
use dyntables_sql::history;
use dyntables_values::Error;
use dyntables_values::jsonb::{difference, write_changes};
use pgrx::pg_sys;

use crate::caller::identity;
use crate::catalog::definition::Definition;
use crate::catalog::{access, cache};
use crate::server::backend;
use crate::server::call::Call;
use crate::server::execute::{Access, execute, execute_sql};
use crate::server::jsonb::{self, Jsonb};
use crate::server::param::Value as Param;
use crate::server::returned::Returned;
use crate::server::types::Trigger;
use crate::server::write_mode::is_suspended;
use crate::trigger::limit;
use crate::trigger::row::{
    CREATED_AT, CREATED_BY, DATA, DELETED_AT, Done, ID, Row, UPDATED_AT, UPDATED_BY, VERSION, done,
};

crate::sql_functions! {
    dt_record_history() -> Trigger => record_history;
}

const UPDATED: &str = "INSERT INTO dt.history (table_no, record_id, version, at, was_at, trashed_at, action, actor, was_by, \
      created_by, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const DELETED: &str = "INSERT INTO dt.history (table_no, record_id, version, at, was_at, trashed_at, action, actor, was_by, \
      created_by, created_at, data) VALUES ($1, $2, $3, $4, $5, $6, 'delete', $7, $8, $9, $10, $11)";

/// `AFTER UPDATE OR DELETE FOR EACH ROW`, and `BEFORE TRUNCATE`. Inserts need no entry: what was inserted follows from the
/// record and its changes. What a change of a definition rewrites is one entry of `dt.audit`.
fn record_history(call: &Call) -> Result<Returned<Trigger>, Error> {
    let (relation, done) = done(call)?;
    if is_suspended(relation) {
        return Ok(().into());
    }
    let Some(definition) = cache::find(relation)? else { return Ok(().into()) };
    let table = &definition.table;
    match done {
        Done::Inserted(_) => return Err(Error::bad("dt.record_history() is not for INSERT")),
        Done::Updated(old, new) => updated(table.no, old, new)?,
        Done::Deleted(old) => deleted(table.no, old)?,
        Done::Truncated => {
            may_empty(&definition)?;
            let entries = history::truncated(table, &identity::current()?.user);
            execute_sql(&entries, Access::Write, |_| ());
        }
    }
    Ok(().into())
}

/// Fails if the caller is bound by policies, which do not guard TRUNCATE, and may not delete all records.
fn may_empty(definition: &Definition) -> Result<(), Error> {
    let table = &definition.table;
    if !backend::is_bound_by_policies(definition.storage) {
        return Ok(());
    }
    let standing = access::by_sql(table, Level::Edit)?;
    if standing.is_some_and(|standing| standing.rows == RowAccess::None) {
        return Ok(());
    }
    Err(Error::not_allowed(
        format!("TRUNCATE of table \"{}\" is for those who may delete all of its records", table.storage()),
        "DELETE removes the records that there are for you.",
    ))
}

fn updated(table: i64, old: Row, new: Row) -> Result<(), Error> {
    let action = match (old.is_trashed(), new.is_trashed()) {
        (false, true) => "trash",
        (true, false) => "restore",
        _ => "update",
    };
    let changes = match (old.data(), new.data()) {
        (Some(old), Some(new)) if !old.same_bytes(&new) => Some(changes(old, new)?),
        _ => None,
    };
    let values = [
        table.into(),
        value(new, ID, pg_sys::UUIDOID),
        value(new, VERSION, pg_sys::INT8OID),
        value(new, UPDATED_AT, pg_sys::TIMESTAMPTZOID),
        value(old, UPDATED_AT, pg_sys::TIMESTAMPTZOID),
        value(old, DELETED_AT, pg_sys::TIMESTAMPTZOID),
        action.into(),
        value(new, UPDATED_BY, pg_sys::TEXTOID),
        value(old, UPDATED_BY, pg_sys::TEXTOID),
        value(old, CREATED_BY, pg_sys::TEXTOID),
        Param::Datum(changes.map(|changes| changes.datum()), pg_sys::JSONBOID),
    ];
    limit::unaffected(|| execute(UPDATED, &values, Access::Write, |_| ()));
    Ok(())
}

fn changes(old: Jsonb<'_>, new: Jsonb<'_>) -> Result<Jsonb<'static>, Error> {
    jsonb::written(difference(old.bytes(), new.bytes()).and_then(|changes| write_changes(&changes)))
}

fn deleted(table: i64, old: Row) -> Result<(), Error> {
    let values = [
        table.into(),
        value(old, ID, pg_sys::UUIDOID),
        (old.int8(VERSION).saturating_add(1)).into(),
        Param::Datum(Some(backend::time_of_change(old.int8(UPDATED_AT)).into()), pg_sys::TIMESTAMPTZOID),
        value(old, UPDATED_AT, pg_sys::TIMESTAMPTZOID),
        value(old, DELETED_AT, pg_sys::TIMESTAMPTZOID),
        identity::current()?.user.as_str().into(),
        value(old, UPDATED_BY, pg_sys::TEXTOID),
        value(old, CREATED_BY, pg_sys::TEXTOID),
        value(old, CREATED_AT, pg_sys::TIMESTAMPTZOID),
        value(old, DATA, pg_sys::JSONBOID),
    ];
    limit::unaffected(|| execute(DELETED, &values, Access::Write, |_| ()));
    Ok(())
}

/// A column of a row, untouched. `trigger_data` has seen that it is of this type.
fn value(row: Row, attribute: i32, type_: pg_sys::Oid) -> Param {
    Param::Datum(row.get(attribute), type_)
}

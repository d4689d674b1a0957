//! How many records may a table have outside the trash? As many as its setting `max_records` says.

use std::cell::Cell;

use dyntables_sql::select;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::catalog::cache;
use crate::server::backend;
use crate::server::call::Call;
use crate::server::execute::{Access, execute, values_of};
use crate::server::returned::Returned;
use crate::server::types::Trigger;
use crate::trigger::row::trigger_data;

crate::sql_functions! {
    dt_limit_records() -> Trigger => limit_records;
}

const TAKE_TURNS: &str = "SELECT FROM dt.tables WHERE no OPERATOR(pg_catalog.=) $1 FOR NO KEY UPDATE";

thread_local! {
    /// The statement whose records were counted last: its storage table, its transaction and its number there.
    static COUNTED: Cell<Option<(pg_sys::Oid, backend::CommandId)>> = const { Cell::new(None) };
}

/// `AFTER INSERT OR UPDATE FOR EACH ROW`, on tables with the setting `max_records`, for records that join those outside
/// the trash. Writers of such a table take turns. All records of a statement are in the table by now, so the first of
/// them counts for all.
fn limit_records(call: &Call) -> Result<Returned<Trigger>, Error> {
    let data = trigger_data(call)?;
    // SAFETY: the trigger manager's structure, valid for the call.
    let relation = unsafe { (*(*data).tg_relation).rd_id };
    let definition = cache::by_storage(relation)?;
    let table = &definition.table;
    let Some(most) = table.max_records() else { return Ok(().into()) };
    if COUNTED.get() == Some((relation, backend::command_id())) {
        return Ok(().into());
    }
    // Not a lock on the table: each writer holds a weaker one already, and two would deadlock.
    execute(TAKE_TURNS, &[table.no.into()], Access::Write, |_| ());
    let text = select::count_up_to(table, most.saturating_add(1));
    let count: i64 =
        execute(text.text(), &values_of(&text), Access::ReadLatest, |rows| rows.get(0, 1)).unwrap_or(0);
    if count > most {
        return Err(Error::too_many_records(table.slug.as_str(), most));
    }
    // The statement is given the number, or the next one would have it, too: counting has used none.
    COUNTED.set(Some((relation, backend::own_command_id())));
    Ok(().into())
}

/// Runs what another trigger does for a record. It changes no records of a table, so those of the statement need not be
/// counted again.
pub(super) fn unaffected<T>(f: impl FnOnce() -> T) -> T {
    let counted = COUNTED.get().filter(|(_, command)| *command == backend::command_id());
    let result = f();
    if let Some((relation, _)) = counted {
        COUNTED.set(Some((relation, backend::own_command_id())));
    }
    result
}

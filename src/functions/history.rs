//! What do the statements that read the history call for each entry?

use dyntables_values::Error;
use dyntables_values::jsonb::{difference, read_changes, write_changes};

use crate::server::call::{Arg, Call};
use crate::server::jsonb::written;
use crate::server::returned::Returned;
use crate::server::types::{Int8, Jsonb, Text};
use crate::storage::past;

crate::sql_functions! {
    dt_shown_changes(changes: Jsonb, entry_no: Int8, past: Jsonb) -> Jsonb => shown_changes;
    dt_changes_of(data: Jsonb, side: Text) -> Jsonb => changes_of;
    dt_roll_back(data: Jsonb, entry_no: Int8, entries: Jsonb, past: Jsonb) -> Jsonb => roll_back;
}

/// The changes of an entry by the keys of today, without those of columns that are not shown. No changes are none.
fn shown_changes(
    _call: &Call,
    changes: Arg<Jsonb>,
    entry_no: Arg<Int8>,
    past: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    let past = past::compiled(&past.required()?)?;
    let changes = changes.get();
    let changes = changes.as_ref().and_then(|changes| read_changes(changes.bytes())).unwrap_or_default();
    Ok(written(write_changes(&past.shown(changes, entry_no.get())))?.into())
}

/// The whole of a record's data as changes: of a record that is new, or that is gone if `side` is `old`.
fn changes_of(_call: &Call, data: Arg<Jsonb>, side: Arg<Text>) -> Result<Option<Returned<Jsonb>>, Error> {
    let Some(data) = data.get() else { return Ok(None) };
    let nothing = past::EMPTY;
    let changes = match side.bytes() {
        b"old" => difference(data.bytes(), nothing),
        _ => difference(nothing, data.bytes()),
    };
    Ok(Some(written(changes.and_then(|changes| write_changes(&changes)))?.into()))
}

/// The data of a record before some changes, as it would be read today.
fn roll_back(
    _call: &Call,
    data: Arg<Jsonb>,
    entry_no: Arg<Int8>,
    entries: Arg<Jsonb>,
    past: Arg<Jsonb>,
) -> Result<Option<Returned<Jsonb>>, Error> {
    let Some(data) = data.get() else { return Ok(None) };
    let past = past::compiled(&past.required()?)?;
    let entries = entries.get();
    let entries = entries.as_ref().map(|entries| entries.bytes());
    let bytes = past.rolled_back(data.bytes(), entry_no.get(), entries)?;
    Ok(Some(written(Some(bytes))?.into()))
}

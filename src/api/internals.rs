//! Small functions in schema `dt` that defaults and generated SQL call.

use dyntables_core::Error;
use dyntables_core::query::cursor;
use dyntables_core::types::iso;
use pgrx::pg_sys::Datum;

use crate::access::identity;
use crate::spi::{Call, server};

crate::sql_functions! {
    "dt_uuid7" => uuid7;
    "dt_caller" => caller;
    "dt_iso_timestamp" => iso_timestamp;
    "dt_pick" => pick;
    "dt_is_valid" => is_valid;
    "dt_cursor" => make_cursor;
}

/// The next record id: time-ordered, also within a millisecond of one session.
fn uuid7(call: &mut Call) -> Result<Datum, Error> {
    Ok(call.return_uuid(uuid::Uuid::now_v7()))
}

/// The calling user's id.
fn caller(call: &mut Call) -> Result<Datum, Error> {
    Ok(call.return_text(&identity::user_id()))
}

/// An instant as `data` stores it.
fn iso_timestamp(call: &mut Call) -> Result<Datum, Error> {
    let text = call.int8(0).and_then(iso::timestamp_from_postgres).and_then(iso::format_timestamp);
    Ok(text.map_or_else(|| call.return_null(), |text| call.return_text(&text)))
}

/// Only some keys of an object.
fn pick(call: &mut Call) -> Result<Datum, Error> {
    let keys = call.texts(1, "keys")?;
    Ok(match call.jsonb(0) {
        Some(data) => data.picked(&keys),
        None => call.return_null(),
    })
}

/// Whether a column's value in a record satisfies the column's rules as they are now. Nearly all
/// records satisfy all rules; only of the others it is asked what is wrong with them.
fn is_valid(call: &mut Call) -> Result<Datum, Error> {
    let storage = call.datum(0).map(|datum| (datum.value() as u32).into()).unwrap_or_default();
    let key = call.text(2).unwrap_or_default();
    let definition = crate::catalog::by_storage(storage)?;
    let validator = &definition.validator;
    let valid = call.jsonb(1).is_some_and(|data| {
        validator.is_stored_form(data.node(), false)
            || !validator.faults(data.node()).iter().any(|fault| fault.column == key)
    });
    Ok(Datum::from(valid))
}

/// A place in the order of a query, as text: see `query::cursor`.
fn make_cursor(call: &mut Call) -> Result<Datum, Error> {
    let fingerprint = call.int8(0).unwrap_or_default().cast_unsigned();
    let keys = call.byteas(2);
    let keys: Vec<Option<&[u8]>> = keys.iter().map(Option::as_deref).collect();
    let text = cursor::encode(server::system_identifier(), fingerprint, call.flag(1), &keys);
    Ok(call.return_text(&text))
}

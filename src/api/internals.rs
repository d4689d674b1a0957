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

/// A place in the order of a query, as text: see `query::cursor`.
fn make_cursor(call: &mut Call) -> Result<Datum, Error> {
    let fingerprint = call.int8(0).unwrap_or_default().cast_unsigned();
    let keys = call.byteas(2);
    let keys: Vec<Option<&[u8]>> = keys.iter().map(Option::as_deref).collect();
    let text = cursor::encode(server::system_identifier(), fingerprint, call.flag(1), &keys);
    Ok(call.return_text(&text))
}

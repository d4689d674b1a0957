//! Small functions in schema `dt` that defaults and generated SQL call.

use dyntables_query::cursor;
use dyntables_values::jsonb::{Item, array_of, object};
use dyntables_values::{Error, iso};
use pgrx::pg_sys::Datum;
use serde_json::Value;

use crate::caller::identity;
use crate::server::call::Call;
use crate::server::{backend, jsonb};

crate::sql_functions! {
    "dt_uuid7" => uuid7;
    "dt_caller" => caller;
    "dt_iso_timestamp" => iso_timestamp;
    "dt_pick" => pick;
    "dt_cursor" => make_cursor;
    "dt_record_json" => record_json;
    "dt_page_json" => page_json;
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
        Some(data) => data.picked(&keys)?,
        None => call.return_null(),
    })
}

/// A place in the order of a query, as text: see `query::cursor`.
fn make_cursor(call: &mut Call) -> Result<Datum, Error> {
    let fingerprint = call.int8(0).unwrap_or_default().cast_unsigned();
    let keys = call.byteas(2);
    let text = cursor::encode(backend::system_identifier(), fingerprint, call.flag(1), &keys);
    Ok(call.return_text(&text))
}

fn text(text: &Option<String>) -> Item<'_> {
    text.as_deref().map_or(Item::New(&Value::Null), Item::Text)
}

fn number_or_null(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::from)
}

/// A record as a page shows it. Its data is copied as it is.
fn record_json(call: &mut Call) -> Result<Datum, Error> {
    let instant = |n| call.int8(n).and_then(iso::timestamp_from_postgres).and_then(iso::format_timestamp);
    let id = call.uuid(0).map(|id| id.to_string());
    let (created_at, updated_at) = (instant(2), instant(3));
    let (created_by, updated_by) = (call.text(4), call.text(5));
    let version = number_or_null(call.int8(6));
    let data = call.jsonb(1);
    let room = data.map_or(0, |data| data.bytes().len()) + 256;
    let members = vec![
        (&b"id"[..], text(&id)),
        (b"data", data.map_or(Item::New(&Value::Null), |data| Item::root(data.bytes()))),
        (b"version", Item::New(&version)),
        (b"created_at", text(&created_at)),
        (b"created_by", text(&created_by)),
        (b"updated_at", text(&updated_at)),
        (b"updated_by", text(&updated_by)),
    ];
    jsonb::written(object(members, room))
}

/// A page out of its records and what is said about them.
fn page_json(call: &mut Call) -> Result<Datum, Error> {
    let records = call.jsonbs(0);
    let room = records.iter().map(|record| record.bytes().len() + 8).sum();
    let records = array_of(records.iter().map(|record| record.bytes()), room);
    let total = number_or_null(call.int8(1));
    let (next, previous) = (call.text(2), call.text(3));
    jsonb::written(records.and_then(|records| {
        let members = vec![
            (&b"next"[..], text(&next)),
            (b"total", Item::New(&total)),
            (b"records", Item::root(&records)),
            (b"previous", text(&previous)),
        ];
        object(members, records.len() + 256)
    }))
}

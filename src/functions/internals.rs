//! Which small functions in schema `dt` do defaults and generated SQL call?

use dyntables_query::cursor;
use dyntables_values::jsonb::{Item, array_of, object};
use dyntables_values::{Error, iso};
use serde_json::Value;

use crate::caller::identity;
use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Bool, ByteaArray, Int8, Jsonb, JsonbArray, Text, TextArray, Timestamptz, Uuid};
use crate::server::{backend, jsonb};

crate::sql_functions! {
    dt_uuid7() -> Uuid => uuid7;
    dt_caller() -> Text => caller;
    dt_iso_timestamp(instant: Timestamptz) -> Text => iso_timestamp;
    dt_pick(data: Jsonb, keys: TextArray) -> Jsonb => pick;
    dt_cursor(fingerprint: Int8, inclusive: Bool, keys: ByteaArray) -> Text => make_cursor;
    dt_record_json(id: Uuid, data: Jsonb, created_at: Timestamptz, updated_at: Timestamptz, created_by: Text, updated_by: Text, version: Int8)
        -> Jsonb => record_json;
    dt_page_json(records: JsonbArray, total: Int8, next: Text, previous: Text, most: Int8) -> Jsonb => page_json;
}

/// The next record id. Ids are ordered by time, and within a session even those of one millisecond.
fn uuid7(_call: &Call) -> Result<Returned<Uuid>, Error> {
    Ok(uuid::Uuid::now_v7().into())
}

/// The calling user's id.
fn caller(_call: &Call) -> Result<Returned<Text>, Error> {
    Ok(identity::user_id().as_str().into())
}

/// An instant as `data` stores it.
fn iso_timestamp(_call: &Call, instant: Arg<Timestamptz>) -> Result<Option<Returned<Text>>, Error> {
    Ok(stored_instant(instant).map(|text| text.as_str().into()))
}

fn stored_instant(instant: Arg<Timestamptz>) -> Option<String> {
    instant.get().and_then(iso::format_instant)
}

/// An object with only some of its keys.
fn pick(_call: &Call, data: Arg<Jsonb>, keys: Arg<TextArray>) -> Result<Option<Returned<Jsonb>>, Error> {
    let keys = keys.texts()?;
    data.get().map(|data| data.picked(&keys).map(Returned::from)).transpose()
}

/// A place in the order of a query, as a text: see [`cursor`].
fn make_cursor(
    _call: &Call,
    fingerprint: Arg<Int8>,
    inclusive: Arg<Bool>,
    keys: Arg<ByteaArray>,
) -> Result<Returned<Text>, Error> {
    let fingerprint = fingerprint.get().unwrap_or_default().cast_unsigned();
    let keys = keys.elements();
    let text = cursor::encode(backend::system_identifier(), fingerprint, inclusive.is_true(), &keys);
    Ok(text.as_str().into())
}

fn text(text: &Option<String>) -> Item<'_> {
    text.as_deref().map_or(Item::New(&Value::Null), Item::Text)
}

fn number_or_null(number: Option<i64>) -> Value {
    number.map_or(Value::Null, Value::from)
}

/// A record as a page shows it. Its data is copied byte for byte.
#[expect(clippy::too_many_arguments, reason = "a record's fields")]
fn record_json(
    _call: &Call,
    id: Arg<Uuid>,
    data: Arg<Jsonb>,
    created_at: Arg<Timestamptz>,
    updated_at: Arg<Timestamptz>,
    created_by: Arg<Text>,
    updated_by: Arg<Text>,
    version: Arg<Int8>,
) -> Result<Returned<Jsonb>, Error> {
    let id = id.get().map(|id| id.to_string());
    let (created_at, updated_at) = (stored_instant(created_at), stored_instant(updated_at));
    let (created_by, updated_by) = (created_by.get(), updated_by.get());
    let version = number_or_null(version.get());
    let data = data.get();
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
    Ok(jsonb::written(object(members, room))?.into())
}

/// A page, made of its records and of what is said about them.
fn page_json(
    _call: &Call,
    records: Arg<JsonbArray>,
    total: Arg<Int8>,
    next: Arg<Text>,
    previous: Arg<Text>,
    most: Arg<Int8>,
) -> Result<Returned<Jsonb>, Error> {
    let records = records.elements();
    let room = records.iter().map(|record| record.bytes().len() + 8).sum();
    let records = array_of(records.iter().map(|record| record.bytes()), room);
    // The count ends at `most`, or one after it where there are more.
    let more = most.get().map(|most| Value::Bool(total.get().is_some_and(|total| total > most)));
    let total = number_or_null(total.get().map(|total| total.min(most.get().unwrap_or(i64::MAX))));
    let (next, previous) = (next.get(), previous.get());
    let page = records.and_then(|records| {
        let mut members = vec![
            (&b"next"[..], text(&next)),
            (b"total", Item::New(&total)),
            (b"records", Item::root(&records)),
            (b"previous", text(&previous)),
        ];
        if let Some(more) = &more {
            members.insert(0, (b"more", Item::New(more)));
        }
        object(members, records.len() + 256)
    });
    Ok(jsonb::written(page)?.into())
}

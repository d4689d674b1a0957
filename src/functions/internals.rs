//! Which small functions in schema `dt` do defaults and generated SQL call?

use dyntables_values::{Error, iso};

use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Text, TextArray, Timestamptz, Uuid};

crate::sql_functions! {
    dt_uuid7() -> Uuid => uuid7;
    dt_iso_timestamp(instant: Timestamptz) -> Text => iso_timestamp;
    dt_pick(data: Jsonb, keys: TextArray) -> Jsonb => pick;
}

/// The next record id. Ids are ordered by time, and within a session even those of one millisecond.
fn uuid7(_call: &Call) -> Result<Returned<Uuid>, Error> {
    Ok(uuid::Uuid::now_v7().into())
}

/// An instant as `data` stores it.
fn iso_timestamp(_call: &Call, instant: Arg<Timestamptz>) -> Result<Option<Returned<Text>>, Error> {
    Ok(instant.get().and_then(iso::format_instant).map(|text| text.as_str().into()))
}

/// An object with only some of its keys.
fn pick(_call: &Call, data: Arg<Jsonb>, keys: Arg<TextArray>) -> Result<Option<Returned<Jsonb>>, Error> {
    let keys = keys.texts()?;
    data.get().map(|data| data.picked(&keys).map(Returned::from)).transpose()
}

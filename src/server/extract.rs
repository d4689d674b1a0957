//! What is the value of a key of `data`, as the SQL type that it compares as? The functions `dt.get_*` ask it, and so
//! does whoever keeps plain columns equal to `data`.
//!
//! None of these raises, whatever the document holds: there is no value of another kind.

use dyntables_values::jsonb::node::{Array, JsonbNode, Node};
use dyntables_values::kind::Kind;
use dyntables_values::types::ip;
use dyntables_values::{iso, jsonb as stored};
use pgrx::pg_sys;

use crate::server::jsonb::{self, Jsonb};
use crate::server::param;
use crate::server::returned::Returned;
use crate::server::types::{
    Bool, Date, Float8, Inet, Int8, Numeric, SqlType, Text, TextArray, Time, Timestamptz, Type, Uuid,
};

/// The value of a key; `None` if there is none of the type.
pub type Extract<T> = fn(Jsonb<'_>, &[u8]) -> Option<Returned<T>>;

/// A text. Scalars are read without the library, which took a quarter of the time of an unindexed scan to find a value.
pub fn text(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Text>> {
    stored::text(data.bytes(), key).map(Returned::from)
}

/// A number, as a double.
pub fn float8(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Float8>> {
    stored::float8(data.bytes(), key).map(Returned::from)
}

/// A whole number.
pub fn int8(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Int8>> {
    stored::int8(data.bytes(), key).map(Returned::from)
}

/// A number with all its digits.
pub fn numeric(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Numeric>> {
    number(data, &[key])
}

/// The amount of a value that has a currency.
pub fn amount(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Numeric>> {
    number(data, &[key, b"amount"])
}

fn number(data: Jsonb<'_>, keys: &[&[u8]]) -> Option<Returned<Numeric>> {
    // SAFETY: a jsonb, and a copy of a numeric of it.
    unsafe { jsonb::numeric(data.datum(), keys).map(|number| Returned::new(number)) }
}

/// True or false.
pub fn boolean(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Bool>> {
    stored::boolean(data.bytes(), key).map(Returned::from)
}

/// A day.
pub fn date(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Date>> {
    stored::text(data.bytes(), key).and_then(iso::stored_date).map(Returned::from)
}

/// An instant.
pub fn timestamptz(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Timestamptz>> {
    stored::text(data.bytes(), key).and_then(iso::stored_timestamp).map(Returned::from)
}

/// A time of day.
pub fn time(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Time>> {
    stored::text(data.bytes(), key).and_then(iso::stored_time).map(Returned::from)
}

/// A UUID.
pub fn uuid(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Uuid>> {
    stored::text(data.bytes(), key).and_then(|text| uuid::Uuid::try_parse(text).ok()).map(Returned::from)
}

/// An address or a network.
pub fn inet(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Inet>> {
    let (address, prefix) = ip::parse(stored::text(data.bytes(), key)?)?;
    // SAFETY: an inet.
    Some(unsafe { Returned::new(param::inet(address, prefix)) })
}

/// The texts of a list, without elements of other kinds.
pub fn texts(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<TextArray>> {
    texts_of(&jsonb::get(&data.node(), key)?)
}

/// The texts of an array, without elements of other kinds.
pub fn texts_of(node: &JsonbNode<'_>) -> Option<Returned<TextArray>> {
    let texts: Vec<String> = node
        .as_array()?
        .elements()
        .filter_map(|element| element.as_string().map(|text| text.into_owned()))
        .collect();
    Some(texts.into())
}

/// What takes the value under a key out of a document.
pub type ExtractDatum = fn(Jsonb<'_>, &[u8]) -> Option<pg_sys::Datum>;

/// What a plain column holds of a document's key.
pub type Plain = fn(Jsonb<'_>, &[u8]) -> Option<pg_sys::Datum>;

/// What a plain column holds of a key's value, and of which type it is. With `is_amount` that is a part of the value.
/// `None` if no plain column is of the kind.
pub fn plain(kind: Kind, is_amount: bool) -> Option<(pg_sys::Oid, ExtractDatum)> {
    macro_rules! of {
        ($type:ty, $extract:path) => {
            match <$type as SqlType>::TYPE {
                Type::Own(oid) => Some((oid, |data, key| $extract(data, key).map(Returned::datum))),
                Type::Record => None,
            }
        };
    }
    match kind {
        Kind::Text | Kind::Folded => of!(Text, text),
        Kind::Float8 => of!(Float8, float8),
        Kind::Int8 => of!(Int8, int8),
        Kind::Numeric if is_amount => of!(Numeric, amount),
        Kind::Numeric => of!(Numeric, numeric),
        Kind::Bool => of!(Bool, boolean),
        Kind::Date => of!(Date, date),
        Kind::Timestamptz => of!(Timestamptz, timestamptz),
        Kind::Time => of!(Time, time),
        Kind::Inet => of!(Inet, inet),
        Kind::Uuid => of!(Uuid, uuid),
        Kind::Set => of!(TextArray, texts),
        Kind::Json => None,
    }
}

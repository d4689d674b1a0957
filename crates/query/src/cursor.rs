//! Cursors: a place in the order of a query, as an opaque text.
//!
//! A cursor holds the sort key of a record. So a page starts where the last one ended, however many records are
//! before it, and whether or not that record still exists. A cursor also holds a fingerprint of the query and a keyed
//! hash. A cursor of another server or another query is refused before its keys are read.

use std::hash::Hasher;

use data_encoding::BASE64URL_NOPAD;
use dyntables_ask::select::{Marks, Order, Position, Start};
use dyntables_model::table::Table;
use dyntables_values::argument::string;
use dyntables_values::civil;
use dyntables_values::error::{Error, Within};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::Object;
use serde_json::Value;
use siphasher::sip::SipHasher24;

/// The first byte: the version of the format.
const VERSION: u8 = 1;
/// The bytes before the keys: version, hash, fingerprint, flag.
const HEAD: usize = 18;
/// The second half of the hash's key. Another use of the server's secret has another, and so other hashes.
const PURPOSE: u64 = 0x6474_5f70_6167_6531;

/// A cursor's contents.
struct Raw {
    fingerprint: u64,
    inclusive: bool,
    keys: Vec<Option<Vec<u8>>>,
}

/// Writes a cursor. `secret` is the server's. Keys are as PostgreSQL's `…send` functions give them; texts, decimals
/// and JSON are UTF-8.
pub fn encode(secret: u64, fingerprint: u64, inclusive: bool, keys: &[Option<&[u8]>]) -> String {
    let mut bytes = vec![VERSION, 0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend(fingerprint.to_be_bytes());
    bytes.push(u8::from(inclusive));
    for key in keys {
        match key {
            None => bytes.push(0),
            Some(key) => {
                bytes.push(1);
                bytes.extend(u32::try_from(key.len()).unwrap_or(u32::MAX).to_be_bytes());
                bytes.extend(*key);
            }
        }
    }
    let check = check(secret, &bytes[9..]);
    bytes[1..9].copy_from_slice(&check.to_be_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

fn check(secret: u64, bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher24::new_with_keys(secret, PURPOSE);
    hasher.write(bytes);
    hasher.finish()
}

fn decode(secret: u64, text: &str) -> Option<Raw> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    if bytes.len() < HEAD || bytes[0] != VERSION {
        return None;
    }
    let number = |from: usize| bytes[from..from + 8].try_into().map(u64::from_be_bytes).ok();
    if number(1)? != check(secret, &bytes[9..]) || bytes[17] > 1 {
        return None;
    }
    let mut keys = Vec::new();
    let mut rest = &bytes[HEAD..];
    while let Some((tag, after)) = rest.split_first() {
        rest = after;
        keys.push(match tag {
            0 => None,
            1 => {
                let (length, after) = rest.split_at_checked(4)?;
                let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
                let (key, after) = after.split_at_checked(length)?;
                rest = after;
                Some(key.to_vec())
            }
            _ => return None,
        });
    }
    Some(Raw { fingerprint: number(9)?, inclusive: bytes[17] == 1, keys })
}

impl Raw {
    fn position(self, order: &[Order]) -> Option<Position> {
        if !self.keys.is_empty() && self.keys.len() != order.len() {
            return None;
        }
        let read = |(key, order): (&Option<Vec<u8>>, &Order)| match key {
            None if order.is_nullable() => Some(None),
            None => None,
            Some(bytes) => value(order.kind(), bytes).map(Some),
        };
        let keys = self.keys.iter().zip(order).map(read).collect::<Option<_>>()?;
        Some(Position { inclusive: self.inclusive, keys })
    }
}

/// Reads a value of [`encode`]'s.
fn value(kind: Kind, bytes: &[u8]) -> Option<Param> {
    let text = || std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
    let int8 = || bytes.try_into().ok().map(i64::from_be_bytes);
    match kind {
        Kind::Text | Kind::Folded => text().map(|text| Param::Text(text.to_owned())),
        Kind::Float8 => {
            bytes.try_into().ok().map(f64::from_be_bytes).filter(|n| n.is_finite()).map(Param::Float8)
        }
        Kind::Int8 => int8().map(Param::Int8),
        Kind::Numeric => {
            let is_number = |text: &&str| {
                text.trim() == *text && serde_json::from_str::<serde_json::Number>(text).is_ok()
            };
            text().filter(is_number).map(|digits| Param::Numeric(digits.to_owned()))
        }
        Kind::Bool => match bytes {
            [flag @ (0 | 1)] => Some(Param::Bool(*flag == 1)),
            _ => None,
        },
        Kind::Date => {
            let days: i32 = bytes.try_into().ok().map(i32::from_be_bytes)?;
            (civil::FIRST_DAY..=civil::LAST_DAY).contains(&days).then_some(Param::Date(days))
        }
        Kind::Timestamptz => {
            // All that PostgreSQL has, for the `created_at` that SQL gives: from 4714 BC to 294276, and infinity.
            let is_instant = |micros: &i64| {
                (-211_813_488_000_000_000..9_223_371_331_200_000_000).contains(micros)
                    || matches!(*micros, i64::MIN | i64::MAX)
            };
            int8().filter(is_instant).map(Param::Timestamptz)
        }
        Kind::Time => int8().filter(|micros| (0..=86_400_000_000).contains(micros)).map(Param::Time),
        Kind::Inet => inet(bytes),
        Kind::Uuid => bytes.try_into().ok().map(Param::Uuid),
        Kind::Json => serde_json::from_str(text()?).ok().map(Param::Jsonb),
        Kind::Set => None,
    }
}

/// Reads what `inet_send` gives: family, bits of the prefix, whether it is a cidr, length, address.
fn inet(bytes: &[u8]) -> Option<Param> {
    match bytes {
        [2, prefix @ 0..=32, 0, 4, address @ ..] => {
            let address: [u8; 4] = address.try_into().ok()?;
            Some(Param::Inet(address.into(), *prefix))
        }
        [3, prefix @ 0..=128, 0, 16, address @ ..] => {
            let address: [u8; 16] = address.try_into().ok()?;
            Some(Param::Inet(address.into(), *prefix))
        }
        _ => None,
    }
}

/// The keys of a query document that are not in the fingerprint, or not as written.
///
/// The order and the trash are in it in another form. `now` and `time_zone` are not: a cursor must survive midnight,
/// though relative dates then mean another day.
const NOT_IN_FINGERPRINT: [&str; 13] = [
    "sort",
    "order_by",
    "limit",
    "offset",
    "page",
    "after",
    "before",
    "columns",
    "select",
    "total",
    "time_zone",
    "now",
    "trash",
];

/// The fingerprint of a query, which a cursor must have: of the table, the order, and the filter as written.
pub fn fingerprint(table: &Table, order: &[Order], document: &Object) -> u64 {
    let mut hasher = SipHasher24::new_with_keys(PURPOSE, 0);
    let mut part = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    };
    part(&table.id.to_string());
    for key in order {
        part(&key.describe());
    }
    let is_nothing = |value: &Value| match value {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        _ => false,
    };
    for (key, value) in document {
        if !NOT_IN_FINGERPRINT.contains(&key.as_str()) && !is_nothing(value) {
            part(if key == "where" { "filter" } else { key });
            part(&value.to_string());
        }
    }
    match document.get("trash").and_then(Value::as_str) {
        None | Some("exclude") => {}
        Some(trash) => part(trash),
    }
    hasher.finish()
}

/// Reads `after` and `before` of a query document.
pub fn start(
    secret: u64,
    fingerprint: u64,
    order: &[Order],
    after: &Value,
    before: &Value,
) -> Result<Option<Start>, Error> {
    let (key, value, backwards) = match (after, before) {
        (Value::Null, Value::Null) => return Ok(None),
        (after, Value::Null) => ("after", after, false),
        (Value::Null, before) => ("before", before, true),
        _ => {
            return Err(
                Error::bad("\"after\" and \"before\" exclude each other: give one of them").within("before")
            );
        }
    };
    let position = position(secret, fingerprint, order, key, value).within(key)?;
    Ok(Some(Start { position, backwards }))
}

/// The position that a cursor stands for. `key` is its key in the document.
fn position(
    secret: u64,
    fingerprint: u64,
    order: &[Order],
    key: &str,
    value: &Value,
) -> Result<Position, Error> {
    let damaged = || {
        Error::bad_hint(
            format!("the value of \"{key}\" is not a cursor, or is damaged"),
            "Pass on what dt_page returned as \"next\" or \"previous\", unchanged.",
        )
    };
    let raw = decode(secret, string(value, key)?).ok_or_else(damaged)?;
    if raw.fingerprint != fingerprint {
        return Err(Error::bad_hint(
            format!("the cursor in \"{key}\" belongs to another table, sort or filter"),
            "A cursor continues the query that it came from: only limit, columns, total and now may differ, and time_zone if the sort has no part of a date.",
        ));
    }
    raw.position(order).ok_or_else(damaged)
}

/// The marks of a page that starts at a cursor, which [`start`] has accepted. Without a cursor they are of the
/// position without keys.
pub fn marks(secret: u64, fingerprint: u64, cursor: Option<&str>) -> Marks {
    let none = Raw { fingerprint, inclusive: false, keys: Vec::new() };
    let raw = cursor.and_then(|text| decode(secret, text)).unwrap_or(none);
    let keys: Vec<Option<&[u8]>> = raw.keys.iter().map(Option::as_deref).collect();
    let text = |inclusive| encode(secret, fingerprint, inclusive, &keys);
    Marks { fingerprint, here: text(raw.inclusive), back: text(!raw.inclusive) }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{decode, encode, start, value};
    use dyntables_ask::field::Field;
    use dyntables_ask::select::Order;
    use dyntables_values::kind::Kind;
    use dyntables_values::param::Param;
    use dyntables_values::system::SystemField;
    use serde_json::{Value, json};

    /// Also of a cursor with a right hash the keys must have the right number, length and form.
    #[test]
    fn keys_are_read_strictly() {
        let order =
            [SystemField::Version, SystemField::Id].map(|field| Order::by(Field::System(field), false));
        let is_taken = |keys: &[Option<&[u8]>]| {
            let cursor = json!(encode(7, 1, false, keys));
            start(7, 1, &order, &cursor, &Value::Null).is_ok()
        };
        let (version, id): (&[u8], &[u8]) = (&[0; 8], &[0; 16]);
        assert!(is_taken(&[Some(version), Some(id)]));
        assert!(is_taken(&[]));
        for keys in [
            &[None][..],
            &[None, None],
            &[Some(&[0][..])],
            &[Some(version)],
            &[Some(version), Some(&[0])],
            &[Some(version), None],
            &[Some(id), Some(version)],
            &[Some(version), Some(id), Some(&[0])],
        ] {
            assert!(!is_taken(keys), "{keys:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(keys in vec(of(vec(any::<u8>(), 0..40)), 0..5), inclusive: bool, fingerprint: u64) {
            let borrowed: Vec<Option<&[u8]>> = keys.iter().map(Option::as_deref).collect();
            let raw = decode(7, &encode(7, fingerprint, inclusive, &borrowed)).unwrap();
            prop_assert_eq!((raw.fingerprint, raw.inclusive, raw.keys), (fingerprint, inclusive, keys));
        }

        #[test]
        fn a_changed_cursor_is_none(at in 0_usize..80, to: u8, cut in 0_usize..80) {
            let text = encode(7, 1, false, &[Some(b"a text of some length"), None, Some(&[7; 16])]);
            let mut bytes = text.clone().into_bytes();
            let at = at % bytes.len();
            let same = bytes[at] == to;
            bytes[at] = to;
            prop_assert!(same || std::str::from_utf8(&bytes).map_or(true, |text| decode(7, text).is_none()));
            prop_assert!(decode(7, &text[..cut % text.len()]).is_none());
            prop_assert!(decode(8, &text).is_none());
        }

        #[test]
        fn values_of_a_wrong_form_are_none_or_plain(bytes in vec(any::<u8>(), 0..40)) {
            for kind in [Kind::Float8, Kind::Int8, Kind::Numeric, Kind::Bool, Kind::Date, Kind::Timestamptz, Kind::Time, Kind::Inet, Kind::Uuid, Kind::Json, Kind::Text, Kind::Set] {
                match value(kind, &bytes) {
                    Some(Param::Numeric(digits)) => prop_assert!(digits.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))),
                    Some(Param::Float8(double)) => prop_assert!(double.is_finite()),
                    _ => {}
                }
            }
        }
    }
}

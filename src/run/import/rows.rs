//! What record does a row say? The bytes of its jsonb are written straight from the cells.

use dyntables_exchange::{Cell, CellFault, Row};
use dyntables_values::jsonb::{Item, object};
use serde_json::{Number, Value, json};

use crate::run::import::mapping::Mapping;
use crate::run::import::report::Place;
use crate::server::jsonb;
use crate::server::savepoint::attempt;

/// A row as a record.
pub struct Document {
    /// Where it stands.
    pub place: Place,
    /// The jsonb without the length before it.
    pub bytes: Vec<u8>,
    /// What is wrong with cells that could not be read.
    pub faults: Vec<Value>,
}

/// What an empty cell says of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Empties {
    /// Nothing: new records get their defaults.
    Say,
    /// That the record has no value there.
    Clear,
}

/// The record of a row with cells for `width` headers, which go where `mapping` says.
pub fn document(mapping: &Mapping, width: usize, empties: Empties, row: &Row<'_>) -> Document {
    let keys = &mapping.keys;
    let mut items: Vec<Option<Item<'_>>> = vec![None; keys.len()];
    let (mut faults, mut room) = (Vec::new(), 0);
    for at in 0..width {
        let Some(slot) = mapping.slot(at) else { continue };
        let key = &keys[slot.at];
        room += key.len() + 8;
        items[slot.at] = match row.cell(at) {
            Cell::Empty if empties == Empties::Clear => Some(Item::New(&Value::Null)),
            Cell::Empty => None,
            Cell::Text(text) => {
                room += text.len();
                Some(slot.form.item(text))
            }
            Cell::Value(value) => Some(Item::New(value)),
            Cell::Fault(CellFault { code, message, shown }) => {
                faults
                    .push(json!({"column": key, "code": code.as_str(), "message": message, "value": shown}));
                None
            }
        };
    }
    if row.extra > 0 {
        let cells = if row.extra == 1 { "cell" } else { "cells" };
        let message = format!("the row has {} more {cells} than the header", row.extra);
        faults.push(json!({"column": null, "code": "row_length", "message": message, "value": row.extra}));
    }
    let members: Vec<(&[u8], Item<'_>)> =
        keys.iter().zip(items).filter_map(|(key, item)| Some((key.as_bytes(), item?))).collect();
    let bytes = object(members.clone(), room).unwrap_or_else(|| {
        // Only PostgreSQL writes numbers of hundreds of digits, and knows which are too large.
        let value =
            |(key, item): &(&[u8], Item<'_>)| (String::from_utf8_lossy(key).into_owned(), plain(*item));
        let values = Value::Object(members.iter().map(value).collect());
        attempt(|| jsonb::from_value(&values).bytes().to_vec()).unwrap_or_else(|caught| {
            if !caught.refuses_data() {
                caught.resume();
            }
            faults
                .push(json!({"column": null, "code": "format", "message": caught.message(), "value": null}));
            jsonb::from_value(&json!({})).bytes().to_vec()
        })
    });
    Document { place: Place { row: row.number, line: row.line }, bytes, faults }
}

fn plain(item: Item<'_>) -> Value {
    match item {
        Item::New(value) => value.clone(),
        Item::Text(text) => Value::String(text.to_owned()),
        Item::Digits(digits) => Value::Number(Number::from_string_unchecked(digits.to_owned())),
        Item::Old(..) => Value::Null,
    }
}

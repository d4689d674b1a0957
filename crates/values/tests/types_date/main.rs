//! Dates, instants and times as people write them: a clear text is read, an unclear one is refused with the reason,
//! and nothing is lost.

mod dates;
mod every_style;
mod instants;

use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use dyntables_values::written::{Cast, DateOrder, Reading};
use dyntables_values::zone::find;
use serde_json::Value;

fn type_(name: &str) -> &'static dyn ColumnType {
    registry::find(name).unwrap()
}

fn config(config: Value) -> Object {
    config.as_object().cloned().unwrap()
}

fn zone(name: &str) -> Reading {
    Reading { zone: find(name), ..Reading::default() }
}

fn order(order: DateOrder) -> Reading {
    Reading { date_order: Some(order), ..Reading::default() }
}

/// What the text is read as; `?` and the message if it is unclear, `-` if it is no date.
fn told(cast: Cast) -> String {
    match cast {
        Cast::Value(Value::String(text)) => text,
        Cast::Unclear(why) => format!("? {why}"),
        Cast::No => "-".into(),
        other => panic!("{other:?}"),
    }
}

fn read(name: &str, settings: Value, reading: &Reading, text: &str) -> String {
    told(type_(name).typecast(&config(settings), text, reading))
}

//! Numbers as people write them, and the types of numbers: what typecast reads, what is unclear, and that reading
//! reverses printing.

#[path = "../common/mod.rs"]
mod common;
mod numerals;
mod readings;
mod stored;

use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use dyntables_values::written::{Cast, Reading};
use proptest::prelude::{Strategy, any, prop_oneof};
use serde_json::Value;

/// The types whose typecast this file is about.
const TYPES: [&str; 10] = [
    "number",
    "integer",
    "decimal",
    "currency",
    "percent",
    "rating",
    "progress",
    "duration",
    "autonumber",
    "checkbox",
];

fn of(name: &str) -> &'static dyn ColumnType {
    registry::find(name).unwrap()
}

fn object(config: &Value) -> Object {
    config.as_object().cloned().unwrap_or_default()
}

/// The value that a text is read as, `unclear`, or `no`.
fn cast(name: &str, config: &Value, text: &str, decimal_mark: Option<char>) -> String {
    let reading = Reading { decimal_mark, ..Reading::default() };
    match of(name).typecast(&object(config), text, &reading) {
        Cast::Value(value) => value.to_string(),
        Cast::WithOptions { .. } => panic!("{name} has no options"),
        Cast::Unclear(why) => {
            assert!(!why.is_empty());
            "unclear".into()
        }
        Cast::No => "no".into(),
    }
}

#[track_caller]
fn reads(name: &str, config: &Value, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(cast(name, config, text, None), *expected, "{name} {text:?}");
    }
}

/// Text that is nearly a number.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+\u{2212}(]?[0-9]{0,4}[ .,'\u{a0}]?[0-9]{0,4}[ .,']?[0-9]{0,4}[)%]?",
        "[€$£a-zA-Z]{0,3} ?-?[0-9.,]{1,9} ?[€$kr%A-Z]{0,3}",
        "P?T?-?[0-9.,]{1,6} ?[a-zHMS]{1,3} ?[0-9:.]{0,8}",
        "-?[0-9]{1,3}:[0-9]{1,2}(:[0-9]{1,2}([.,][0-9]{1,3})?)?",
        "[★☆⭐]{0,12}",
    ]
}

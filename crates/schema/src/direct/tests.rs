use dyntables_values::jsonb::node::{Jsonb, JsonbNode, Node as _, Object as _};
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

use crate::check::Check;
use dyntables_values::jsonb::Members;
use dyntables_values::jsonb::Part;
use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};

struct Column {
    type_: &'static dyn ColumnType,
    check: Check,
}

/// Columns that use each keyword and each rule, at its edges.
fn columns() -> Vec<Column> {
    let columns = json!([
        {"type": "text", "config": {"min_length": 2, "max_length": 4}},
        {"type": "text", "config": {"max_length": 3}},
        {"type": "long_text", "config": {"max_length": 3}},
        {"type": "long_text"},
        {"type": "rich_text", "config": {"max_length": 5}},
        {"type": "integer"},
        {"type": "integer", "config": {"min": -3, "max": 7}},
        {"type": "integer", "config": {"max": 7.0}},
        {"type": "number", "config": {"min": 0}},
        {"type": "number", "config": {"min": 0.1, "max": 0.3, "precision": 2}},
        {"type": "number", "config": {"min": -1e308, "max": 9_007_199_254_740_993_i64}},
        {"type": "decimal"},
        {"type": "decimal", "config": {"scale": 0}},
        {"type": "decimal", "config": {"min": 0.1, "scale": 3}},
        {"type": "decimal", "config": {"max": serde_json::from_str::<Value>("0.10000000000000000001").unwrap()}},
        {"type": "decimal", "config": {"max": serde_json::from_str::<Value>("1e400").unwrap()}},
        {"type": "decimal", "config": {"max": serde_json::from_str::<Value>("9223372036854775808").unwrap()}},
        {"type": "percent", "config": {"min": 0, "max": 100}},
        {"type": "progress"},
        {"type": "rating"},
        {"type": "rating", "config": {"max": 10}},
        {"type": "duration"},
        {"type": "autonumber"},
        {"type": "checkbox"},
        {"type": "currency"},
        {"type": "currency", "config": {"currency": "EUR", "scale": 1}},
        {"type": "select", "config": {"options": ["a", "b", "longer", "é"]}},
        {"type": "select", "config": {"options": ["a", "b", "longer", "é"], "allow_multiple": true}},
        {"type": "multi_select", "config": {"options": ["a", "b", "longer", "é"], "min_items": 1, "max_items": 2}},
        {"type": "status"},
        {"type": "user"},
        {"type": "user", "config": {"allow_multiple": true}},
        {"type": "date", "config": {"min": "2000-01-01", "max": "2026-01-28"}},
        {"type": "datetime", "config": {"min": "2000-01-01T00:00:00Z"}},
        {"type": "time"},
        {"type": "phone"},
        {"type": "phone", "config": {"country": "DE"}},
        {"type": "slug"},
        {"type": "email"},
        {"type": "url"},
        {"type": "url", "config": {"schemes": ["https", "ftp"]}},
        {"type": "uuid"},
        {"type": "color"},
        {"type": "ip"},
        {"type": "location"},
        {"type": "person_name"},
        {"type": "json"},
    ]);
    columns.as_array().unwrap().iter().map(column).collect()
}

fn column(column: &Value) -> Column {
    let type_ = registry::find(column["type"].as_str().unwrap()).unwrap();
    let mut config = column["config"].as_object().cloned().unwrap_or_else(Object::new);
    type_.normalize_config(&mut config);
    let check = Check::new("v", type_, &config.into()).unwrap();
    Column { type_, check }
}

/// The bytes of a record with this value.
fn record(value: &Value) -> Vec<u8> {
    encode(&json!({"v": value}))
}

fn part(record: &[u8]) -> Part<'_> {
    Members::of(record).unwrap().next().unwrap().1
}

fn node(record: &[u8]) -> JsonbNode<'_> {
    Jsonb::root(record).as_object().unwrap().get(&b"v".as_slice().into()).unwrap()
}

fn number() -> impl Strategy<Value = Value> {
    let near = |whole: i64| {
        (-2_i64..=2, "(\\.[0-9]{1,3}|\\.0{1,20}[01])?")
            .prop_map(move |(by, fraction)| format!("{}{fraction}", i128::from(whole) + i128::from(by)))
    };
    prop_oneof![
        near(0),
        near(-3),
        near(7),
        near(100),
        near(9_007_199_254_740_993),
        near(i64::MAX),
        near(-i64::MAX),
        "0\\.[0-3]{1,2}0{0,20}1?",
        "-?(0|[1-9][0-9]{0,39})(\\.[0-9]{1,40})?",
        Just("1e308".to_owned()),
        Just("-1e308".to_owned()),
        Just("1.000000000000000000001e308".to_owned()),
        Just("1e400".to_owned()),
        Just("-1e400".to_owned()),
    ]
    .prop_map(|text| serde_json::from_str(&text).unwrap())
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[aé🎉\n]{0,6}",
        "a|b|longer|é|todo|done|EUR|eur|XXX",
        "(1999|2000|2026)-0[1-3]-(01|28|29)(T0[0-9]:00:00Z)?",
        "[+][0-9]{5,16}",
        "[0-9]{2}:[0-9]{2}:[0-9]{2}",
    ]
}

fn odd() -> impl Strategy<Value = Value> {
    let scalar = || {
        prop_oneof![
            4 => number(),
            4 => text().prop_map(Value::String),
            1 => any::<bool>().prop_map(Value::Bool),
            1 => Just(Value::Null),
        ]
    };
    prop_oneof![
        6 => scalar(),
        2 => proptest::collection::vec(scalar(), 0..4).prop_map(Value::Array),
        1 => proptest::collection::vec("a|b|longer|é".prop_map(Value::String), 0..4).prop_map(Value::Array),
        1 => (number(), "[A-Z]{3}|EUR|USD").prop_map(|(amount, code)| json!({"amount": amount, "currency": code})),
        1 => proptest::collection::btree_map("amount|currency|lat|lng|first|x", scalar(), 0..3)
            .prop_map(|members| Value::Object(members.into_iter().collect())),
    ]
}

#[test]
fn columns_of_the_common_types_need_no_library() {
    let known = columns().iter().filter(|column| column.check.direct.is_some()).count();
    assert!(known >= 36, "{known}");
}

#[test]
fn what_is_too_close_for_doubles_is_left_to_the_library() {
    let columns = json!([{"key": "v", "type": "decimal", "config": {"min": 0.1}}]);
    let check = column(&columns[0]).check;
    let direct = check.direct.as_ref().unwrap();
    for (text, sure, valid) in [
        ("0.1", None, true),
        ("0.09999999999999999999999", None, false),
        ("0.10000000000000000000001", None, true),
        ("0.0999", Some(false), false),
        ("0.1001", Some(true), true),
        ("1", Some(true), true),
    ] {
        let record = record(&serde_json::from_str(text).unwrap());
        assert_eq!(direct.is_valid(&part(&record).held().unwrap()), sure, "{text}");
        assert_eq!(check.is_valid(part(&record)), valid, "{text}");
    }
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3000))]

    #[test]
    fn what_is_sure_is_what_the_library_says(value in odd()) {
        std::thread_local!(static COLUMNS: Vec<Column> = columns());
        let record = record(&value);
        COLUMNS.with(|columns| {
            for Column { type_, check } in columns {
                let name = type_.name();
                let expected = check.is_valid_node(node(&record));
                let in_place = check.is_valid_in_place(part(&record));
                prop_assert!(in_place.is_none_or(|sure| sure == expected), "{name} {value}");
                prop_assert_eq!(check.is_valid(part(&record)), expected, "{} {}", name, &value);
                let faults = check.faults(part(&record), 20).unwrap();
                prop_assert_eq!(faults.is_empty(), expected, "{} {}", name, &value);
            }
            Ok(())
        })?;
    }
}

//! Conversion of values between column types, without a server: what becomes of which value,
//! that nothing panics, and that what stays a value of its type stays as it is.

mod common;

use common::ENVIRONMENT;
use dyntables_model::column::Column;
use dyntables_model::how::{How, OnFailure};
use dyntables_model::retype::{check_types, is_harmless};
use dyntables_records::convert::{Conversion, Outcome, document};
use dyntables_values::jsonb::node::{Jsonb, Node, Object};
use dyntables_values::system::Source;
use dyntables_values::types::registry;
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

fn column(type_: &str, config: &Value) -> Column {
    Column::from_document(&json!({"key": "v", "type": type_, "config": config})).unwrap()
}

fn conversion(from: &Column, to: &Column, on_failure: OnFailure) -> Conversion {
    let mut reading = serde_json::Map::new();
    reading.insert("time_zone".into(), "UTC".into());
    let document = document(from, to, &How { on_failure, reading, ..How::default() });
    Conversion::from_document(&document).unwrap()
}

/// A config with which a column of the type can be made, and its example is valid.
fn usual_config(type_: &str) -> Value {
    match type_ {
        "select" | "status" => json!({"options": ["won", "in_progress", "active", "a"]}),
        "multi_select" => json!({"options": ["red", "green", "won"]}),
        "currency" => json!({"currency": "USD"}),
        "phone" => json!({"country": "DE"}),
        _ => json!({}),
    }
}

/// All types whose values stand in the records and may be written.
fn types() -> Vec<&'static str> {
    let types = registry::all().iter().filter(|t| t.source() == Source::Data && !t.is_assigned());
    types.map(|t| t.name()).collect()
}

fn becomes(from: (&str, Value), to: (&str, Value), value: Value) -> Outcome {
    let (from, to) = (column(from.0, &from.1), column(to.0, &to.1));
    conversion(&from, &to, OnFailure::Abort).outcome(&encode(&json!({"v": value})), &ENVIRONMENT)
}

fn failed(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(message) if !message.is_empty())
}

#[test]
fn what_the_new_type_takes_stays() {
    for (from, to, value) in [
        ("text", "long_text", json!("Acme 🎉")),
        ("long_text", "text", json!("one line")),
        ("number", "integer", json!(12)),
        ("integer", "decimal", json!(-5)),
        ("text", "json", json!("")),
        ("number", "json", json!(12.50)),
        ("json", "number", json!(12)),
        ("json", "text", json!("a")),
        ("json", "person_name", json!({"first": "Jane"})),
        ("date", "text", json!("2026-01-28")),
        ("text", "date", json!("2026-01-28")),
        ("datetime", "text", json!("2026-01-28T14:30:00Z")),
    ] {
        let expected = if value == json!("") { Outcome::Nothing } else { Outcome::Kept };
        assert_eq!(becomes((from, json!({})), (to, json!({})), value), expected, "{from} {to}");
    }
}

#[test]
fn numbers_become_text_with_their_digits() {
    for digits in ["12", "12.50", "-0.001", "1234567890123456789012345678901234567890.1", "0"] {
        let value: Value = serde_json::from_str(digits).unwrap();
        assert_eq!(
            becomes(("decimal", json!({})), ("text", json!({})), value),
            Outcome::Changed(json!(digits)),
            "{digits}"
        );
    }
}

#[test]
fn nothing_is_lost_silently() {
    for (from, to, value) in [
        ("number", "integer", json!(12.5)),
        ("decimal", "number", serde_json::from_str("1e400").unwrap()),
        ("datetime", "date", json!("2026-01-28T14:30:00Z")),
        ("datetime", "time", json!("2026-01-28T14:30:00Z")),
        ("long_text", "text", json!("two\nlines")),
        ("text", "number", json!("abc")),
        ("text", "number", json!("1,234")),
        ("number", "date", json!(2026)),
        ("number", "datetime", json!(0)),
        ("number", "checkbox", json!(5)),
        ("checkbox", "date", json!(true)),
        ("json", "number", json!([1])),
        ("json", "date", json!({"a": 1})),
        ("date", "number", json!("2026-01-28")),
        ("uuid", "number", json!("0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c")),
    ] {
        let outcome = becomes((from, json!({})), (to, json!({})), value);
        assert!(failed(&outcome), "{from} {to}: {outcome:?}");
    }
    let tags = || ("multi_select", json!({"options": ["1", "234", "red", "green"]}));
    let options = || ("select", json!({"options": ["red", "green"]}));
    assert!(failed(&becomes(tags(), options(), json!(["red", "green"]))));
    assert!(failed(&becomes(tags(), ("number", json!({})), json!(["1", "234"]))));
    // An amount is a number only where the column's config says the currency.
    let money = |currency: &str| json!({"amount": 12.50, "currency": currency});
    let usd = || ("currency", json!({"currency": "USD"}));
    let number = || ("number", json!({}));
    assert_eq!(becomes(usd(), number(), money("USD")), Outcome::Changed(json!(12.50)));
    assert!(failed(&becomes(usd(), number(), money("EUR"))));
    assert!(failed(&becomes(("currency", json!({})), number(), money("EUR"))));
}

#[test]
fn empties_go_where_the_new_type_has_none() {
    for to in ["number", "date", "json", "text", "person_name", "uuid"] {
        for (from, empty) in [("text", json!("")), ("json", json!([])), ("json", json!({}))] {
            let outcome = becomes((from, json!({})), (to, usual_config(to)), empty.clone());
            assert!(
                matches!(outcome, Outcome::Emptied | Outcome::Nothing),
                "{from} {to} {empty}: {outcome:?}"
            );
        }
    }
    assert_eq!(becomes(("text", json!({})), ("number", json!({})), json!("  ")), Outcome::Emptied);
}

#[test]
fn a_day_is_a_day_in_the_zone_of_its_column() {
    let berlin = || ("datetime", json!({"timezone": "Europe/Berlin"}));
    let date = || ("date", json!({}));
    assert_eq!(
        becomes(berlin(), date(), json!("2026-01-27T23:00:00Z")),
        Outcome::Changed(json!("2026-01-28"))
    );
    assert!(failed(&becomes(berlin(), date(), json!("2026-01-28T00:00:00Z"))));
    assert_eq!(
        becomes(date(), berlin(), json!("2026-01-28")),
        Outcome::Changed(json!("2026-01-27T23:00:00Z"))
    );
    // Neither side has one: the session's, which is UTC here.
    assert_eq!(
        becomes(("datetime", json!({})), date(), json!("2026-01-28T00:00:00Z")),
        Outcome::Changed(json!("2026-01-28"))
    );
}

#[test]
fn what_fails_is_kept_beside_what_was_kept_before() {
    let amendment = |on_failure, data: Value| {
        let conversion = conversion(&column("text", &json!({})), &column("number", &json!({})), on_failure);
        conversion.amendment(&encode(&data), &ENVIRONMENT)
    };
    let kept = amendment(OnFailure::Keep, json!({"v": "abc", "other": 1}));
    assert_eq!(
        (kept.remove, Value::Object(kept.set)),
        (vec!["v".to_owned()], json!({"_unconverted": {"v": "abc"}}))
    );
    let kept =
        amendment(OnFailure::Keep, json!({"v": "abc", "_unconverted": {"v": "xyz", "v_2": 5, "w": 1}}));
    assert_eq!(
        Value::Object(kept.set),
        json!({"_unconverted": {"v": "xyz", "v_2": 5, "w": 1, "v_3": "abc"}})
    );
    let removed = amendment(OnFailure::Null, json!({"v": "abc"}));
    assert_eq!((removed.remove, removed.set.len()), (vec!["v".to_owned()], 0));
    assert!(amendment(OnFailure::Abort, json!({"v": "abc"})).is_empty());
    assert!(amendment(OnFailure::Keep, json!({"other": "abc"})).is_empty());
}

#[test]
fn some_types_cannot_be_converted_at_all() {
    let text = column("text", &json!({}));
    for type_ in registry::all().iter().filter(|t| t.source() != Source::Data || t.is_assigned()) {
        let error = check_types(&text, *type_).unwrap_err();
        assert_eq!(error.sqlstate(), "22023", "{}", type_.name());
    }
    let created = column("created_at", &json!({}));
    assert_eq!(check_types(&created, registry::find("text").unwrap()).unwrap_err().sqlstate(), "22023");
}

#[test]
fn harmless_changes_of_config() {
    let harmless =
        |type_: &str, from: Value, to: Value| is_harmless(&column(type_, &from), &column(type_, &to));
    let options = |list: Value| json!({"options": list});
    assert!(harmless("select", options(json!(["a"])), options(json!([{"value": "a", "label": "A"}, "b"]))));
    assert!(!harmless("select", options(json!(["a", "b"])), options(json!(["a"]))));
    assert!(!harmless("select", options(json!(["a"])), json!({"options": ["a"], "allow_multiple": true})));
    assert!(harmless("long_text", json!({"max_length": 5}), json!({"max_length": 9})));
    assert!(harmless("long_text", json!({"max_length": 5}), json!({})));
    assert!(!harmless("long_text", json!({}), json!({"max_length": 9})));
    assert!(!harmless("long_text", json!({"max_length": 9}), json!({"max_length": 5})));
    assert!(!harmless("number", json!({}), json!({"max": 5})));
    assert!(!is_harmless(&column("text", &json!({})), &column("long_text", &json!({}))));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter_map("finite", |n| serde_json::Number::from_f64(n).map(Value::Number)),
        Just(serde_json::from_str("1e400").unwrap()),
        Just(serde_json::from_str("-12345678901234567890.000100").unwrap()),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9:.,/ TZ+%$€-]{1,20}".prop_map(Value::from),
        prop_oneof![
            Just("2026-01-28"),
            Just("2026-01-28T00:00:00Z"),
            Just("14:30"),
            Just("red, green"),
            Just("won"),
            Just("12.5 %"),
            Just("€ 12"),
            Just("yes"),
            Just("Doe, Jane"),
            Just("192.0.2.1/33"),
            Just(" "),
            Just("[1]"),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("(amount|currency|first|last|lat|lng|a)", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// What a column stores of a value, if it takes it.
fn stored(column_: &Column, value: &Value) -> Option<Value> {
    let json = column("json", &json!({}));
    let data = encode(&json!({"v": value}));
    match conversion(&json, column_, OnFailure::Abort).outcome(&data, &ENVIRONMENT) {
        // As it is read from jsonb, which writes numbers in its own way.
        Outcome::Kept => {
            Jsonb::root(&data).as_object()?.get(&Box::from(*b"v")).map(|v| v.to_value().into_owned())
        }
        Outcome::Changed(value) => Some(value),
        _ => None,
    }
}

proptest! {
    #[test]
    fn converting_never_panics_and_gives_valid_values(value in any_value(), pair in any::<(usize, usize)>()) {
        let types = types();
        let (from, to) = (types[pair.0 % types.len()], types[pair.1 % types.len()]);
        let (from, to) = (column(from, &usual_config(from)), column(to, &usual_config(to)));
        let conversion = conversion(&from, &to, OnFailure::Keep);
        let data = json!({"v": value, "w": [null]});
        // What is stored in the one column is converted; so is what never could be.
        for data in [data.clone(), json!({"v": stored(&from, &value)})] {
            if data["v"].is_null() {
                continue;
            }
            let bytes = encode(&data);
            match conversion.outcome(&bytes, &ENVIRONMENT) {
                Outcome::Changed(new) => {
                    let again = conversion.convert(&new, &ENVIRONMENT);
                    prop_assert!(matches!(again, Outcome::Kept | Outcome::Changed(_)), "{data}: {new} is not valid: {again:?}");
                }
                Outcome::Failed(message) => {
                    prop_assert!(!message.is_empty());
                    let kept = conversion.amendment(&bytes, &ENVIRONMENT);
                    prop_assert!(kept.set["_unconverted"]["v"] != Value::Null);
                }
                _ => {}
            }
            let _ = conversion.missing_options(&bytes, &ENVIRONMENT);
        }
    }

    #[test]
    fn a_value_of_a_type_stays_in_that_type(value in any_value()) {
        for type_ in types() {
            let column = column(type_, &usual_config(type_));
            for value in [Some(value.clone()), Some(column.type_.example())].into_iter().flatten() {
                if let Some(stored) = stored(&column, &value) {
                    let own = conversion(&column, &column, OnFailure::Abort);
                    let outcome = own.outcome(&encode(&json!({"v": stored})), &ENVIRONMENT);
                    prop_assert_eq!(outcome, Outcome::Kept, "{}: {} stored as {}", type_, value, stored);
                }
            }
        }
    }

    #[test]
    fn text_that_a_type_printed_is_read_as_the_same_value(value in any_value()) {
        let text = column("long_text", &json!({}));
        for type_ in types() {
            let column = column(type_, &usual_config(type_));
            // A location or a name in free text is more than one way of writing it; JSON is any of them.
            if ["json", "person_name", "location"].contains(&type_) {
                continue;
            }
            for value in [stored(&column, &value), stored(&column, &column.type_.example())].into_iter().flatten() {
                let bytes = encode(&json!({"v": value}));
                let printed = match conversion(&column, &text, OnFailure::Abort).outcome(&bytes, &ENVIRONMENT) {
                    Outcome::Kept => value.clone(),
                    Outcome::Changed(printed) => printed,
                    _ => continue,
                };
                let back = conversion(&text, &column, OnFailure::Abort).outcome(&encode(&json!({"v": printed})), &ENVIRONMENT);
                let same = match &back {
                    Outcome::Kept => printed == value,
                    Outcome::Changed(back) => same_value(back, &value),
                    _ => false,
                };
                prop_assert!(same, "{type_}: {value} printed as {printed} became {back:?}");
            }
        }
    }
}

/// Whether two values are equal, numbers by value: `1e2` is `100`.
fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || (a.as_f64().is_some() && a.as_f64() == b.as_f64()),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|b| same_value(value, b)))
        }
        _ => a == b,
    }
}
